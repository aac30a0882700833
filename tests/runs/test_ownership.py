"""Results folders: what others have put there is never replaced, removed or read as ours."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sim.errors import OtherRunError, RunError
from sim.runs import ownership
from sim.runs.ownership import NEW_FILES, REPLACING, SAVED_FOLDER
from sim.runs.resume import Event
from sim.runs.reuse import RUN_FILE
from tests.runs.small import execute, ran, scenario, tables


def contents(folder: Path) -> dict[str, bytes]:
    """Return what stands in a folder, links not followed; locks apart."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink() and path.name != "lock"
    }


@pytest.mark.parametrize("overwrite", [False, True])
@pytest.mark.parametrize(
    "name",
    ["measures.csv", "events.parquet", "manifest.json", ".replications/00000.json"],
)
def test_somebodys_file_of_such_a_name_is_left_alone(
    tmp_path: Path, name: str, overwrite: bool
) -> None:
    out = tmp_path / "out"
    (out / name).parent.mkdir(parents=True)
    (out / name).write_text("mine")
    with pytest.raises(OtherRunError, match=f"holds {name}, which sixhubs has not written"):
        execute(scenario(tmp_path), out, overwrite=overwrite)
    assert contents(out) == {name: b"mine"}


@pytest.mark.parametrize("what", ["changed", "link", "folder"])
def test_results_that_were_changed_are_not_replaced(tmp_path: Path, what: str) -> None:
    loaded, out = scenario(tmp_path), tmp_path / "out"
    execute(loaded, out)
    victim, elsewhere = out / "measures.csv", tmp_path / "elsewhere.csv"
    if what == "changed":
        victim.write_text(victim.read_text() + "a note of mine\n")
    elif what == "link":
        victim.rename(elsewhere)
        victim.symlink_to(elsewhere)
    else:
        victim.unlink()
        victim.mkdir()
    before = contents(tmp_path)
    for options in ({}, {"overwrite": True}, {"replications": 4}):
        with pytest.raises(OtherRunError, match=r"holds measures\.csv, which"):
            execute(loaded, out, **options)
    assert contents(tmp_path) == before


def test_overwrite_removes_what_a_run_wrote_and_nothing_else(tmp_path: Path) -> None:
    one, two = scenario(tmp_path), scenario(tmp_path, name="two", posts=2)
    out, other = tmp_path / "out", scenario(tmp_path, mean=7)
    execute([one, two], out, replications=2, log=True)
    mine = [
        out / "notes.txt", out / "two" / "notes.txt", out / SAVED_FOLDER / "thesis.docx",
        out / "mm1" / SAVED_FOLDER / "thesis.docx", out / ".sixhubs-unfinished",
    ]  # fmt: skip
    for path in mine:
        path.write_text("mine")
    (out / SAVED_FOLDER / ".sixhubs-unfinished-thesis").mkdir()
    execute(other, out, replications=1, overwrite=True)
    execute(other, tmp_path / "fresh", replications=1)
    assert tables(out) == tables(tmp_path / "fresh")
    names = {path.relative_to(out).as_posix() for path in mine}
    assert set(contents(out)) == names | set(contents(tmp_path / "fresh"))
    assert {path.read_text() for path in mine} == {"mine"}


@pytest.mark.parametrize("where", ["", SAVED_FOLDER, f"{SAVED_FOLDER}/{NEW_FILES}", "two"])
@pytest.mark.parametrize("overwrite", [False, True])
def test_links_are_not_followed(tmp_path: Path, where: str, overwrite: bool) -> None:
    elsewhere, out = tmp_path / "elsewhere", tmp_path / "out"
    execute(scenario(tmp_path, name="two", posts=2), elsewhere, replications=1)
    (out / where).parent.mkdir(parents=True, exist_ok=True)
    (out / where).symlink_to(elsewhere)
    before = contents(elsewhere)
    both = [scenario(tmp_path), scenario(tmp_path, name="two", posts=2, mean=7)]
    with pytest.raises(OtherRunError, match=r"is a link to .*elsewhere"):
        execute(both, out, replications=1, overwrite=overwrite)
    assert contents(elsewhere) == before


