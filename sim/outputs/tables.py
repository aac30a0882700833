"""The tables of a run: what is in them, and in which order.

Rows stand in the order of the scenario and of the registry of measures, never in the order in which
replications happened to finish, so that the same run gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import TYPE_CHECKING, cast

import numpy as np

from sim.clock import HOURS_PER_WEEK
from sim.errors import RunError
from sim.outputs.headlines import HeadlineCell, headlines
from sim.outputs.measures.breakdowns import DISTRICT
from sim.outputs.measures.registry import ALL, COUNTED, KNOWN, REGISTRY, good_side
from sim.outputs.measures.response_times import WITHIN_MIN
from sim.outputs.measures.week import WeekProfile
from sim.outputs.replications import CELL, Measured
from sim.outputs.statistics import PairedDifference, difference, estimate, holm, simultaneous
from sim.outputs.verdicts import Verdict, verdict
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.facts.teams import teams_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.windows import DAYS_OF_WEEK
from sim.vocabulary import Role
from sim.world.arrays import Floats

if TYPE_CHECKING:
    import pandas as pd

    Objects = np.typing.NDArray[np.object_]

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
        cells = _index_of(one.table)
        found = estimate(_all_or_none(cells, one.table.to_numpy(dtype=np.float64)))
        part = pd.DataFrame({
            "scenario": one.scenario,
            **_cells_of(cells),
            "replications": found.replications,
            "mean": found.mean,
            "ci_low": found.low,
            "ci_high": found.high,
        })  # fmt: skip
        parts.append(part[_columns(MEASURE_COLUMNS, one.table)])
    return pd.concat(parts, ignore_index=True)


def compare(
    baseline: Measured,
    scenarios: Sequence[Measured],
    chosen: Sequence[Sequence[HeadlineCell]] | None = None,
    elsewhere: Sequence[Collection[str]] | None = None,
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
    elsewhere : sequence of collections of str, optional
        For each of the others, the hubs that serve other districts than in the baseline; none by
        default. No verdict is given on them.

    Returns
    -------
    DataFrame
        `COMPARISON_COLUMNS`, scenario by scenario. The two means are over the pairs that are
        compared. ``p_holm`` and the simultaneous intervals allow for all headline cells of the same
        scenario, whether or not a cell turned out to be empty; ``better`` is as
        `sim.outputs.verdicts.verdict` says. Tables that have a further column in their cells, such
        as the district, are exploratory throughout. A district is compared with itself whatever
        hub serves it: its hub is that of the baseline, and of the scenario where the baseline has
        no such district.

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
    hubs = [()] * len(scenarios) if elsewhere is None else elsewhere
    parts = [_pairs(baseline, *each) for each in zip(scenarios, chosen, hubs, strict=True)]
    return pd.concat(parts, ignore_index=True)[_columns(COMPARISON_COLUMNS, baseline.table)]


def _broken_down(table: pd.DataFrame) -> list[str]:
    """Return the columns that cells have beyond `CELL`."""
    return [str(name) for name in table.index.names if name not in CELL]


def _columns(usual: Sequence[str], table: pd.DataFrame) -> list[str]:
    """Return the usual columns, with those that cells have beyond `CELL` behind the grade."""
    place = usual.index(CELL[-1]) + 1
    return [*usual[:place], *_broken_down(table), *usual[place:]]


def _pairs(
    baseline: Measured,
    scenario: Measured,
    chosen: Sequence[HeadlineCell],
    elsewhere: Collection[str],
) -> pd.DataFrame:
    """Return the comparison of one scenario, which depends on no other scenario."""
    import pandas as pd

    names = baseline.scenario, scenario.scenario
    if baseline.seed != scenario.seed:
        raise RunError(f"{names[1]} was run with another seed than {names[0]}: nothing is paired")
    before, after = baseline.table, _under_hubs_of(baseline.table, scenario.table)
    shared = before.columns.intersection(after.columns).sort_values()
    if shared.empty:
        raise RunError(f"{names[1]} and {names[0]} have no replication in common")
    cells = _index_of(before)
    if not after.index.equals(cells):
        # Cells of the baseline in their order, then those that only the scenario has.
        cells = cells.append(_index_of(after).difference(cells, sort=False))
    both = tuple(table.reindex(cells)[shared].to_numpy(np.float64) for table in (before, after))
    cells, both = _with_prevented(cells, both, len(before))
    first, second = (_all_or_none(cells, each) for each in both)
    paired = difference(first, second)
    there = ~(np.isnan(first) | np.isnan(second))
    found = paired.estimate
    return pd.DataFrame({
        "baseline": names[0],
        "scenario": names[1],
        **_cells_of(cells),
        "replications": found.replications,
        "baseline_mean": estimate(np.where(there, first, np.nan)).mean,
        "scenario_mean": estimate(np.where(there, second, np.nan)).mean,
        "difference": found.mean,
        "ci_low": found.low,
        "ci_high": found.high,
        **_judged(cells, paired, chosen, elsewhere),
    })  # fmt: skip


def _under_hubs_of(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Return a table by district in which districts stand under the hubs of another table.

    A district is the same whichever hub serves it, so that it is compared with itself. Those that
    the other table lacks, and tables by something else, stay as they are.
    """
    import pandas as pd

    cells, known = _index_of(after), _index_of(before)
    if DISTRICT not in cells.names or cells.equals(known):
        return after
    hub_of = dict(zip(*(known.get_level_values(name) for name in (DISTRICT, "hub")), strict=True))
    columns = {name: cells.get_level_values(name) for name in map(str, cells.names)}
    own = zip(columns[DISTRICT], columns["hub"], strict=True)
    columns["hub"] = pd.Index([hub_of.get(district, hub) for district, hub in own])
    return after.set_axis(pd.MultiIndex.from_arrays([*columns.values()], names=cells.names))


