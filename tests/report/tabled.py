"""Tables of the small force of tests/outputs/tiny.py, as a terminal shows them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sim.outputs.headlines import headlines_between
from sim.outputs.measures.all_measures import measure
from sim.outputs.replications import Measured, measured
from sim.outputs.tables import compare, summarise
from sim.report.comparison.build import comparison_of
from sim.report.terminal.comparing import comparison_table
from sim.report.terminal.layout import as_text
from sim.report.terminal.tables import run_table
from sim.scenario.schema.scenario import Scenario
from tests.outputs import tiny

Change = Callable[[float, int], float]
#: What a value is in replication r, by measure; the others are the same each time.
LUCK: dict[str, Change] = {
    "response_time_mean_min": lambda x, r: x * (1 + 0.01 * (r % 3)),
    "within_target_share": lambda x, r: x * (1 - 0.02 * (r % 4)),
    "prevention_hours_delivered": lambda x, r: x * 100 + r % 5,
    "prevention_hours_redeployed": lambda x, r: x + r % 2,
    "overtime_hours": lambda x, r: x * 100 + r % 3,
    "open_cases_end": lambda x, r: x * 1000 + r,
}


def with_target(share: float) -> dict[str, Any]:
    grades = dict(tiny.SCENARIO["grades"])
    return grades | {1: grades[1] | {"target_share": share}}


def measured_of(scenario: Scenario, replications: int, **changes: Change) -> Measured:
    """Return measures of several replications, all made from the small force's one."""
    rows = measure(scenario, tiny.names(), tiny.world(), tiny.state())
    found = []
    for number in range(replications):
        values = rows.value.copy()
        for place, name in enumerate(rows.measure):
            for change in (LUCK.get(name), changes.get(name)):
                values[place] = change(values[place], number) if change else values[place]
        found.append((number, rows._replace(value=values)))
    return measured(scenario.name, 1, found)


def run_text(
    width: int = 100,
    replications: int = 10,
    scenario: Scenario = tiny.scenario(),  # noqa: B008 - frozen
    **changes: Change,
) -> str:
    found = measured_of(scenario, replications, **changes)
    table = run_table(scenario, summarise([found]), seed=1, measured=found)
    return as_text(table, width)


#: A scenario that is better in some things, worse in others, and unclear in others.
RING_FENCED: dict[str, Change] = {
    "response_time_mean_min": lambda x, r: x + 1.3 + 0.1 * (r % 4),
    "within_target_share": lambda x, r: x - 0.01 * (r % 2),
    "prevention_hours_delivered": lambda x, r: x + 120 + r % 3,
    "prevention_hours_redeployed": lambda _x, _r: 0.0,
    "overtime_hours": lambda x, r: x + (-1) ** r,
    "open_cases_end": lambda x, _r: x + 5,
    "cost_gbp": lambda x, _r: x * 2,
}
OTHER: dict[str, Change] = {"open_cases_end": lambda x, _r: x + 12}


def compared(*names: str, **sections: Any) -> tuple[Any, ...]:
    """Return what `comparison_table` wants, for a baseline and scenarios of these names."""
    baseline = tiny.scenario(**sections)
    others = [tiny.scenario(name=name, title=name.title(), **sections) for name in names]
    before = measured_of(baseline, 10)
    after = [
        measured_of(scenario, 10, **(RING_FENCED if number % 2 == 0 else OTHER))
        for number, scenario in enumerate(others)
    ]
    measures = summarise([before, *after])
    chosen = [headlines_between(baseline, other) for other in others]
    return baseline, others, measures, compare(before, after, chosen)


def comparison_text(width: int, *names: str, **sections: Any) -> str:
    baseline, others, *frames = compared(*names, **sections)
    comparison = comparison_of([baseline, *others], *frames, seed=1)
    return as_text(comparison_table(comparison, width=width), width)


def shown(scenarios: list[Scenario], frames: list[Measured]) -> str:
    """Return what is shown of a comparison, the baseline first."""
    compared = compare(frames[0], frames[1:])
    return as_text(comparison_table(comparison_of(scenarios, summarise(frames), compared, seed=1)))
