"""What the tables alone do not tell: what a reader has to know before relying on them.

Everything here is made from the numbers; nothing is said that the tables do not hold.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from sim.outputs.headlines import headlines_between, headlines_of
from sim.outputs.manifest import demand_on_assumptions_share
from sim.outputs.measures.registry import ALL
from sim.outputs.measures.steps import growth_steps
from sim.outputs.money import priced
from sim.outputs.replications import Measured
from sim.outputs.rows import Row, replications_in
from sim.outputs.statistics import Cell, grows, replications_needed
from sim.report.labels import grade_label, team_label
from sim.report.terminal.not_shared import (
    days_of_another_hub,
    other_areas,
    other_hours,
    unless_not_shared,
)
from sim.report.terminal.windows import measured_hours
from sim.report.terminal.words import (
    ONE_REPLICATION,
    OPEN_SHARE,
    decimals_for,
    figure,
    interval,
    open_share,
    shown,
)
from sim.scenario.facts.attendance import grades_of_officers
from sim.scenario.reading.extends import shipped_scenarios
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario
from sim.wording import command_line, counted

RowsByCell = Mapping[Cell, Row]

#: Replications under which the notes warn that real differences can go unnoticed.
FEW = 10
#: Half-width of an interval, as a share of the mean, at which a mean counts as well known.
PRECISION = 0.05
LOOK_AHEAD = 5
#: Growth by no more than this is not worth a word.
LEAST_GROWTH = 1.0
#: Less than this share of what an operation asks for is said to be a shortfall.
OPERATIONS_SHARE = 0.99


def notes(
    scenarios: Sequence[Scenario], found: Mapping[str, RowsByCell], *, is_comparison: bool = False
) -> list[str]:
    """Return what a reader has to know before relying on the tables.

    Parameters
    ----------
    scenarios : sequence of Scenario
        What was run; the baseline first.
    found : mapping
        Rows of ``measures.csv`` of each, by its name and by cell.
    is_comparison : bool
        Whether the others are compared with the baseline.
    """
    lines = []
    for scenario in scenarios:
        rows = found[scenario.name]
        lines += [
            *_growing_queues(scenario, rows),
            *_operations(scenario, rows),
            *_empty(scenario, rows),
        ]
    return [
        *lines,
        *other_areas(scenarios),
        *other_hours(scenarios),
        *_windows(scenarios[0]),
        *_not_known_yet(scenarios, found),
        *_growing_cases(scenarios, found),
        *_replications(scenarios, found, is_comparison=is_comparison),
        *_certainty(scenarios, found),
        _warm_up(scenarios),
        *_costs(scenarios, found),
        *_assumptions(scenarios),
    ]


def _warm_up(scenarios: Sequence[Scenario]) -> str:
    days = {scenario.run.warm_up_days for scenario in scenarios}
    if days == {0}:
        return "No warm-up: each run starts with empty queues, and the first hours count."
    said = listed([counted(number, "day") for number in sorted(days)], "and")
    return f"Warm-up: {said} simulated before measuring begins."


def _windows(scenario: Scenario) -> list[str]:
    """Name the windows that lie after fewer days than the scenario has, as by ``--days``."""
    days = counted(scenario.run.days, "day")
    return [
        f"Window {name}: none of its hours are in the {days} measured."
        for name in scenario.run.windows
        if not measured_hours(scenario, name)
    ]


def _replications(
    scenarios: Sequence[Scenario], found: Mapping[str, RowsByCell], *, is_comparison: bool
) -> list[str]:
    """Say how far the number of replications carries."""
    number = max(map(replications_in, found.values()))
    if number == 1:
        return [ONE_REPLICATION]
    lines = []
    if number < FEW:
        said = f"Only {number} replications: real differences can go unnoticed"
        more = ", and with more of them a change near none, or near what matters, may get another "
        lines.append(f"{said}{f'{more}verdict' if is_comparison else ''}.")
    if is_comparison:
        lines.append(
            "Both sides meet the same incidents in each replication"
            f"{unless_not_shared(scenarios)}. Intervals beside verdicts hold together for all "
            "headlines of a scenario: any of its verdicts is wrong by chance in at most 5% of "
            "comparisons."
        )
        lines += days_of_another_hub(scenarios)
        lines.append(_verdicts(scenarios))
    return lines


def _verdicts(scenarios: Sequence[Scenario]) -> str:
    """Say what the verdicts mean, and what is missing where nothing says which changes matter."""
    baseline, *others = scenarios
    found = [one.smallest for other in others for one in headlines_between(baseline, other)]
    if any(found):
        return (
            "Better or worse: the whole interval is on one side of zero, and some of it is large "
            "enough to matter. Too small to matter: all of it is nearer to zero than what matters. "
            "Cannot tell: it holds both zero and changes that matter, so these replications cannot "
            "say."
        )
    return (
        "Better or worse: the whole interval is on one side of zero, however near. Cannot tell: it "
        f"holds zero, so these replications cannot say. {baseline.name} does not say which changes "
        "are too small to matter (headlines)."
    )


def _certainty(scenarios: Sequence[Scenario], found: Mapping[str, RowsByCell]) -> list[str]:
    """Say what intervals leave aside, and how to learn it where the baseline states ranges."""
    if max(map(replications_in, found.values())) == 1:
        return []
    baseline, *others = scenarios
    said = "Intervals cover the luck of the draw, not wrong inputs"
    if not others or not (baseline.evidence or baseline.rules_not_known):
        return [f"{said}."]
    command = "sixhubs uncertainty"
    # A scenario of one's own has another file than its name.
    if {baseline.name, others[0].name} <= shipped_scenarios().keys():
        command = command_line("uncertainty", baseline.name, others[0].name)
    return [f"{said}; `{command}` adds what is not known of them."]


def _growing_queues(scenario: Scenario, rows: RowsByCell) -> list[str]:
    """Name the queues that grow, grade by grade and the Resolution Centre's."""
    step_days, steps = growth_steps(scenario.run.days)
    queues = [cell for cell in rows if _is_queue(scenario, cell)]
    found = []
    for cell in queues:
        row, variance = rows[cell], rows[cell._replace(measure="queue_growth_variance")]["mean"]
        if _grows(row, variance, steps, queues=len(queues)):
            whose = "for the Resolution Centre"
            if cell.team == ALL:
                whose = f"for officers, {grade_label(scenario, cell.grade)}"
            found.append(f"{whose} {_rise(row)}")
    if not found:
        return []
    which = f"{scenario.name}: a growing backlog. More incidents wait at the end than "
    which += f"{counted(step_days * steps, 'day')} before: {'; '.join(found)}. Means say little "
    which += "about such a queue. (At most 1% of runs name a queue that does not grow.)"
    return [which]


