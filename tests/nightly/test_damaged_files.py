"""Damaged files are refused or run: no traceback, no hang, nothing that passes check and fails."""

from __future__ import annotations

import re
import resource
from collections import Counter
from multiprocessing import Pipe
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.nightly import trial
from tests.nightly.damage import GOOD, PIECES, SHIPPED, damaged
from tests.nightly.parts import parts_of
from tests.nightly.trial import FOUND, RAN, REFUSED, _command, laid_out, trials, tried

SEEDS = range(60)


@pytest.mark.slow
def test_damaged_files_are_refused_or_run() -> None:
    found = list(trials(SEEDS))
    assert [verdict for verdict in found if verdict.ended == FOUND] == []
    ended = Counter(verdict.ended for verdict in found)
    assert ended[RAN] >= len(SEEDS) // 10
    assert ended[REFUSED] >= len(SEEDS) // 10


#: Small files in the same folder, and so of the same names, damaged in different ways.
IN_ONE_GO = [seed for seed in range(1000, 1020) if damaged(seed).scenario.parent.name == "good"]


def told(output: str) -> set[str]:
    """Return what was said of files, without how many problems and warnings there are in all."""
    return {line for line in output.splitlines() if not re.match(r"\d+ (problem|warning)", line)}


@pytest.mark.slow
def test_a_file_is_told_the_same_of_alone_and_among_others(tmp_path: Path) -> None:
    """What is kept from one file to the next must not be taken for the next one's own."""
    files = [str(laid_out(damaged(seed), tmp_path / str(seed))) for seed in IN_ONE_GO]
    whole = [*files, str(tmp_path / str(IN_ONE_GO[0]) / "good" / "two-hubs.yaml"), *files[::-1]]
    alone = {file: _command("check", file) for file in files}
    backwards = {file: _command("check", file) for file in reversed(whole)}
    together = _command("check", *whole)
    assert {result.exit_code for result in alone.values()} == {0, 2}
    assert together.exit_code == 2
    for file, result in alone.items():
        assert backwards[file].output == result.output
    assert told(together.output) == set().union(*(told(one.output) for one in backwards.values()))


def test_the_same_seed_damages_the_same_way() -> None:
    assert [damaged(seed) for seed in range(20)] == [damaged(seed) for seed in range(20)]


@pytest.mark.slow
def test_damage_is_done_to_all_kinds_of_files() -> None:
    sources = {damaged(seed).source for seed in range(900)}
    assert len(sources & {*SHIPPED}) > 10
    assert {*PIECES} <= sources
    assert {f"{name}.yaml" for name in GOOD} <= {source.name for source in sources}


def test_nothing_is_damaged_by_taking_a_file_apart() -> None:
    text = "# a\nhubs: {A: {district: é}, 'B': 2}\nrun:\n  days: [1, 2.5]\n"
    parts = parts_of(text)
    assert [part.text for part in parts.scalars] == ["é", "2", "1", "2.5"]
    assert all(text[part.start : part.end] == part.text for part in parts.scalars)
    assert [entry.key.path for entry in parts.names()] == [("hubs", "A"), ("hubs", "B")]


def test_the_limit_of_one_file_does_not_go_on_into_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, _ = Pipe()
    limits: list[int] = []

    def laid_out(*_: object) -> Path:
        limits.append(resource.getrlimit(resource.RLIMIT_CPU)[0])
        return tmp_path

    monkeypatch.setattr(trial, "laid_out", laid_out)
    monkeypatch.setattr(
        trial, "_command", lambda *_: Result(CliRunner(), b"", b"", b"", 2, 2, None)
    )
    before = resource.getrlimit(resource.RLIMIT_CPU)
    try:
        assert [tried(seed, tmp_path, said).ended for seed in (1, 2)] == [REFUSED, REFUSED]
        assert resource.getrlimit(resource.RLIMIT_CPU)[0] != resource.RLIM_INFINITY
    finally:
        resource.setrlimit(resource.RLIMIT_CPU, before)
    assert limits == [resource.RLIM_INFINITY, resource.RLIM_INFINITY]


def test_an_error_that_nobody_expects_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    seed = next(seed for seed in SEEDS if "mm1" in damaged(seed).source.name)
    monkeypatch.setattr("sim.scenario.load.run_checks", broken)
    verdict = tried(seed, tmp_path)
    assert verdict.ended == FOUND
    assert "ZeroDivisionError" in verdict.what
