"""sixhubs completion: the Tab key."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke
from tests.house.tree import BIN


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_for_each_shell(invoke: Invoke, shell: str) -> None:
    result = invoke("completion", shell)
    assert result.exit_code == 0
    assert "_SIXHUBS_COMPLETE" in result.stdout
    assert f"sixhubs completion {shell} > " in result.stdout


def test_another_shell_is_refused(invoke: Invoke) -> None:
    result = invoke("completion", "csh")
    assert result.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in result.stderr


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("sixhubs sc", "scenarios"),
        ("sixhubs run ring", "ring-fenced"),
        ("sixhubs run ring", "ring-mine.yaml"),
        ("sixhubs compare sussex-2017 resolution-centre-8", "resolution-centre-80"),
        ("sixhubs new mine --from one-", "one-pool"),
        ("sixhubs measures redeployed", "redeployed_share"),
        ("sixhubs trace sussex-2017 --gra", "--grade"),
    ],
)
def test_bash_completes(tmp_path: Path, words: str, wanted: str) -> None:
    """The script is loaded, and its function asked as bash does on Tab."""
    (tmp_path / "ring-mine.yaml").touch()
    ask = (
        "source <(sixhubs completion bash); COMP_WORDS=($WORDS); "
        "COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _sixhubs_completion sixhubs; "
        'printf "%s\\n" "${COMPREPLY[@]}"'
    )
    env = {**os.environ, "WORDS": words, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", "-c", ask], cwd=tmp_path, env=env, capture_output=True, text=True, check=False
    )
    assert wanted in done.stdout.splitlines(), done.stderr