@pytest.mark.parametrize("where", ["", SAVED_FOLDER])
def test_a_link_that_leads_back_to_itself_is_refused(tmp_path: Path, where: str) -> None:
    place = tmp_path / "out" / where
    place.parent.mkdir(exist_ok=True)
    place.symlink_to(place.name)
    with pytest.raises(OtherRunError, match=f"{place.name} is a link to {place.name}"):
        execute(scenario(tmp_path), tmp_path / "out", replications=1)


@pytest.mark.parametrize("name", ["../other", "..", ".", "", "other", "/absolute"])
def test_names_in_a_record_cannot_leave_the_folder(tmp_path: Path, name: str) -> None:
    one, two = scenario(tmp_path), scenario(tmp_path, name="two", posts=2)
    out, other = tmp_path / "out", tmp_path / "other"
    execute([one, two], out, replications=1)
    execute(two, other, replications=1)
    (out / "other").symlink_to(other)
    record = out / SAVED_FOLDER / RUN_FILE
    words = json.loads(record.read_text())
    name = name.replace("/absolute", str(other))
    record.write_text(json.dumps({**words, f"scenario {name}": "0", "replaces": [name, 7]}))
    before = contents(other)
    execute(one, out, replications=1, overwrite=True)
    assert contents(other) == before


@pytest.mark.parametrize("text", ["mine", "{}", "[]", '{"kind": ["run"]}', '{"kind": "thesis"}'])
def test_a_record_that_is_not_ours_is_left_alone(tmp_path: Path, text: str) -> None:
    record = tmp_path / "out" / SAVED_FOLDER / RUN_FILE
    record.parent.mkdir(parents=True)
    record.write_text(text)
    for overwrite in (False, True):
        with pytest.raises(OtherRunError, match=r"its \.replications/run\.json cannot be read"):
            execute(scenario(tmp_path), tmp_path / "out", overwrite=overwrite)
    assert record.read_text() == text


def test_old_results_stay_until_the_new_ones_are_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, other, out = scenario(tmp_path), scenario(tmp_path, mean=7), tmp_path / "out"
    execute(loaded, out, log=True)
    first = tables(out)

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for late in ("sim.runs.study.run_missing", "sim.runs.results.hashes"):
        with monkeypatch.context() as patch:
            patch.setattr(late, interrupt)
            with pytest.raises(KeyboardInterrupt):
                execute(other, out, overwrite=True)
        assert tables(out) == first
    execute(other, out)
    execute(other, tmp_path / "fresh")
    assert tables(out) == tables(tmp_path / "fresh")


@pytest.mark.parametrize("moved", range(4))
def test_a_run_that_is_killed_while_it_replaces_files_knows_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moved: int
) -> None:
    loaded, other, out = scenario(tmp_path), scenario(tmp_path, mean=7), tmp_path / "out"
    execute(loaded, out)
    left, move = [moved], ownership._move

    def killed(*words: Path) -> None:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        move(*words)

    with monkeypatch.context() as patch:
        patch.setattr("sim.runs.ownership._move", killed)
        with pytest.raises(KeyboardInterrupt):
            execute(other, out, overwrite=True)
    execute(other, out)
    execute(other, tmp_path / "fresh")
    assert tables(out) == tables(tmp_path / "fresh")
    assert not (out / SAVED_FOLDER / REPLACING).exists()


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"manifest.json": 1}', pytest.param("[" * 100_000, id="deep")]
)
def test_nonsense_about_what_is_being_replaced_makes_nothing_ours(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / SAVED_FOLDER).mkdir()
    (tmp_path / SAVED_FOLDER / REPLACING).write_text(text)
    assert not any(ownership.own_hashes(tmp_path).values())


def test_the_manifest_comes_when_the_names_of_all_others_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    move, settle = ownership._move, ownership.settle_names

    def noted(file: Path, path: Path) -> None:
        done.append(path.name)
        move(file, path)

    def settled(folder: Path) -> None:
        done.append("names")
        settle(folder)

    def settled_all(files: list[Path]) -> None:
        done.append("content")
        contents_of.update(path.name for path in files)
        settle_all(files)

    settle_all, contents_of = ownership.settle_together, set[str]()
    monkeypatch.setattr("sim.runs.ownership._move", noted)
    monkeypatch.setattr("sim.runs.ownership.settle_names", settled)
    monkeypatch.setattr("sim.runs.ownership.settle_together", settled_all)
    out = tmp_path / "out"
    execute(scenario(tmp_path), out)
    assert (done[0], *done[-3:]) == ("content", "names", "manifest.json", "names")
    files = {path.name for path in out.iterdir() if path.is_file()}
    assert contents_of == files
    assert {*done[1:-3]} == files - {"manifest.json"}


