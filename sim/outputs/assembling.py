"""From what replications measured to the tables of a run or a comparison.

The replications may have been read from a results folder or have just ended: the tables are the
same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sim.scenario.schema.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

    from sim.outputs.measures.all_measures import MeasureRows
    from sim.outputs.measures.breakdowns import Breakdowns
    from sim.outputs.measures.week import WeekProfile
    from sim.outputs.replications import Measured
    from sim.world.arrays import Floats

MEASURES = "measures.csv"
COMPARISON = "comparison.csv"
#: Tables by something else than hub and team, by what that is.
BROKEN_DOWN = {"district": "districts", "type": "types", "window": "windows", "month": "months"}


class Replicated(Protocol):
    """What one replication measured."""

    @property
    def measures(self) -> MeasureRows:
        """All measures."""

    @property
    def breakdowns(self) -> Breakdowns:
        """Measures by district, type, window and month."""

    @property
    def week(self) -> WeekProfile:
        """Its typical week."""

    @property
    def reached_within(self) -> Floats:
        """How response times are spread."""


class Tables(NamedTuple):
    """What was written, for those who show it."""

    scenarios: tuple[Measured, ...]  #: replications.parquet
    summary: pd.DataFrame  #: measures.csv
    comparison: pd.DataFrame | None = None  #: comparison.csv
    #: all csv files of a comparison, those of a single run by district and the like, by name
    parts: Mapping[str, pd.DataFrame] = MappingProxyType({})


class MeasuredRun(NamedTuple):
    """What the replications of one scenario measured."""

    scenario: Scenario
    found: Measured
    parts: Mapping[str, Measured]  #: by district, type, window and month
    week: WeekProfile  #: mean over the replications
    reached: Sequence[Floats]  #: how response times are spread, in each replication


def run_of(
    scenario: Scenario,
    seed: int,
    replications: Iterable[Replicated],
    by: Collection[str] = tuple(BROKEN_DOWN),
) -> MeasuredRun:
    """Put the replications of one scenario together.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    seed : int
        Root of all randomness.
    replications : iterable
        What each measured, from the first on; taken one by one.
    by : collection of str
        Which of `BROKEN_DOWN` are wanted.
    """
    from sim.outputs.measures.week import mean_week
    from sim.outputs.replications import broken_down, measured

    rows: list[MeasureRows] = []
    breakdowns: list[Breakdowns] = []
    reached: list[Floats] = []

    def weeks() -> Iterator[WeekProfile]:
        for values in replications:
            rows.append(values.measures)
            breakdowns.append(values.breakdowns)
            reached.append(values.reached_within)
            yield values.week

    week = mean_week(weeks())
    parts = {
        name: broken_down(scenario, seed, name, columns)
        for name, columns in zip(BROKEN_DOWN, zip(*breakdowns, strict=True), strict=True)
        if columns[0].size and name in by
    }
    found = measured(scenario.name, seed, enumerate(rows))
    return MeasuredRun(scenario, found, parts, week, reached)


def tables_of(run: MeasuredRun) -> Tables:
    """Return the tables of a single run."""
    from sim.outputs.tables import summarise

    shown = {BROKEN_DOWN[by]: summarise([part]) for by, part in run.parts.items()}
    summary = summarise([run.found])
    return Tables((run.found,), summary, parts=shown)


def tables_between(runs: Sequence[MeasuredRun], single: Sequence[Tables]) -> Tables:
    """Return the tables of a comparison: the baseline, then the others.

    Parameters
    ----------
    runs : sequence of MeasuredRun
        What the replications of each scenario measured.
    single : sequence of Tables
        The tables of each, as `tables_of` makes them.
    """
    import pandas as pd

    from sim.outputs.headlines import headlines_between
    from sim.outputs.measures.breakdowns import DISTRICT
    from sim.outputs.tables import compare
    from sim.scenario.facts.districts import hubs_of_other_districts

    def of_all(parts: Iterable[pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(parts, ignore_index=True)

    baseline, *others = runs
    chosen = [headlines_between(baseline.scenario, other.scenario) for other in others]
    elsewhere = [hubs_of_other_districts(baseline.scenario, one.scenario) for one in others]
    found = [run.found for run in runs]
    tables = {
        MEASURES: of_all(one.summary for one in single),
        COMPARISON: compare(found[0], found[1:], chosen, elsewhere),
    }
    for by in baseline.parts:
        parts, name = [run.parts[by] for run in runs], BROKEN_DOWN[by]
        tables[f"{name}.csv"] = of_all(one.parts[name] for one in single)
        hubs = None if by == DISTRICT else elsewhere  # a district is itself, whatever its hub
        tables[f"{name}_comparison.csv"] = compare(parts[0], parts[1:], elsewhere=hubs)
    return Tables(
        tuple(found),
        tables[MEASURES],
        tables[COMPARISON],
        {name.removesuffix(".csv"): table for name, table in tables.items()},
    )
