"""A queue with one server, as a scenario file, and what its tests have in common."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sim.runs.executors.serial import Serial
from sim.runs.resume import Event, Saved
from sim.runs.study import Options, Study, StudyResult
from sim.scenario.load import Loaded, load

MM1 = """\
name: {name}
protective_marking: {marking}
run: {{start: {start}, days: {days}, replications: {replications}, seed: {seed}}}
districts: {{Town: {{hub: Town}}}}
hubs: {{Town: {{district: Town}}}}
travel: {{mode: none}}
grades: {{1: {{label: Job, target_min: 15}}}}
incident_types:
  job:
    label: Job
    basis: assumption
    per_hour: {{Town: 5}}
    grade_mix: {{1: 1.0}}
    scene_min: {{distribution: exponential, mean: {mean}}}
teams: {{response: {{posts: {{Town: {posts}}}, rota: always}}}}
"""
DEFAULTS = {
    "name": "mm1",
    "marking": "OFFICIAL",
    "start": "2018-01-01",
    "days": 7,
    "replications": 3,
    "seed": 1,
    "mean": 6,
    "posts": 1,
}
SERIAL = Serial()


def write_scenario(folder: Path, **changes: object) -> Path:
    words = {**DEFAULTS, **changes}
    path = folder / f"{words['name']}.yaml"
    path.write_text(MM1.format(**words), encoding="utf-8")
    return path


def scenario(folder: Path, **changes: object) -> Loaded:
    return load(write_scenario(folder, **changes))


def execute(
    loaded: Loaded | list[Loaded], out: Path, events: list[Event] | None = None, **options: object
) -> StudyResult:
    """Run a study with these options; what it tells is added to `events`."""
    scenarios = loaded if isinstance(loaded, list) else [loaded]
    study = Study(scenarios, out, Options(**options))  # type: ignore[arg-type]
    return study.execute(None if events is None else events.append)


def ran(events: list[Event]) -> list[tuple[str, int]]:
    """Return the keys of the replications that finished, sorted."""
    return sorted(event.key for event in events if isinstance(event, Saved))


def tables(out: Path) -> dict[str, str]:
    """Return the hash of each csv and parquet file among the results, by name."""
    found = [path for suffix in ("csv", "parquet") for path in out.rglob(f"*.{suffix}")]
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in found
        if ".replications" not in path.parts
    }
