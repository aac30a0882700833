"""The tables of a run: what is in them, in which order, and how they are written.

Rows stand in the order of the scenario and of the registry of measures, never in the order in which
replications happened to finish, so that the same run gives the same bytes.

The protective marking is on every table: as the last column of csv files, which have no other
place for it that every reader of csv accepts, and as the entry ``protective_marking`` of the file
metadata in parquet files.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import RunError
from sim.outputs.files import whole
from sim.outputs.headlines import HeadlineCell, headlines
from sim.outputs.measures.registry import ALL, COMPARED, REGISTRY, Good
from sim.outputs.measures.response_times import WITHIN_MIN
from sim.outputs.measures.week import HOURS, WeekProfile
from sim.outputs.replications import CELL, Measured
from sim.outputs.statistics import Cell, PairedDifference, difference, estimate, holm, simultaneous
from sim.outputs.verdicts import verdict
from sim.scenario.facts.attendance import served_by_desk
from sim.scenario.facts.teams import teams_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.windows import DAYS_OF_WEEK
from sim.vocabulary import Role
from sim.world.arrays import Floats

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

MEASURE_COLUMNS = [
    "scenario", "measure", "unit", "team", "hub", "grade",
    "replications", "mean", "ci_low", "ci_high",
]  # fmt: skip
COMPARISON_COLUMNS = [
    "baseline", "scenario", "measure", "unit", "team", "hub", "grade",
    "replications", "baseline_mean", "scenario_mean", "difference", "ci_low", "ci_high",
    "p_holm", "better",
    # Beyond the contract: intervals of the headline measures that hold all together.
    "simultaneous_low", "simultaneous_high", "smallest_that_matters",
]  # fmt: skip
MARKING = "protective_marking"
KNOWN = REGISTRY | COMPARED
#: What `incidents_prevented` is a difference of.
COUNTED = "incidents_count"


def summarise(scenarios: Iterable[Measured]) -> pd.DataFrame:
    """Return ``measures.csv``: mean and interval of each cell over the replications of a scenario.

    Of tables that have a further column in their cells, such as the district, so has the result.

    Parameters
    ----------
    scenarios : iterable of Measured
        In the order in which they are to stand.

    Returns
    -------
    DataFrame
        `MEASURE_COLUMNS`. Cells that are empty in some replications count the others; cells that
        are empty in all have 0 replications and no mean.
    """
    import pandas as pd

    parts = []
    for one in scenarios:
        found = estimate(_all_or_none(one.table))
        part = _cells_of(one.table)
        part.insert(0, "scenario", one.scenario)
        part["replications"] = found.replications
        part["mean"], part["ci_low"], part["ci_high"] = found.mean, found.low, found.high
        parts.append(part[_columns(MEASURE_COLUMNS, one.table)])
    return pd.concat(parts, ignore_index=True)


def compare(
    baseline: Measured,
    scenarios: Sequence[Measured],
    chosen: Sequence[Sequence[HeadlineCell]] | None = None,
) -> pd.DataFrame:
    """Return ``comparison.csv``: each scenario against the baseline, replication by replication.

    Parameters
    ----------
    baseline : Measured
        What the others are compared with.
    scenarios : sequence of Measured
        The others. The replications that both have are compared.
    chosen : sequence of sequences of HeadlineCell, optional
        For each of the others, the cells about which verdicts are given (see
        `sim.outputs.headlines.headlines_between`); by default the usual ones, in which any
        difference matters.

    Returns
    -------
    DataFrame
        `COMPARISON_COLUMNS`, scenario by scenario. The two means are over the pairs that are
        compared. ``p_holm`` and the simultaneous intervals allow for all headline cells of the same
        scenario, whether or not a cell turned out to be empty; ``better`` is as
        `sim.outputs.verdicts.verdict` says. Tables that have a further column in their cells, such
        as the district, are exploratory throughout.

    Raises
    ------
    RunError
        If a scenario has another seed than the baseline, or no replication in common.
    """
    import pandas as pd

    if _broken_down(baseline.table):
        chosen = [()] * len(scenarios)
    elif chosen is None:
        usual = tuple(HeadlineCell(cell) for cell in headlines(_attended(baseline.table)))
        chosen = [usual] * len(scenarios)
    parts = [_pairs(baseline, *pair) for pair in zip(scenarios, chosen, strict=True)]
    return pd.concat(parts, ignore_index=True)[_columns(COMPARISON_COLUMNS, baseline.table)]


def _broken_down(table: pd.DataFrame) -> list[str]:
    """Return the columns that cells have beyond `CELL`."""
    return [str(name) for name in table.index.names if name not in CELL]


def _columns(usual: Sequence[str], table: pd.DataFrame) -> list[str]:
    """Return the usual columns, with those that cells have beyond `CELL` behind the grade."""
    place = usual.index(CELL[-1]) + 1
    return [*usual[:place], *_broken_down(table), *usual[place:]]


def _pairs(baseline: Measured, scenario: Measured, chosen: Sequence[HeadlineCell]) -> pd.DataFrame:
    """Return the comparison of one scenario, which depends on no other scenario."""
    names = baseline.scenario, scenario.scenario
    if baseline.seed != scenario.seed:
        raise RunError(f"{names[1]} was run with another seed than {names[0]}: nothing is paired")
    before, after = _with_prevented(baseline.table, scenario.table)
    shared = before.columns.intersection(after.columns).sort_values()
    if shared.empty:
        raise RunError(f"{names[1]} and {names[0]} have no replication in common")
    # Cells of the baseline in their order, then those that only the scenario has.
    cells = before.index.append(after.index.difference(before.index, sort=False))
    before, after = before.reindex(cells)[shared], after.reindex(cells)[shared]
    first, second = _all_or_none(before), _all_or_none(after)
    paired = difference(first, second)
    there = ~(np.isnan(first) | np.isnan(second))
    frame = _cells_of(before)
    frame.insert(0, "baseline", names[0])
    frame.insert(1, "scenario", names[1])
    found = paired.estimate
    frame["replications"] = found.replications
    frame["baseline_mean"] = estimate(np.where(there, first, np.nan)).mean
    frame["scenario_mean"] = estimate(np.where(there, second, np.nan)).mean
    frame["difference"], frame["ci_low"], frame["ci_high"] = found.mean, found.low, found.high
    return _judged(frame, paired, chosen)


def _judged(
    frame: pd.DataFrame, paired: PairedDifference, chosen: Sequence[HeadlineCell]
) -> pd.DataFrame:
    """Add what depends on the number of headlines: adjusted p, intervals and verdicts."""
    by_cell = {headline.cell: headline for headline in chosen}
    own = [by_cell.get(Cell(*cell)) for cell in frame[CELL].itertuples(index=False)]
    is_headline = np.array([headline is not None for headline in own])
    together = simultaneous(paired, max(len(chosen), 1))
    adjusted = np.full(len(frame), np.nan)
    adjusted[is_headline] = holm(paired.p[is_headline], max(len(chosen), int(is_headline.sum())))
    frame["p_holm"] = adjusted
    frame["simultaneous_low"] = np.where(is_headline, together.low, np.nan)
    frame["simultaneous_high"] = np.where(is_headline, together.high, np.nan)
    frame["smallest_that_matters"] = [np.nan if one is None else one.smallest for one in own]
    columns = ("measure", "replications", "simultaneous_low", "simultaneous_high")
    values = [frame[name].tolist() for name in columns]
    frame["better"] = [
        verdict(
            headline=one is not None, good=_good(name), replications=number, low=low, high=high,
            smallest=one.smallest if one else 0.0, is_set=one.is_set if one else False,
        )
        for one, name, number, low, high in zip(own, *values, strict=True)
    ]  # fmt: skip
    return frame


def _with_prevented(before: pd.DataFrame, after: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add the incidents prevented: those of the baseline minus those of the scenario, by hub.

    The baseline itself prevents none, so the paired difference is what the scenario prevents.
    """
    import pandas as pd

    measure, grade = (before.index.get_level_values(level) for level in ("measure", "grade"))
    counted = before.index[(measure == COUNTED) & (grade == ALL)]
    if counted.empty:
        return before, after
    shared = before.columns.intersection(after.columns)
    prevented = before.loc[counted, shared] - after.reindex(counted)[shared]
    named = [("incidents_prevented", *cell[1:]) for cell in counted]
    prevented.index = pd.MultiIndex.from_tuples(named, names=before.index.names)
    return _after_counts(before, prevented * 0), _after_counts(after, prevented)


