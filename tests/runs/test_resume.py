"""Results folders: runs go on where they stopped, grow, and are never mixed."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.errors import OtherRunError, RunError
from sim.outputs.files import UNFINISHED
from sim.runs import keys
from sim.runs.folder import LOCK_FILE
from sim.runs.keys import RunKey, differences
from sim.runs.locking import locked
from sim.runs.ownership import SAVED_FOLDER
from sim.runs.replication import Task, replicate
from sim.runs.resume import Event, Failure
from sim.runs.reuse import RUN_FILE
from tests.runs.small import execute, ran, scenario, tables


def test_the_same_run_again_writes_nothing(tmp_path: Path) -> None:
    one, two = scenario(tmp_path), scenario(tmp_path, name="two", posts=2)
    for scenarios, out in ((one, tmp_path / "run"), ([one, two], tmp_path / "both")):
        first = execute(scenarios, out, log=True)
        assert first.is_new
        before = everything_in(out)
        events: list[Event] = []
        again = execute(scenarios, out, events, log=True)
        assert events == []
        assert not again.is_new
        assert first.tables is not None
        assert again.tables is not None
        assert again.tables.summary.equals(first.tables.summary)
        assert everything_in(out) == before


def everything_in(folder: Path) -> dict[str, tuple[int, int]]:
    """Return when each file was last written, and which one it is."""
    found = {path.relative_to(folder).as_posix(): path.stat() for path in folder.rglob("*")}
    return {name: (stat.st_mtime_ns, stat.st_ino) for name, stat in found.items()}


def test_lost_outputs_are_assembled_again(tmp_path: Path) -> None:
    loaded, out = scenario(tmp_path), tmp_path / "out"
    execute(loaded, out)
    first = tables(out)
    for path in out.glob("*.*"):
        if path.is_file():
            path.unlink()
    execute(loaded, out)
    assert tables(out) == first


def test_more_replications_later_extend_a_run(tmp_path: Path) -> None:
    loaded, out = scenario(tmp_path), tmp_path / "out"
    execute(loaded, out, replications=2)
    events: list[Event] = []
    execute(loaded, out, events, replications=5)
    assert ran(events) == [("mm1", 2), ("mm1", 3), ("mm1", 4)]
    execute(loaded, tmp_path / "at once", replications=5)
    assert tables(out) == tables(tmp_path / "at once")


def test_fewer_replications_do_not_replace_the_results_of_more(tmp_path: Path) -> None:
    one, two = scenario(tmp_path), scenario(tmp_path, name="two", posts=2)
    for scenarios, out in ((one, tmp_path / "run"), ([one, two], tmp_path / "both")):
        execute(scenarios, out, replications=4)
        first = tables(out)
        with pytest.raises(OtherRunError, match=r"results of 4 replications .* 2 are asked for"):
            execute(scenarios, out, replications=2)
        assert tables(out) == first
        execute(scenarios, out, replications=2, overwrite=True)
        fresh = tmp_path / f"fresh {out.name}"
        execute(scenarios, fresh, replications=2)
        assert tables(out) == tables(fresh)


def test_a_number_of_replications_in_the_file_extends_a_run_too(tmp_path: Path) -> None:
    out = tmp_path / "out"
    execute(scenario(tmp_path, replications=2), out)
    events: list[Event] = []
    execute(scenario(tmp_path, replications=4), out, events)
    assert ran(events) == [("mm1", 2), ("mm1", 3)]
    execute(scenario(tmp_path, seed=9), out, events := [], seed=1, replications=5)
    assert ran(events) == [("mm1", 4)], "nor does it matter where the seed was said"


@pytest.mark.parametrize("damage", ["remove", "cut", "swap", "note"])
def test_damaged_replications_are_run_again(tmp_path: Path, damage: str) -> None:
    loaded, out = scenario(tmp_path), tmp_path / "out"
    execute(loaded, out)
    first = tables(out)
    victim = out / SAVED_FOLDER / "00001.values.npz"
    if damage == "remove":
        victim.unlink()
    elif damage == "cut":
        victim.write_bytes(victim.read_bytes()[:100])
    elif damage == "swap":
        victim.write_bytes((out / SAVED_FOLDER / "00002.values.npz").read_bytes())
    else:
        (out / SAVED_FOLDER / "00001.json").write_text("{")
    events: list[Event] = []
    execute(loaded, out, events)
    assert ran(events) == [("mm1", 1)]
    assert tables(out) == first


def test_files_that_were_being_written_are_swept_up(tmp_path: Path) -> None:
    loaded, out = scenario(tmp_path), tmp_path / "out"
    execute(loaded, out, replications=1)
    for place in (out, out / SAVED_FOLDER):
        (place / f"{UNFINISHED}abc").write_text("half a file")
    execute(loaded, out, replications=2)
    assert not list(out.rglob(f"{UNFINISHED}*"))


def test_unchecked_replications_are_run_again_to_be_checked(tmp_path: Path) -> None:
    loaded, out = scenario(tmp_path), tmp_path / "out"
    execute(loaded, out)
    first = tables(out)
    events: list[Event] = []
    execute(loaded, out, events, invariants=True)
    assert len(ran(events)) == 3
    assert tables(out) == first
    execute(loaded, out, events := [], invariants=True)
    assert events == []


@pytest.mark.parametrize(
    ("changes", "options", "reason"),
    [
        ({"mean": 7}, {}, "the content of the scenario has changed"),
        ({}, {"seed": 2}, "seed was 1, is now 2"),
        ({}, {"log": True}, "it was run without --log"),
        ({"name": "mm2"}, {}, "scenario was mm1, is now mm2"),
    ],
)
def test_another_run_is_refused_and_left_alone(
    tmp_path: Path, changes: dict[str, object], options: dict[str, object], reason: str
) -> None:
    out = tmp_path / "out"
    execute(scenario(tmp_path), out)
    first = tables(out)
    with pytest.raises(OtherRunError, match=f"{reason}.*--out.*--overwrite"):
        execute(scenario(tmp_path, **changes), out, **options)
    assert tables(out) == first


def test_a_changed_program_or_library_is_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    execute(scenario(tmp_path), out)
    monkeypatch.setattr("sim.runs.study.source_hash", lambda: "other")
    with pytest.raises(OtherRunError, match="the program has changed since"):
        execute(scenario(tmp_path), out)
    monkeypatch.undo()
    monkeypatch.setattr("sim.runs.study.numpy_version", lambda: "9.9")
    with pytest.raises(OtherRunError, match=r"numpy version was \S+, is now 9.9"):
        execute(scenario(tmp_path), out)


def test_source_hash_sees_every_source_and_no_scenario(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def hashed() -> str:
        return keys.source_hash.__wrapped__()

    (tmp_path / "engine").mkdir()
    (tmp_path / "shipped").mkdir()
    (tmp_path / "public").mkdir()
    (tmp_path / "engine" / "core.py").write_text("a = 1\n")
    monkeypatch.setattr(sim, "__file__", str(tmp_path / "__init__.py"))
    first = hashed()
    (tmp_path / "shipped" / "__init__.py").write_text("# not hashed\n")
    (tmp_path / "public" / "__init__.py").write_text("# elsewhere in a wheel\n")
    assert hashed() == first
    (tmp_path / "engine" / "core.py").write_text("a = 2\n")
    second = hashed()
    (tmp_path / "engine" / "core.py").rename(tmp_path / "engine" / "heart.py")
    assert len({first, second, hashed()}) == 3


def test_overwrite_replaces_a_run_and_nothing_else(tmp_path: Path) -> None:
    out = tmp_path / "out"
    execute(scenario(tmp_path), out, log=True)
    (out / "my-notes.txt").write_text("mine")
    execute(scenario(tmp_path, mean=7), out, overwrite=True)
    execute(scenario(tmp_path, mean=7), tmp_path / "fresh")
    assert tables(out) == tables(tmp_path / "fresh")
    assert (out / "my-notes.txt").read_text() == "mine"
    assert not (out / "events.parquet").exists()


def test_overwrite_replaces_a_comparison_and_its_parts(tmp_path: Path) -> None:
    one, two = scenario(tmp_path), scenario(tmp_path, name="two", posts=2)
    out = tmp_path / "out"
    execute([one, two], out, replications=2)
    execute(one, out, overwrite=True)
    execute(one, tmp_path / "fresh")
    assert tables(out) == tables(tmp_path / "fresh")
    assert not (out / "two").exists()


def test_a_run_does_not_go_into_the_folder_of_a_comparison(tmp_path: Path) -> None:
    one, two = scenario(tmp_path), scenario(tmp_path, name="two", posts=2)
    execute([one, two], tmp_path / "both", replications=2)
    with pytest.raises(OtherRunError, match="it is a comparison, not a single run"):
        execute(one, tmp_path / "both")
    execute(one, tmp_path / "one", replications=2)
    with pytest.raises(OtherRunError, match="it is a single run, not a comparison"):
        execute([one, two], tmp_path / "one")


def test_a_comparison_may_gain_scenarios_and_lose_none(tmp_path: Path) -> None:
    one, two = scenario(tmp_path), scenario(tmp_path, name="two", posts=2)
    three, out = scenario(tmp_path, name="three", posts=3), tmp_path / "out"
    execute([one, two], out, replications=2)
    events: list[Event] = []
    execute([one, two, three], out, events, replications=2)
    assert ran(events) == [("three", 0), ("three", 1)]
    execute([one, two, three], tmp_path / "at once", replications=2)
    assert tables(out) == tables(tmp_path / "at once")
    with pytest.raises(OtherRunError, match="scenario three is missing now"):
        execute([one, two], out, replications=2)
    with pytest.raises(OtherRunError, match="baseline was mm1, is now two"):
        execute([two, one, three], out, replications=2)


def test_an_unreadable_record_is_refused(tmp_path: Path) -> None:
    out = tmp_path / "out"
    execute(scenario(tmp_path), out)
    (out / SAVED_FOLDER / RUN_FILE).write_text("nonsense")
    with pytest.raises(OtherRunError, match="cannot be read"):
        execute(scenario(tmp_path), out)


def test_runs_of_another_layout_are_refused() -> None:
    words = RunKey("a", "b", "c", "d", 1, log=False, engine_family="e").words()
    assert differences(words, words) == []
    assert differences({**words, "layout": 0}, words) == [
        "it was written by another version of sixhubs"
    ]


def test_two_processes_do_not_write_to_one_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    execute(scenario(tmp_path), out)
    with (
        locked(out / SAVED_FOLDER / LOCK_FILE, out),
        pytest.raises(RunError, match="another sixhubs is writing"),
    ):
        execute(scenario(tmp_path), out, replications=9)
    execute(scenario(tmp_path), out, replications=9)


def test_a_file_in_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    for out in (tmp_path / "out", tmp_path / "out" / "below"):
        with pytest.raises(RunError, match="cannot write to"):
            execute(scenario(tmp_path), out)


def test_a_failed_replication_is_reported_and_the_others_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(task: Task) -> object:
        if task.replication == 1:
            raise ZeroDivisionError("by nought")
        return replicate(task)

    loaded, out = scenario(tmp_path), tmp_path / "out"
    monkeypatch.setattr("sim.runs.resume.replicate", faulty)
    outcome = execute(loaded, out)
    assert outcome.tables is None
    (failure,) = outcome.failures
    assert isinstance(failure, Failure)
    assert str(failure) == ("mm1: replication 1 (seed 1) failed: ZeroDivisionError: by nought")
    assert "faulty" in failure.details
    assert tables(out) == {}, "no means over those that happened to succeed"
    monkeypatch.undo()
    events: list[Event] = []
    execute(loaded, out, events)
    assert ran(events) == [("mm1", 1)]
    execute(loaded, tmp_path / "undisturbed")
    assert tables(out) == tables(tmp_path / "undisturbed")


def test_a_violated_invariant_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "sim.engine.invariants.violations", lambda *_: [f"rule {n}" for n in range(5)]
    )
    outcome = execute(scenario(tmp_path), tmp_path / "out", invariants=True)
    assert len(outcome.failures) == 3
    assert outcome.failures[0].message == (
        "5 invariants do not hold, the first: rule 0; rule 1; rule 2"
    )