def _is_queue(scenario: Scenario, cell: Cell) -> bool:
    """Whether a cell is the growth of one queue: of a grade attended, or of the Centre."""
    if cell.measure != "queue_growth_count" or cell.hub != ALL:
        return False
    return cell.team != ALL or cell.grade in map(str, grades_of_officers(scenario))


def _not_known_yet(scenarios: Sequence[Scenario], known: Mapping[str, RowsByCell]) -> list[str]:
    """Name the targets of which the outcome is not known of many when the run ends."""
    found: dict[str, list[str]] = {}
    for scenario in scenarios:
        for cell in headlines_of(scenario):
            share = open_share(known[scenario.name], cell)
            if share > OPEN_SHARE:
                said = f"{shown(cell, scenario).name} ({share:.0%})"
                found.setdefault(said, []).append(scenario.name)
    if not found:
        return []
    all_names = [scenario.name for scenario in scenarios]
    each = (
        said if names == all_names else f"{said} in {listed(names, 'and')}"
        for said, names in found.items()
    )
    which = "Too early to tell: when the run ends, some incidents are neither reached nor overdue, "
    return [f"{which}and shares in time are those of the others. Not known yet: {'; '.join(each)}."]


def _operations(scenario: Scenario, rows: RowsByCell) -> list[str]:
    """Say how much of what operations ask for was delivered, where it was clearly less."""
    lines = []
    for team in dict.fromkeys(
        cell.team for cell in rows if cell.measure == "operation_hours_asked"
    ):
        wanted = rows[Cell("operation_hours_asked", team=team)]["mean"]
        got = rows[Cell("operation_hours", team=team)]["mean"]
        if team != ALL and got < OPERATIONS_SHARE * wanted:
            lines.append(
                f"{scenario.name}: operations ask {team_label(team)} for "
                f"{figure(wanted, decimals_for(wanted))} hours, and "
                f"{figure(got, decimals_for(wanted))} were delivered. Too few were on duty, free, "
                "and able to stay to the end (longest_duty_hours)."
            )
    return lines


def _growing_cases(scenarios: Sequence[Scenario], known: Mapping[str, RowsByCell]) -> list[str]:
    """Report that investigations pile up, where they do."""
    found = []
    for scenario in scenarios:
        rows = known[scenario.name]
        teams = ("investigation", "public_protection", "response")
        cells = [Cell("open_cases_growth_count", team=team) for team in teams]
        cells = [cell for cell in cells if cell in rows]
        for cell in cells:
            if _grows(rows[cell], math.nan, 0, queues=len(cells)):
                named = "" if cell.team == "investigation" else f" ({team_label(cell.team)})"
                found.append(f"{scenario.name}{named} {_rise(rows[cell])}")
    if not found:
        return []
    which = f"Open investigations grow over the period, in cases: {', '.join(found)}."
    return [f"{which} Either cases outlast the run, or there are too few investigators."]