def _after_counts(table: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Put rows behind those of the incidents that came in."""
    import pandas as pd

    counts = np.flatnonzero(table.index.get_level_values("measure") == COUNTED)
    place = int(counts[-1]) + 1 if counts.size else 0
    return pd.concat([table.iloc[:place], rows, table.iloc[place:]])


def week_table(scenario: Scenario, week: WeekProfile) -> pd.DataFrame:
    """Return ``week_profile.csv`` of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    week : WeekProfile
        Its mean over the replications, as `sim.outputs.measures.week.mean_week` makes it.

    Returns
    -------
    DataFrame
        A row for each hour of the week, of the whole force and then of each hub; a column for
        demand, and for each attended grade and each team what `WeekProfile` has.
    """
    import pandas as pd

    hours, hubs = np.arange(HOURS), (ALL, *scenario.hubs)
    columns: dict[str, object] = {
        "scenario": scenario.name,
        "hub": [hub for hub in hubs for _ in hours],
        "hour_of_week": np.tile(hours, len(hubs)),
        "day": [DAYS_OF_WEEK[hour // 24] for hour in hours] * len(hubs),
        "hour": np.tile(hours % 24, len(hubs)),
        "demand_per_hour": week.demand_per_hour.ravel(),
        "queue_length_mean": week.queue_length_mean.sum(axis=1).ravel(),
    }
    grades = [n for n in sorted(scenario.grades) if not served_by_desk(scenario.grades[n])]
    teams = [name for name in (role.name.lower() for role in Role) if name in teams_of(scenario)]
    for place, grade in enumerate(grades):
        columns[f"queue_length_grade_{grade}_mean"] = week.queue_length_mean[:, place].ravel()
    for place, grade in enumerate(grades):
        response = week.response_time_mean_min[:, place]
        columns[f"response_time_grade_{grade}_mean_min"] = response.ravel()
    for place, team in enumerate(teams):
        columns[f"{team}_rostered_mean"] = week.rostered_mean[place].ravel()
    return pd.DataFrame(columns)


def response_table(scenario: Scenario, reached: Sequence[Floats]) -> pd.DataFrame:
    """Return ``response_times.csv`` of a scenario.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    reached : sequence of arrays
        Of each replication, what `sim.outputs.measures.response_times.reached_within` returns.

    Returns
    -------
    DataFrame
        A row for each number of minutes, of all grades and then of each that officers attend: the
        mean share of incidents reached within them, with its interval.
    """
    import pandas as pd

    grades = [n for n in sorted(scenario.grades) if not served_by_desk(scenario.grades[n])]
    found = estimate(np.column_stack([values.ravel() for values in reached]))
    return pd.DataFrame({
        "scenario": scenario.name,
        "grade": np.repeat([ALL, *map(str, grades)], len(WITHIN_MIN)),
        "within_min": np.tile(WITHIN_MIN, len(grades) + 1),
        "replications": found.replications,
        "share": found.mean,
        "ci_low": found.low,
        "ci_high": found.high,
    })  # fmt: skip


def _all_or_none(table: pd.DataFrame) -> Floats:
    """Return the values, without those measures that not every replication could report."""
    values = table.to_numpy(dtype=np.float64).copy()
    names = table.index.get_level_values("measure")
    strict = np.array([name in REGISTRY and REGISTRY[name].all_or_none for name in names])
    values[strict & np.isnan(values).any(axis=1)] = np.nan
    return values


def _cells_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return the cells with the unit of each."""
    frame = table.index.to_frame(index=False)
    units = [KNOWN[name].unit if name in KNOWN else "" for name in frame["measure"]]
    frame.insert(1, "unit", units)
    return frame


def _attended(table: pd.DataFrame) -> list[int]:
    """Return the grades that officers attend in a scenario, from its measures."""
    measure, grade = (table.index.get_level_values(level) for level in ("measure", "grade"))
    by_grade = measure.isin(["within_target_share", "response_time_mean_min"])
    return sorted({int(one) for one in grade[by_grade] if one != ALL})


def _good(name: str) -> Good:
    return KNOWN[name].good if name in KNOWN else Good.NEUTRAL


def write_csv(path: Path, frame: pd.DataFrame, marking: str) -> None:
    """Write a table as csv, whole or not at all, with the marking as its last column.

    Numbers are written with the fewest digits that read back as the same number; empty cells are
    empty. Lines end with a line feed on every platform.

    Raises
    ------
    RunError
        If the file cannot be written.
    """
    with whole(path) as draft:
        frame.assign(**{MARKING: marking}).to_csv(draft, index=False, lineterminator="\n")


def write_parquet(path: Path, tables: pa.Table | Iterable[pa.Table], marking: str) -> None:
    """Write a table as parquet, whole or not at all, with the marking in its metadata.

    Parameters
    ----------
    path : pathlib.Path
        The file.
    tables : pyarrow Table or iterable of pyarrow Tables
        Tables of an iterable are taken one by one and stand under each other in one file, so that
        many replications need not be in memory at once.
    marking : str
        Protective marking.

    Raises
    ------
    RunError
        If the file cannot be written.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    parts = iter([tables] if isinstance(tables, pa.Table) else tables)
    first = next(parts)
    schema = first.schema.with_metadata({MARKING: marking})
    with whole(path) as draft, pq.ParquetWriter(draft, schema, compression="zstd") as writer:
        writer.write_table(first.cast(schema))
        for part in parts:
            writer.write_table(part.cast(schema))
