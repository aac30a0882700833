"""Checks that numbers are of a size that can be simulated: slips of the keyboard, mostly."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pydantic import BaseModel

from sim.clock import DAYS_PER_YEAR, MS_PER_DAY, to_ms
from sim.scenario.facts.harm import reporting_factor
from sim.scenario.facts.incident_counts import HOURS_PER_YEAR, parts_of, stated_a_year
from sim.scenario.facts.teams import teams_of
from sim.scenario.reading.finding import Check, Finding, reads
from sim.scenario.reading.tree import Key, Path
from sim.scenario.reading.unknown import known_of
from sim.scenario.schema.demand import GRADE_LIMIT, IncidentType
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

#: A replication beyond this neither fits into memory nor ends in a day's work.
INCIDENTS_LIMIT = 50_000_000
#: More posts than any force has.
POSTS_LIMIT = 100_000
#: Minutes beyond this no longer fit into whole milliseconds with room for tails.
NUMBER_LIMIT = 1e9

#: The most parts that a section may have; beyond, checks of each against each take for ever.
PARTS_LIMITS = {
    "grades": GRADE_LIMIT, "districts": 2_000, "hubs": 500, "incident_types": 500, "shapes": 500,
    "month_shapes": 500, "rotas": 200, "operations": 1_000, "powers": 500, "custody_suites": 500,
}  # fmt: skip

#: Days of a rota's pattern: two years.
PATTERN_LIMIT = 730


def too_many(data: Mapping[Key, object]) -> Iterator[Finding]:
    """Yield the sections of plain data that have more parts than can be looked at."""
    for section, most in PARTS_LIMITS.items():
        parts = data.get(section)
        if isinstance(parts, Mapping | list) and len(parts) > most:
            message = f"got {len(parts):,} of them, expected at most {most:,}"
            yield Finding((section,), message, at_key=True)
    rotas = data.get("rotas")
    for name, rota in rotas.items() if isinstance(rotas, Mapping) else ():
        pattern = rota.get("pattern") if isinstance(rota, Mapping) else None
        if isinstance(pattern, list) and len(pattern) > PATTERN_LIMIT:
            message = f"got {len(pattern):,} days, expected at most {PATTERN_LIMIT}"
            yield Finding(("rotas", name, "pattern"), message, at_key=True)


def _most_a_year(scenario: Scenario) -> float:
    """Return the most incidents that reporting, growth and changes can make of those stated."""
    types = scenario.incident_types.values()
    reported = sum(stated_a_year(each) * _most_reported(scenario, each) for each in types)
    changes = scenario.demand.changes.values()
    factors = sum(max(0.0, (change.factor or 1.0) - 1) for change in changes)
    further = sum(
        HOURS_PER_YEAR * (change.extra_per_hour or 0) * len(change.types) * len(change.districts)
        for change in changes
    )
    return reported * max(1.0, scenario.demand.growth) * (1 + factors) + further


def _most_reported(scenario: Scenario, whole: IncidentType) -> float:
    """Return the highest multiple of its counts that comes in of a type, or of a part of it."""
    every = (whole, *parts_of(scenario, whole))
    return max(1.0, *(reporting_factor(each.reporting) for each in every))


@reads("incident_types", "run", "demand")
def demand_is_of_a_size_to_simulate(scenario: Scenario) -> Iterator[Finding]:
    """Require that one replication has no more incidents than a machine can hold."""
    days = scenario.run.days + scenario.run.warm_up_days
    total = _most_a_year(scenario) / DAYS_PER_YEAR * days
    if total > INCIDENTS_LIMIT:
        message = (
            f"{days:,} days of this demand make some {total:,.0f} incidents, "
            f"expected at most {INCIDENTS_LIMIT:,} in a replication"
        )
        yield Finding(("incident_types",), message, at_key=True)


@reads("teams")
def posts_are_of_a_size_to_simulate(scenario: Scenario) -> Iterator[Finding]:
    """Require that there are no more posts than a force could have, at any time.

    Of a scenario with faults it looks at whatever is known: others go through people one by one.
    """
    largest = in_all = 0.0
    for name, team in teams_of(scenario).items():
        known = vars(team)
        from_dates = known.get("posts_from", {})
        stated: list[tuple[Path, object]] = [(("posts",), known.get("posts", {}))]
        stated += [(("posts_from", str(day)), said) for day, said in from_dates.items()]
        in_all += _total(stated[0][1])
        for path, said in stated:
            total = _total(said)
            largest = max(largest, total)
            if total > POSTS_LIMIT:
                yield _too_many_posts(("teams", name, *path), total)
    if in_all > POSTS_LIMIT >= largest:
        yield _too_many_posts(("teams",), in_all)


def _total(said: object) -> float:
    """Return posts that are stated as a total or by hub, as far as they are known."""
    stated = said.values() if isinstance(said, Mapping) else [said]
    return math.fsum(number for number in stated if isinstance(number, int | float))


def _too_many_posts(path: Path, number: float) -> Finding:
    message = f"got {number:,.0f} posts in all, expected at most {POSTS_LIMIT:,}"
    return Finding(path, message, at_key=True)


@reads("run")
def time_grid_is_a_millisecond_or_more(scenario: Scenario) -> Iterator[Finding]:
    """Require that the time grid is no finer than the clock."""
    grid = scenario.run.time_grid_min
    if grid is not None and to_ms(grid) < 1:
        message = f"got {grid:g} minutes, expected at least a millisecond (0.0000167)"
        yield Finding(("run", "time_grid_min"), message)


@reads("run")
def time_grid_divides_the_day(scenario: Scenario) -> Iterator[Finding]:
    """Require that a day, and with it the warm-up and the run, ends on the time grid.

    Otherwise times that are rounded to the grid would leave the period they belong to.
    """
    grid = scenario.run.time_grid_min
    if grid is not None and MS_PER_DAY % max(1, to_ms(grid)) > 0:
        message = (
            f"got {counted(grid, 'minute')}, expected a time that divides a day, such as 1, 5 or 60"
        )
        yield Finding(("run", "time_grid_min"), message)


_WITH_NUMBERS = (
    "travel", "grades", "shapes", "month_shapes", "incident_types", "demand", "operations", "rotas",
    "control_room", "teams", "redeployment", "prevention", "run", "districts",
)  # fmt: skip


@reads(*_WITH_NUMBERS)
def numbers_are_of_a_size_to_simulate(scenario: Scenario) -> Iterator[Finding]:
    """Require that no number is beyond all reason."""
    for section, said in known_of(scenario, *_WITH_NUMBERS):
        for path, number in _too_large((section,), said):
            yield Finding(path, f"got {number:g}, expected at most {NUMBER_LIMIT:,.0f}")


def _too_large(path: Path, value: object) -> list[tuple[Path, float]]:
    """Return the decimal numbers within a value that are beyond the limit, with their paths."""
    inside: Iterable[tuple[Key, object]] = ()
    if isinstance(value, BaseModel):
        inside = vars(value).items()
    elif isinstance(value, Mapping):
        inside = value.items()
    elif isinstance(value, Sequence):
        inside = enumerate(value)
    found: list[tuple[Path, float]] = []
    for key, inner in inside:
        # Most of what there is are numbers and words, for which nothing else is called.
        if isinstance(inner, float):
            if inner > NUMBER_LIMIT:
                found.append(((*path, key), inner))
        elif not isinstance(inner, str | int | None):
            found += _too_large((*path, key), inner)
    return found


#: What has to hold before anything else is looked at, which may go through people one by one.
FIRST: tuple[Check, ...] = (numbers_are_of_a_size_to_simulate, posts_are_of_a_size_to_simulate)
