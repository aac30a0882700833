"""What was run, in words that can be compared: the same words, the same results."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import sim

#: Changes when replications are saved in another way.
LAYOUT = 5
#: Folders of the program in which no result can change.
NOT_SOURCES = ("shipped/", "public/")
#: Comes before the name of a scenario in the key of a comparison.
SCENARIO = "scenario "
#: What a results folder can hold, and how it is called in messages.
KINDS = {"run": "a single run", "comparison": "a comparison"}


@cache
def source_hash() -> str:
    """Return the SHA-256 of the program's own sources, as 64 hexadecimal digits.

    The shipped scenarios are no sources, nor is the face of the program (`sim/public`, installed
    as ``sixhubs``): no result depends on it, and in a wheel it lies elsewhere.
    """
    root = Path(sim.__file__).parent
    sources = {path.relative_to(root).as_posix(): path for path in root.rglob("*.py")}
    digest = hashlib.sha256()
    for name, path in sorted(sources.items()):
        if not name.startswith(NOT_SOURCES):
            content = path.read_bytes()
            digest.update(f"{name} {len(content)}\n".encode())
            digest.update(content)
    return digest.hexdigest()


@cache
def numpy_version() -> str:
    """Return the version of NumPy, with which random numbers may change."""
    return metadata.version("numpy")


@dataclass(frozen=True)
class RunKey:
    """All that the results of a replication depend on, its number apart.

    Both engines give the same results, so the key names their family and not the engine.
    """

    scenario: str
    scenario_hash: str  #: of its content, its seed and its number of replications apart
    source_hash: str
    numpy: str
    seed: int
    log: bool
    engine_family: str

    def words(self) -> dict[str, Any]:
        """Return the key as it is written beside what it is the key of."""
        return {"kind": "run", "layout": LAYOUT, **asdict(self)}


@dataclass(frozen=True)
class ComparisonKey:
    """What a comparison is of; the runs in its subfolders have keys of their own.

    Parameters
    ----------
    runs : tuple of RunKey
        Keys of the runs, the baseline first.
    """

    runs: tuple[RunKey, ...]

    def words(self) -> dict[str, Any]:
        """Return the key as it is written beside what it is the key of."""
        baseline = asdict(self.runs[0])
        shared = ("source_hash", "numpy", "seed", "log", "engine_family")
        return {
            "kind": "comparison",
            "layout": LAYOUT,
            "baseline": baseline["scenario"],
            **{name: baseline[name] for name in shared},
            **{f"{SCENARIO}{run.scenario}": run.scenario_hash for run in self.runs},
        }


StudyKey = RunKey | ComparisonKey


def hash_of(words: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a key, as 64 hexadecimal digits."""
    return hashlib.sha256(json.dumps(words, sort_keys=True).encode()).hexdigest()


def kind_of(words: Mapping[str, Any]) -> str | None:
    """Return which of `KINDS` a key is of, None if it is no key."""
    kind = words.get("kind")
    return kind if isinstance(kind, str) and kind in KINDS else None


def differences(recorded: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Say in plain words how the run in a folder differs from the one that is wanted.

    A comparison may gain scenarios: what only ``wanted`` names is no difference.
    """
    kind = kind_of(recorded)
    if kind is None:
        return ["the record of its run cannot be read"]
    if kind != wanted["kind"]:
        return [f"it is {KINDS[kind]}, not {KINDS[wanted['kind']]}"]
    if recorded.get("layout") != wanted["layout"]:
        return ["it was written by another version of sixhubs"]
    return [
        _difference(name, before, wanted.get(name))
        for name, before in recorded.items()
        if wanted.get(name) != before
    ]


def _difference(name: str, before: object, now: object) -> str:
    if name == "source_hash":
        return "the program has changed since"
    if name == "scenario_hash":
        return "the content of the scenario has changed"
    if name.startswith(SCENARIO):
        return f"{name} is missing now" if now is None else f"the content of {name} has changed"
    if name == "log":
        return "it was run with --log" if before else "it was run without --log"
    words = {"numpy": "numpy version", "engine_family": "engine"}
    return f"{words.get(name, name)} was {before}, is now {now}"
