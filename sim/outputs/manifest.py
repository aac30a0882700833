"""What the manifest says: what was run, with which program, and what rests on assumptions.

It is the one file that differs when the same run is repeated: it holds how long the run took.
It names no folder and no machine.
"""

from __future__ import annotations

import datetime as dt
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, NamedTuple

import sim
from sim.outputs.files import sha256_of
from sim.outputs.manifest_file import PROGRAM
from sim.scenario.facts.incident_counts import stated_a_year
from sim.scenario.reading.merging import Addition, Override
from sim.scenario.reading.tree import dotted
from sim.scenario.schema.scenario import Scenario

#: Libraries on which results or files depend; those that are not installed are omitted.
LIBRARIES = (
    "numpy",
    "scipy",
    "pandas",
    "pyarrow",
    "pydantic",
    "pyyaml",
    "simpy",
    "numba",
    "click",
    "rich",
    "filelock",
    "psutil",
)

#: Libraries on which files depend that are added to results later (`sim.runs.additions`).
LIBRARIES_OF_FILES = {"report.html": ("jinja2", "markupsafe"), "results.xlsx": ("xlsxwriter",)}


class Simulated(NamedTuple):
    """One scenario that was run."""

    scenario: Scenario
    scenario_hash: str
    overrides: Sequence[Override] = ()
    additions: Sequence[Addition] = ()


def about_program() -> dict[str, Any]:
    """Return what the manifest says of this program, and of what it runs on."""
    commit, dirty = git_state()
    return {
        "version": sim.__version__,
        "git_commit": commit,
        "git_dirty": dirty,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": library_versions(),
    }


def manifest(
    simulated: Sequence[Simulated],
    *,
    about: Mapping[str, Any],
    seed: int,
    replications: int,
    engine: str,
    executor: str,
    log: bool,
    source_hash: str,
    run_hash: str,
    run_seconds: float,
    files: Mapping[str, str],
) -> dict[str, Any]:
    """Return the content of ``manifest.json``.

    Parameters
    ----------
    simulated : sequence of Simulated
        The scenario; in a comparison the baseline first, then the others.
    about : mapping
        The program: what `about_program` returns.
    seed : int
        Root of all randomness.
    replications : int
        How many of each scenario.
    engine, executor : str
        What drove the model, and where.
    log : bool
        Whether incidents, deployments and events were written.
    source_hash : str
        Hash of the program's sources.
    run_hash : str
        Hash of all that the results depend on, the number of replications apart.
    run_seconds : float
        How long it took.
    files : mapping
        SHA-256 of each file written, by name.
    """
    first, *others = [_scenario(one) for one in simulated]
    return {
        "program": PROGRAM,
        **{name: about[name] for name in ("version", "git_commit", "git_dirty")},
        "source_hash": source_hash,
        "run_hash": run_hash,
        "protective_marking": highest_marking(one.scenario for one in simulated),
        **first,
        "compared_with": others,
        "seed": seed,
        "replications": replications,
        "log": log,
        "engine": engine,
        "executor": executor,
        "run_seconds": round(run_seconds, 3),
        "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        **{name: about[name] for name in ("python", "platform", "libraries")},
        "files": dict(sorted(files.items())),
    }


def hashes(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of files of a results folder, by name."""
    return {name: sha256_of(folder / name) for name in names}


def highest_marking(scenarios: Iterable[Scenario]) -> str:
    """Return the marking that covers all scenarios: that of the most sensitive."""
    markings = {scenario.protective_marking for scenario in scenarios}
    return "OFFICIAL-SENSITIVE" if "OFFICIAL-SENSITIVE" in markings else "OFFICIAL"


def demand_by_basis(scenario: Scenario) -> dict[str, float]:
    """Return the share of the incidents of a year whose counts rest on each basis.

    Of the counts alone: grades, officers needed and durations have sources of their own. Hourly
    rates count 8,760 hours. Empty when the scenario has no demand.
    """
    yearly: dict[str, float] = {}
    for each in scenario.incident_types.values():
        yearly[each.basis] = yearly.get(each.basis, 0.0) + stated_a_year(each)
    total = sum(yearly.values())
    return {basis: count / total for basis, count in sorted(yearly.items())} if total else {}


def demand_on_assumptions_share(scenario: Scenario) -> float:
    """Return the share of the incidents of a year whose counts are assumptions; 0 without any."""
    return demand_by_basis(scenario).get("assumption", 0.0)


def _scenario(one: Simulated) -> dict[str, Any]:
    """Return what the manifest says of one scenario."""
    scenario = one.scenario
    return {
        "scenario": scenario.name,
        "scenario_hash": one.scenario_hash,
        "start": scenario.run.start.isoformat(),
        "warm_up_days": scenario.run.warm_up_days,
        "days": scenario.run.days,
        "demand_on_assumptions_share": demand_on_assumptions_share(scenario),
        "demand_by_basis": demand_by_basis(scenario),
        "overrides": [
            *({"path": each.path, "old": each.old, "new": each.new} for each in one.overrides),
            *({"path": dotted(each.path), "old": None, "new": each.new} for each in one.additions),
        ],
    }


def library_versions(names: Iterable[str] = LIBRARIES) -> dict[str, str]:
    """Return the versions of libraries, by default those that every run uses."""
    versions = {}
    for name in names:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return versions


def git_state(root: Path | None = None) -> tuple[str | None, bool | None]:
    """Return the commit of the checkout and whether it has changes that are not committed.

    Both are None where the program does not run from a checkout of its own: the folder `sim` must
    stand at the top of it, lest the commit of someone else's project be recorded.

    Parameters
    ----------
    root : pathlib.Path, optional
        Top of the checkout; the folder above `sim` by default.
    """
    root = Path(sim.__file__).parents[1] if root is None else root
    if not (root / ".git").exists():
        return None, None
    commit = _git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    status = _git(root, "status", "--porcelain")
    return commit or None, None if status is None else bool(status)


def _git(root: Path, *words: str) -> str | None:
    """Return what git says, or None when it cannot be asked."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
