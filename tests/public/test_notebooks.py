"""Notebooks and the page for analysts: they run, and hold nothing that one run has left in them."""

from __future__ import annotations

import os
import re
from pathlib import Path

import nbformat
import pytest
from matplotlib import pyplot as plt

from sim.runs.compiled_ahead import prepare
from tests.house.tree import ROOT

FOLDER = ROOT / "docs" / "notebooks"
PAGE = ROOT / "docs" / "analysts.md"
BOOKS = sorted(FOLDER.glob("*.ipynb"))
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)


def test_the_page_names_every_notebook() -> None:
    named = re.findall(r"\(notebooks/([\w-]+\.ipynb)\)", PAGE.read_text(encoding="utf-8"))
    assert sorted(named) == [path.name for path in BOOKS]
    assert len(named) == 3


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_notebooks_hold_no_outputs_and_nothing_of_a_machine(path: Path) -> None:
    book = read(path)
    nbformat.validate(book)
    assert book.metadata == METADATA
    for cell in book.cells:
        assert cell.metadata == {}
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None
    written = nbformat.writes(book, version=4)
    assert path.read_text(encoding="utf-8") == written.rstrip("\n") + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_notebooks_run(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from nbclient import NotebookClient

    # What Jupyter keeps goes where it is removed.
    for name in ("JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    prepare("compiled", lambda _: None)  # compiled here, not while a cell is waited for
    book = read(path)
    client = NotebookClient(
        book, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    )
    client.execute(env=dict(os.environ))
    shown = [output for cell in book.cells for output in cell.get("outputs", [])]
    assert any("image/png" in output.get("data", {}) for output in shown)
    assert not [output for output in shown if output.output_type in ("error", "stream")]


@pytest.mark.slow
def test_the_examples_of_the_page_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 4
    exec("\n".join(blocks), {})  # noqa: S102
    assert (tmp_path / "brighton.svg").stat().st_size > 10_000
    plt.close("all")