def _judged(
    cells: pd.MultiIndex,
    paired: PairedDifference,
    chosen: Sequence[HeadlineCell],
    elsewhere: Collection[str],
) -> dict[str, Floats | Objects]:
    """Return what depends on the number of headlines: adjusted p, intervals and verdicts."""
    import pandas as pd

    places = np.zeros(0, dtype=np.int64)
    if chosen:
        places = cells.get_indexer(pd.MultiIndex.from_tuples([one.cell for one in chosen]))
    own = {int(place): one for place, one in zip(places, chosen, strict=False) if place >= 0}
    rows = np.array(sorted(own), dtype=np.int64)
    adjusted, smallest, low, high = (np.full(len(cells), np.nan) for _ in range(4))
    together = simultaneous(paired, max(len(chosen), 1))
    adjusted[rows] = holm(paired.p[rows], max(len(chosen), rows.size))
    low[rows], high[rows] = together.low[rows], together.high[rows]
    words = _of_measures(cells, _word_without_verdict)
    words[cells.get_level_values("hub").isin(list(elsewhere))] = Verdict.OTHER_DISTRICTS
    for place, one in own.items():
        smallest[place] = one.smallest
        words[place] = verdict(
            headline=True, good=good_side(one.cell.measure), low=low[place], high=high[place],
            replications=int(together.replications[place]), smallest=one.smallest,
            is_set=one.is_set,
        )  # fmt: skip
    return {
        "p_holm": adjusted,
        "better": words,
        "simultaneous_low": low,
        "simultaneous_high": high,
        "smallest_that_matters": smallest,
    }


def _word_without_verdict(measure: str) -> str:
    """Return what is said of a cell about which no verdict is given."""
    return verdict(headline=False, good=good_side(measure), replications=0, low=np.nan, high=np.nan)


def _with_prevented(
    cells: pd.MultiIndex, both: tuple[Floats, ...], of_baseline: int
) -> tuple[pd.MultiIndex, tuple[Floats, Floats]]:
    """Add the incidents prevented: those of the baseline minus those of the scenario, by hub.

    The baseline itself prevents none, so the paired difference is what the scenario prevents.
    """
    # Readers see what stands above. Both arrays are (cells, replications); the cells of the
    # baseline come first. New rows stand behind those of the incidents that came in.
    import pandas as pd

    before, after = both
    measure, grade = (
        cells.get_level_values(name)[:of_baseline].to_numpy() for name in ("measure", "grade")
    )
    counts = np.flatnonzero(measure == COUNTED)
    counted = counts[grade[counts] == ALL]
    if not counted.size:
        return cells, (before, after)
    prevented = before[counted] - after[counted]
    named = [("incidents_prevented", *cell[1:]) for cell in cells[counted]]
    place = int(counts[-1]) + 1
    own = pd.MultiIndex.from_tuples(named, names=cells.names)
    return cells[:place].append([own, cells[place:]]), (
        np.concatenate([before[:place], prevented * 0, before[place:]]),
        np.concatenate([after[:place], prevented, after[place:]]),
    )


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

    hours, hubs = np.arange(HOURS_PER_WEEK), (ALL, *scenario.hubs)
    columns: dict[str, object] = {
        "scenario": scenario.name,
        "hub": [hub for hub in hubs for _ in hours],
        "hour_of_week": np.tile(hours, len(hubs)),
        "day": [DAYS_OF_WEEK[hour // 24] for hour in hours] * len(hubs),
        "hour": np.tile(hours % 24, len(hubs)),
        "demand_per_hour": week.demand_per_hour.ravel(),
        "queue_length_mean": week.queue_length_mean.sum(axis=1).ravel(),
    }
    grades = grades_of_officers(scenario)
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

    grades = grades_of_officers(scenario)
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


def _index_of(table: pd.DataFrame) -> pd.MultiIndex:
    """Return the cells of a table, which stand in its index."""
    return cast("pd.MultiIndex", table.index)


def _all_or_none(cells: pd.MultiIndex, values: Floats) -> Floats:
    """Return the values, without those measures that not every replication could report."""
    strict = _of_measures(cells, lambda name: name in REGISTRY and REGISTRY[name].all_or_none)
    values = values.copy()  # row by row, on which the rounding of their sums depends
    values[strict.astype(np.bool_) & np.isnan(values).any(axis=1)] = np.nan
    return values


def _cells_of(cells: pd.MultiIndex) -> dict[str, pd.Index | Objects]:
    """Return the columns of cells, with the unit of each."""
    columns = {name: cells.get_level_values(name) for name in map(str, cells.names)}
    units = _of_measures(cells, lambda name: KNOWN[name].unit if name in KNOWN else "")
    return {**columns, "unit": units}


def _of_measures(cells: pd.MultiIndex, said: Callable[[str], object]) -> Objects:
    """Return what is said of the measure of each cell; asked once for each measure."""
    level = cells.names.index("measure")
    found = np.array([said(str(name)) for name in cells.levels[level]], dtype=object)
    of_cells: Objects = found[cells.codes[level]]
    return of_cells


def _attended(table: pd.DataFrame) -> list[int]:
    """Return the grades that officers attend in a scenario, from its measures."""
    measure, grade = (table.index.get_level_values(level) for level in ("measure", "grade"))
    by_grade = measure.isin(["within_target_share", "response_time_mean_min"])
    return sorted({int(one) for one in grade[by_grade] if one != ALL})
