"""Published figures that a run is held against: one row in ``targets/`` for each.

`targets/README.md` says what each column holds. A row that could not be read as it was meant is
refused: an unknown measure, a selection of something that results are not split by, a range the
wrong way round.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from calibration import from_log, from_scenario
from calibration.command import UnsuitedError
from calibration.selection import Select, selection
from calibration.tables import BASELINE, records
from sim.outputs.measures.registry import REGISTRY

TARGETS = Path(__file__).resolve().parent / "targets"
#: Files of `TARGETS` with rows of targets, in the order of the page, and their titles.
SUBJECTS = {
    "response": "Response and attendance",
    "desk": "Resolution Centre",
    "prevention": "Prevention teams and PCSOs",
    "people": "People's time",
    "demand": "What comes in",
    "cases": "Investigation",
}
#: How the simulated figure is found.
KINDS = ("measure", "ratio", "change", "post_year", "log", "scenario")
#: What became of a figure while numbers were chosen, and how the page says so.
USES = {"used": "used", "held_out": "held out", "stated": "stated"}
#: What one unit is in another.
UNITS = {("minutes", "hours"): 1 / 60}


@dataclass(frozen=True)
class Target:
    """One published figure, and where the simulated one is found.

    Attributes
    ----------
    id, says : str
        A short name, and what it is in words.
    subject : str
        A key of `SUBJECTS`.
    findings : tuple of str
        Findings that it answers: ids of ``findings.csv``.
    kind, scenario, measure : str
        How the simulated figure is found (`KINDS`), in which scenario, and what it is called.
    select : dict
        Values to choose by dimension; several are summed.
    against : str
        What the figure is divided by (`ratio`: a measure; `scenario`: a selection) or compared
        with (`change`: a scenario).
    unit : str
        Of the published figure.
    low, high : float or None
        What was published; the same twice if it is one value, None where it is open.
    basis : str
        `source`, if the range is that of the source; `judgement`, if somebody thinks it right.
    tolerance : float
        By how much the simulated figure may miss the range, with the reason.
    year, source : str
        The year that it describes, and a key of ``figures/sources.csv``.
    use : str
        A key of `USES`.
    note : str
        Why it is missed, if that is known, and what a reader must know.
    """

    id: str
    says: str
    subject: str
    findings: tuple[str, ...]
    kind: str
    scenario: str
    measure: str
    select: Select
    against: str
    unit: str
    low: float | None
    high: float | None
    basis: str
    tolerance: float
    tolerance_reason: str
    year: str
    source: str
    use: str
    note: str

    @property
    def held_out(self) -> bool:
        """Return whether no number was chosen with the figure in mind."""
        return self.use == "held_out"

    @property
    def is_check(self) -> bool:
        """Return whether it can fail: a source says it, and no scenario states it itself."""
        return not self.is_judgement and self.use != "stated"

    @property
    def is_judgement(self) -> bool:
        """Return whether the range is somebody's judgement."""
        return self.basis == "judgement"

    def holds(self, value: float) -> bool:
        """Return whether a value lies in the range, widened by the tolerance."""
        above = self.low is None or value >= self.low - self.tolerance
        return above and (self.high is None or value <= self.high + self.tolerance)


@dataclass(frozen=True)
class Finding:
    """What an experienced reader of the baseline found hard to believe, and what became of it.

    Attributes
    ----------
    id, says : str
        A short name, and the remark.
    state : str
        One of `STATES`.
    was : str
        The figure of the first baseline that gave rise to it.
    done : str
        What was done about it, by the names of settings and scenarios.
    note : str
        What the baseline says now where there is no figure to hold it against, and what stays.
    """

    id: str
    says: str
    state: str
    was: str
    done: str
    note: str


#: What may become of a finding: `target` has a figure to be held against, `judged` only a range
#: that somebody thinks right; the others have a note that says why there is none.
STATES = ("target", "judged", "no figure", "kept", "not modelled")


def parse(record: dict[str, str], subject: str) -> Target:
    """Turn a line of a table into a `Target`.

    Raises
    ------
    UnsuitedError
        If the line is not as `targets/README.md` says.
    """
    try:
        target = Target(
            id=record["id"],
            says=record["says"],
            subject=subject,
            findings=tuple(record["findings"].split()),
            kind=record["kind"],
            scenario=record["scenario"],
            measure=record["measure"],
            select=selection(record["select"]),
            against=record["against"],
            unit=record["unit"],
            low=float(record["low"]) if record["low"] else None,
            high=float(record["high"]) if record["high"] else None,
            basis=record["basis"],
            tolerance=float(record["tolerance"]),
            tolerance_reason=record["tolerance_reason"],
            year=record["year"],
            source=record["source"],
            use=record["used"],
            note=record["note"],
        )
    except ValueError as error:
        raise UnsuitedError(f"{subject}.csv, {record['id']}: {error}") from None
    if target.use not in USES:
        raise UnsuitedError(f"{subject}.csv, {target.id}: used must be one of {', '.join(USES)}")
    if wrong := faults(target):
        raise UnsuitedError(f"{subject}.csv, {target.id}: {'; '.join(wrong)}")
    return target


def faults(target: Target) -> list[str]:
    """Return what is wrong with a target in itself."""
    found = []
    if target.kind not in KINDS:
        found.append(f"unknown kind {target.kind!r}")
    found += [
        f"unknown measure {name!r}" for name in _names(target) if name not in _known(target.kind)
    ]
    found += [
        f"unknown scenario {name!r}"
        for name in scenarios_of(target)
        if not is_shipped(name) and name not in awaited("scenario")
    ]
    if target.low is None and target.high is None:
        found.append("nothing was published")
    if target.low is not None and target.high is not None and target.low > target.high:
        found.append("low is above high")
    if target.basis not in ("source", "judgement"):
        found.append("basis must be source or judgement")
    if target.tolerance < 0 or not target.tolerance_reason:
        found.append("a tolerance of 0 or more and its reason")
    return found


def _names(target: Target) -> list[str]:
    """Return the names of figures that a target asks for."""
    return [target.measure, *([target.against] if target.kind == "ratio" else [])]


def _known(kind: str) -> set[str]:
    """Return the names that a kind of target may ask for."""
    if kind == "log":
        return set(from_log.FIGURES)
    if kind == "scenario":
        return set(from_scenario.FIGURES)
    return set(REGISTRY) | awaited("measure")


def scenarios_of(target: Target) -> list[str]:
    """Return the names of the scenarios that a target needs."""
    return [target.scenario, *([target.against] if target.kind == "change" else [])]


def is_shipped(scenario: str) -> bool:
    """Return whether a scenario of that name comes with the program."""
    return (BASELINE.parent / f"{scenario}.yaml").exists()


@cache
def awaited(what: str) -> set[str]:
    """Return measures, or scenarios, that targets may name before there are any."""
    return {line["name"] for line in records(TARGETS / "awaited.csv") if line["what"] == what}


def targets() -> list[Target]:
    """Return all targets, in the order of the page."""
    return [
        parse(record, subject)
        for subject in SUBJECTS
        for record in records(TARGETS / f"{subject}.csv")
    ]


def findings() -> list[Finding]:
    """Return all findings, in their order."""
    return [Finding(**record) for record in records(TARGETS / "findings.csv")]