def test_without_the_saved_replications_the_manifest_says_what_is_ours(tmp_path: Path) -> None:
    out = tmp_path / "out"
    execute(scenario(tmp_path), out)
    shutil.rmtree(out / SAVED_FOLDER)
    with pytest.raises(OtherRunError, match=r"without the record of its run; .*--overwrite"):
        execute(scenario(tmp_path), out)
    execute(scenario(tmp_path, mean=7), out, overwrite=True)
    execute(scenario(tmp_path, mean=7), tmp_path / "fresh")
    assert tables(out) == tables(tmp_path / "fresh")


@pytest.mark.parametrize("what", ["other seed", "other number", "other scenario"])
def test_a_replication_from_elsewhere_is_run_again(tmp_path: Path, what: str) -> None:
    loaded, out = scenario(tmp_path), tmp_path / "out"
    execute(loaded, out)
    first = tables(out)
    number = 1 if what != "other number" else 0
    elsewhere = tmp_path / "elsewhere"
    other = scenario(tmp_path, mean=7) if what == "other scenario" else loaded
    execute(other, elsewhere, seed=2 if what == "other seed" else 1)
    for ending in ("json", "values.npz"):
        source = elsewhere / SAVED_FOLDER / f"{number:05d}.{ending}"
        shutil.copy(source, out / SAVED_FOLDER / f"00001.{ending}")
    (out / "measures.csv").unlink()
    events: list[Event] = []
    execute(loaded, out, events)
    assert ran(events) == [("mm1", 1)]
    assert tables(out) == first


WRONG: list[dict[str, Any]] = [
    {"seconds": "soon"}, {"seconds": float("nan")}, {"seconds": -1.0}, {"seconds": None},
    {"events": 1.5}, {"events": "many"}, {"checked": "yes"}, {"replication": True}, {"seed": "1"},
    {"files": {}}, {"files": []}, {"files": {"values.npz": 7}}, {"files": {"../../x": "0"}},
    {"run": None}, {"more": 1},
]  # fmt: skip


def test_records_with_nonsense_in_them_are_no_records(tmp_path: Path) -> None:
    loaded, out = scenario(tmp_path, days=1), tmp_path / "out"
    execute(loaded, out)
    first = tables(out)
    record = out / SAVED_FOLDER / "00001.json"
    good = json.loads(record.read_text())
    texts = [json.dumps({**good, **wrong}) for wrong in WRONG]
    for text in [*texts, json.dumps({"seed": 1}), "[" * 100_000, "1e999", "null", "\x00"]:
        record.write_text(text)
        events: list[Event] = []
        execute(loaded, out, events)
        assert ran(events) == [("mm1", 1)], text[:200]
    assert json.loads(record.read_text())["files"] == good["files"]
    assert tables(out) == first


def test_values_of_another_replication_are_not_taken_in(tmp_path: Path) -> None:
    """Even when a record was made to fit them."""
    loaded, out = scenario(tmp_path, days=1), tmp_path / "out"
    execute(loaded, out)
    saved = out / SAVED_FOLDER
    shutil.copy(saved / "00000.values.npz", saved / "00001.values.npz")
    one, two = (json.loads((saved / f"0000{n}.json").read_text()) for n in (0, 1))
    (saved / "00001.json").write_text(json.dumps({**two, "files": one["files"]}))
    (out / "measures.csv").unlink()
    with pytest.raises(RunError, match=r"00001\.values\.npz cannot be used \(it is of another"):
        execute(loaded, out)


def test_a_folder_that_vanishes_is_noticed_at_once(tmp_path: Path) -> None:
    loaded, out = scenario(tmp_path, days=1, replications=50), tmp_path / "out"
    events: list[Event] = []

    class Vanishing(list[Event]):
        def append(self, event: Event) -> None:
            events.append(event)
            if len(events) == 2:
                shutil.rmtree(out)

    with pytest.raises(RunError, match=r"the folder \S*\.replications is not there any more"):
        execute(loaded, out, Vanishing())
    assert len(events) == 2
    assert not out.exists()