def _grows(growth: Row, variance: float, steps: int, *, queues: int) -> bool:
    """Whether a queue, one of several looked at, grows by more than chance and than a little."""
    mean, number = float(growth["mean"]), int(growth["replications"])
    half_width = mean - float(growth["ci_low"])
    return mean > LEAST_GROWTH and grows(number, mean, half_width, variance, steps, queues=queues)


def _rise(row: Row) -> str:
    """Return e.g. ``+12.3 (+8.1 to +16.5)``."""
    decimals = decimals_for(row["mean"])
    span = interval(row["ci_low"], row["ci_high"], decimals, sign=True)
    return f"{figure(row['mean'], decimals, sign=True)} ({span})"


def _empty(scenario: Scenario, rows: RowsByCell) -> list[str]:
    """Name headline cells without a value in some or all replications."""
    number = replications_in(rows)
    lines = []
    for cell in headlines_of(scenario):
        got = int(rows[cell]["replications"]) if cell in rows else number
        if got < number:
            where = "any replication" if got == 0 else f"{number - got} of {number} replications"
            lines.append(f"{scenario.name}: {shown(cell, scenario).label}: no value in {where}.")
    return lines


def _assumptions(scenarios: Sequence[Scenario]) -> list[str]:
    """Say how much of the demand rests on assumptions."""
    shares: dict[str, list[str]] = {}
    for scenario in scenarios:
        share = demand_on_assumptions_share(scenario)
        if not math.isclose(share, 0.0):
            shares.setdefault(f"{share:.0%}", []).append(scenario.name)
    if len(shares) == 1 and len(next(iter(shares.values()))) == len(scenarios):
        return [f"{next(iter(shares))} of the incidents are of types whose counts are assumptions."]
    return [
        f"{listed(names, 'and')}: {share} of the incidents are of types whose counts are "
        "assumptions."
        for share, names in shares.items()
    ]


def precision(scenario: Scenario, measured: Measured) -> list[str]:
    """Say whether the replications are enough to know the headline means well.

    Parameters
    ----------
    scenario : Scenario
        What was run.
    measured : Measured
        What its replications measured.
    """
    if len(measured.table.columns) < 3 + LOOK_AHEAD:
        return [f"Precision can be judged from {3 + LOOK_AHEAD} replications on."]
    enough, open_ends = 0, []
    cells = headlines_of(scenario)
    table = measured.table.reindex([tuple(cell) for cell in cells])
    for cell, values in zip(cells, table.to_numpy(), strict=True):
        known = values[~np.isnan(values)].tolist()
        if not known:
            continue
        found = replications_needed(known, PRECISION, look_ahead=LOOK_AHEAD)
        enough = max(enough, found.needed)
        if not found.met:
            open_ends.append(shown(cell, scenario).label)
    if open_ends:
        return [f"Not yet known to within {PRECISION:.0%}: {'; '.join(open_ends)}."]
    known = f"All headline means are known to within {PRECISION:.0%}"
    return [f"{known}; {enough} replications would have been enough."]


def _costs(scenarios: Sequence[Scenario], found: Mapping[str, RowsByCell]) -> list[str]:
    """Say what the posts cost, where the scenario has costs."""
    costs = {s.name: found[s.name][Cell("cost_gbp")]["mean"] for s in scenarios}
    if not any(costs.values()):
        return []
    of = priced(scenarios)
    what = f"{' and '.join(of).capitalize()} cost{'' if 'posts' in of else 's'}"
    return [_pounds(what, costs), *_prevention_lost(scenarios, found)]


def _prevention_lost(scenarios: Sequence[Scenario], found: Mapping[str, RowsByCell]) -> list[str]:
    """Say what prevention hours cost that were planned and not delivered, or what more is worth."""
    cell, lost = Cell("prevention_lost_gbp"), {}
    for scenario in scenarios:
        row = found[scenario.name].get(cell)
        lost[scenario.name] = 0.0 if row is None or math.isnan(row["mean"]) else row["mean"]
    more = {name: -amount for name, amount in lost.items() if amount < 0}
    lines = []
    if any(amount > 0 for amount in lost.values()):
        less = {name: amount for name, amount in lost.items() if amount >= 0}
        what = "Of that, the hours of prevention that were planned and not delivered cost"
        lines.append(_pounds(what, less, of_all=not more))
    if more:
        what = "More prevention was delivered than planned, worth"
        lines.append(_pounds(what, more, of_all=len(more) == len(lost)))
    return lines


def _pounds(what: str, amounts: Mapping[str, float], *, of_all: bool = True) -> str:
    """Say the amount of each scenario, or the one that all share."""
    said = {
        name: f"{'-' if amount < 0 else ''}£{figure(abs(amount), 0)}"
        for name, amount in amounts.items()
    }
    if of_all and len(set(said.values())) == 1:
        return f"{what} {next(iter(said.values()))} over the measured period."
    each = listed([f"{name} {amount}" for name, amount in said.items()], "and")
    return f"{what} over the measured period: {each}."
