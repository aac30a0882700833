"""Finds the simulated figure for each target: from results, from a log, or by arithmetic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

import sixhubs
from calibration import from_log, from_scenario
from calibration.command import UnsuitedError
from calibration.published import UNITS, Target, is_shipped
from calibration.selection import DIMENSIONS, Select, selection
from sim.clock import DAYS_PER_YEAR
from sim.outputs.measures.registry import ALL, REGISTRY
from sim.outputs.statistics import estimate

#: Tables of means by something else than team, hub and grade, by what that is.
MEANS_BY = {"district": "districts", "type": "types"}


class Tables(Protocol):
    """What is needed of results, as `sixhubs.Results` has it."""

    replications: pd.DataFrame
    incidents: pd.DataFrame | None
    deployments: pd.DataFrame | None


class NotThereError(Exception):
    """There is no such figure, for the reason given."""


@dataclass(frozen=True)
class Outcome:
    """A target and what was simulated.

    Attributes
    ----------
    target : Target
        What was published.
    mean, half_width : float or None
        The simulated figure, and half its 95% interval; none if there is no figure, or nothing was
        drawn at random.
    missing : str
        Why there is no figure.
    """

    target: Target
    mean: float | None = None
    half_width: float | None = None
    missing: str = ""

    @property
    def holds(self) -> bool:
        """Return whether the figure is there and lies where it should."""
        return self.mean is not None and self.target.holds(self.mean)

    @property
    def verdict(self) -> str:
        """Return the verdict in words; what cannot fail is never called met or missed."""
        if self.missing:
            return self.missing
        if self.target.is_judgement:
            return "within" if self.holds else "outside"
        if not self.target.is_check:
            return "as stated" if self.holds else "not as stated"
        return "met" if self.holds else "missed"


@dataclass(frozen=True)
class Ran:
    """A scenario that was run."""

    scenario: sixhubs.Scenario
    tables: Tables

    def log(self) -> from_log.Log:
        """Return the log of the measured period."""
        run = self.scenario.settings.run
        start = pd.Timestamp(run.start) + pd.Timedelta(days=run.warm_up_days)
        incidents, deployments = self.tables.incidents, self.tables.deployments
        if incidents is None or deployments is None:
            raise NotThereError("run without its log")
        return from_log.measured(incidents, deployments, start, run.days)


def outcomes(targets: Iterable[Target], ran: Mapping[str, Ran]) -> Iterator[Outcome]:
    """Yield what was simulated for each target.

    Parameters
    ----------
    targets : iterable of Target
        What was published.
    ran : mapping
        By name, the scenarios that were run.
    """
    for target in targets:
        try:
            yield _outcome(target, ran)
        except NotThereError as error:
            yield Outcome(target, missing=str(error))


def _outcome(target: Target, ran: Mapping[str, Ran]) -> Outcome:
    """Return what was simulated for a target.

    Raises
    ------
    NotThereError
        If there is no such figure.
    """
    run = _ran(target.scenario, ran)
    if target.kind == "scenario":
        return Outcome(target, by_arithmetic(target, run.scenario))
    if target.kind == "measure" and set(target.select) & set(MEANS_BY):
        mean, high = mean_of(run.tables, target.measure, target.select)
    else:
        found = estimate(simulated(target, run, ran).to_numpy(dtype=float)[np.newaxis])
        mean, high = float(found.mean[0]), float(found.high[0])
    if not np.isfinite(mean):
        raise NotThereError("no value")
    half = (high - mean) * _factor(target)
    return Outcome(target, mean * _factor(target), half if np.isfinite(half) else None)


def by_arithmetic(target: Target, scenario: sixhubs.Scenario) -> float:
    """Return a figure that follows from a scenario without a run."""
    figure = from_scenario.FIGURES[target.measure]
    value = figure(scenario.settings, target.select)
    if target.against:
        value /= figure(scenario.settings, selection(target.against))
    return value


def simulated(target: Target, run: Ran, ran: Mapping[str, Ran]) -> pd.Series:
    """Return the simulated figure of each replication."""
    if target.kind == "log":
        return from_log.FIGURES[target.measure](run.log().chosen(target.select))
    value = cells(run.tables.replications, target.measure, target.select)
    if target.kind == "ratio":
        return value / cells(run.tables.replications, target.against, target.select)
    if target.kind == "change":
        other = _ran(target.against, ran).tables.replications
        return value / cells(other, target.measure, target.select) - 1
    if target.kind == "post_year":
        teams = run.scenario.settings.teams
        of_teams = (getattr(teams, name).posts for name in target.select["team"])
        posts: float = sum(sum(by_hub.values()) for by_hub in of_teams)
        a_year: pd.Series = value / posts * DAYS_PER_YEAR / run.scenario.settings.run.days
        return a_year
    return value


def cells(replications: pd.DataFrame, measure: str, select: Select) -> pd.Series:
    """Return a measure by replication: the cells of a selection, added up.

    Raises
    ------
    NotThereError
        If results have no such measure yet, or are not split by a dimension of the selection.
    UnsuitedError
        If they are, but have no such cell.
    """
    if measure not in REGISTRY:
        raise NotThereError("measure not there yet")
    if unsplit := [name for name in select if name not in replications]:
        raise NotThereError(f"not split by {' and '.join(unsplit)} yet")
    chosen = _cells(replications, measure, select)
    expected = np.prod([len(values) for values in select.values()], dtype=int)
    number = chosen.groupby("replication").size()
    if number.empty or (number != expected).any():
        raise UnsuitedError(f"{measure}: results have no cell {select}")
    return chosen.groupby("replication")["value"].sum(min_count=int(expected))


def mean_of(tables: Tables, measure: str, select: Select) -> tuple[float, float]:
    """Return mean and upper end of the interval of a measure by district or type.

    Raises
    ------
    NotThereError
        If there is no such measure yet, or results have it not by district or type.
    UnsuitedError
        If the selection is not one cell.
    """
    if measure not in REGISTRY:
        raise NotThereError("measure not there yet")
    by, *others = sorted(set(select) & set(MEANS_BY))
    if others:
        raise UnsuitedError(f"{measure}: results are split by district or by type, not by both")
    table = getattr(tables, MEANS_BY[by], None)
    if table is None or measure not in set(table["measure"]):
        raise NotThereError(f"not split by {by} yet")
    chosen = _cells(table, measure, select)
    if len(chosen) != 1:
        raise UnsuitedError(f"{measure}: {select} is not one cell of {MEANS_BY[by]}")
    return float(chosen["mean"].iloc[0]), float(chosen["ci_high"].iloc[0])


def _cells(table: pd.DataFrame, measure: str, select: Select) -> pd.DataFrame:
    """Return the rows of a measure that are selected; of all where a dimension is not selected."""
    chosen = table[table["measure"] == measure]
    for name in DIMENSIONS:
        if name in chosen:
            chosen = chosen[chosen[name].isin(select.get(name, (ALL,)))]
    return chosen


def _ran(name: str, ran: Mapping[str, Ran]) -> Ran:
    """Return a scenario that was run."""
    if name not in ran:
        raise NotThereError("not run" if is_shipped(name) else "not run: no such scenario yet")
    return ran[name]


def _factor(target: Target) -> float:
    """Return what turns the unit of the measure into that of the target."""
    if target.kind not in ("measure", "ratio") or target.measure not in REGISTRY:
        return 1.0
    given = REGISTRY[target.measure].unit
    if target.kind == "ratio" or given == target.unit:
        return 1.0
    if (given, target.unit) not in UNITS:
        raise UnsuitedError(f"{target.id}: {target.measure} is in {given}, not in {target.unit}")
    return UNITS[given, target.unit]
