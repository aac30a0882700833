"""What `sixhubs warm-up` prints: how queues fill, and whether the warm-up is long enough."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from sim.clock import DAYS_PER_WEEK
from sim.outputs.manifest import highest_marking
from sim.outputs.statistics import WarmUp
from sim.report.terminal.layout import empty_table, marked, section
from sim.report.terminal.notes import FEW, PRECISION
from sim.report.terminal.words import decimals_for, figure
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

_MSER = (
    "MSER, a rule of simulation studies, leaves out as many weeks at the beginning as it takes for "
    "the mean of the rest to be known best."
)
#: Most weeks that the table shows one by one.
SHOWN_WEEKS = 12


def warm_up_table(
    scenario: Scenario, weeks: Sequence[float], found: WarmUp, *, replications: int, seed: int
) -> RenderableType:
    """Return the mean queue of each week, and what it says of the warm-up.

    Parameters
    ----------
    scenario : Scenario
        What was run, with the warm-up that it leaves out.
    weeks : sequence of float
        (weeks,) incidents waiting for an officer, from the start of the run.
    found : WarmUp
        What MSER says of them, in weeks.
    replications, seed : int
        How they were run.
    """
    heading = (
        f"How long does {scenario.name} take to settle?\n"
        f"Incidents waiting for an officer in each of {counted(len(weeks), 'week')} from the start "
        f"of the run; mean of {counted(replications, 'replication')}, seed {seed}."
    )
    few = []
    if replications < FEW:
        said = f"Only {counted(replications, 'replication')}: chance can look like a warm-up"
        few = [f"{said}. Ask again with more before you rely on it."]
    return marked(
        highest_marking([scenario]),
        Text(heading),
        _table(weeks, found),
        section("In plain words", [verdict(scenario, weeks, found), *few, _MSER]),
    )


def verdict(scenario: Scenario, weeks: Sequence[float], found: WarmUp) -> str:
    """Say whether the warm-up of a scenario is long enough, by MSER over weekly means."""
    days = scenario.run.warm_up_days
    said = f"{counted(days, 'day')} of warm-up"
    if not found.accepted:
        later = weeks[days // DAYS_PER_WEEK :]
        quarter = max(len(later) // 4, 1)
        return (
            f"MSER cannot tell whether {said} is enough: no cut within the first half of "
            f"{counted(len(weeks), 'week')} leaves a level queue. It grows, or seasons and chance "
            f"move it as much. {figure(fmean(later[:quarter]), 1)} wait in the first quarter of "
            f"the time after the warm-up, {figure(fmean(later[quarter:]), 1)} in the rest; more "
            "replications show more."
        )
    if found.cut * DAYS_PER_WEEK <= days:
        left_out = counted(found.cut, "week") if found.cut else "no week"
        return f"{said} is enough: MSER leaves out {left_out} at the beginning."
    measured = fmean(weeks[days // DAYS_PER_WEEK :])
    settled = fmean(weeks[found.cut :])
    decimals = decimals_for(settled)
    moves = f"from {figure(measured, decimals)} to {figure(settled, decimals)}"
    first = f"MSER leaves out {counted(found.cut, 'week')}, which moves the mean {moves}"
    if abs(measured - settled) <= PRECISION * settled:
        return f"{said} is enough: {first}, by less than {PRECISION:.0%}."
    return f"{said} is too short: {first}. Set run.warm_up_days to {found.cut * DAYS_PER_WEEK}."


def _table(weeks: Sequence[float], found: WarmUp) -> Table:
    table = empty_table("Week", "Waiting", "")
    decimals = decimals_for(max(weeks))
    for number, waiting in enumerate(weeks[:SHOWN_WEEKS], 1):
        differs = "differs from the rest" if number <= found.cut else ""
        table.add_row(str(number), figure(waiting, decimals), differs)
    # Weeks that are cut off do not count in the mean of the rest.
    cut = max(found.cut, SHOWN_WEEKS)
    for first, last in ((SHOWN_WEEKS, cut), (cut, len(weeks))):
        if some := weeks[first:last]:
            said = "mean; they differ from the rest" if last == found.cut else "mean"
            name = f"{first + 1} to {last}" if first + 1 < last else str(last)
            table.add_row(name, figure(fmean(some), decimals), said)
    return table
