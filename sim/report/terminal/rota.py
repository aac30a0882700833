"""The tables of `sixhubs rota`: shifts and hours by team, cover, and the week of each hub."""

from __future__ import annotations

import csv
import io
import textwrap
from collections.abc import Iterator, Mapping

import numpy as np

from sim.clock import DAYS_PER_WEEK, DAYS_PER_YEAR, MS_PER_MIN, parse_time_of_day
from sim.outputs.measures.registry import ALL
from sim.report.terminal.layout import WIDTH
from sim.scenario.facts.cover import (
    DAY_MIN,
    clock_time,
    hours_a_day,
    uncovered,
    uncovered_hours_a_week,
)
from sim.scenario.facts.rotas import rotas_named
from sim.scenario.facts.teams import people
from sim.scenario.reading.words import listed
from sim.scenario.schema.rotas import ALWAYS, Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Team
from sim.scenario.schema.windows import DAYS_OF_WEEK
from sim.world.typical_week import TypicalWeek, typical_week

#: Incidents an hour for each person on duty, as multiples of the mean, and the mark from there on.
MARKS = ((2.0, "#"), (1.5, "+"))
LIGHT, LIGHT_MARK = 0.5, "-"
NOBODY_MARK = "!"
COLUMNS = (
    *("team", "hub", "day", "hour", "rostered_mean", "on_duty_mean", "rostered_least"),
    *("incidents_per_hour", "protective_marking"),
)
_ABSENT = "after leave, sickness, training and other absence"


def rota_text(scenario: Scenario, teams: Mapping[str, Team], contracted_hours: float) -> str:
    """Return who is on duty when, beside the demand, in at most 100 columns.

    Parameters
    ----------
    scenario : Scenario
        One that has passed all checks.
    teams : mapping of str to Team
        The teams to count, by name.
    contracted_hours : float
        Hours a week for which full-time people are contracted.
    """
    weeks = {place: typical_week(scenario, _at(teams, place), place) for place in _places(teams)}
    return "\n".join(
        [
            *_shifts(scenario, teams, contracted_hours),
            "",
            *_cover(scenario, teams),
            "",
            *_weeks(teams, weeks),
        ]
    )


def as_lines(scenario: Scenario, teams: Mapping[str, Team]) -> str:
    """Return each hour of the week as a line of csv: by team and hub, and for all teams counted."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for place in _places(teams):
        for name, group in _groups(_at(teams, place)).items():
            week = typical_week(scenario, group, place)
            for hour, values in enumerate(zip(*week, strict=True)):
                rostered, on_duty, least, _, incidents = values
                day = DAYS_OF_WEEK[hour // 24]
                figures = [f"{each:.4f}" for each in (rostered, on_duty)]
                row = [name, place, day, hour % 24, *figures, least, f"{incidents:.4f}"]
                writer.writerow([*row, scenario.protective_marking])
    return text.getvalue()


def _places(teams: Mapping[str, Team]) -> list[str]:
    """Return the hubs at which some of the teams have posts, in order."""
    return list(dict.fromkeys(place for team in teams.values() for place in team.posts))


def _at(teams: Mapping[str, Team], place: str) -> dict[str, Team]:
    return {name: team for name, team in teams.items() if place in team.posts}


def _groups(teams: Mapping[str, Team]) -> dict[str, Mapping[str, Team]]:
    """Return each team by itself, and of several all of them."""
    alone: dict[str, Mapping[str, Team]] = {name: {name: team} for name, team in teams.items()}
    return alone if len(teams) < 2 else {**alone, ALL: teams}


def _shifts(
    scenario: Scenario, teams: Mapping[str, Team], contracted_hours: float
) -> Iterator[str]:
    """Yield the shifts of each team and the hours a year of one full-time person."""
    contracted = contracted_hours * DAYS_PER_YEAR / DAYS_PER_WEEK
    yield from _wrapped(
        f"Rostered hours a year of one full-time person, before leave and other absence; "
        f"{contracted_hours:g} contracted hours a week are {contracted:,.0f} a year"
    )
    yield f"{'team':17} {'rota':17} {'hours':>6} {'of contracted':>13}  shifts"
    for name, team in teams.items():
        if team.rota == ALWAYS:
            yield f"{name:17} {ALWAYS:17} {'-':>6} {'-':>13}  on duty round the clock"
            continue
        for named in dict.fromkeys(rotas_named(team).values()):
            yield from _shifts_of(name, named, scenario.rotas[named], contracted)


def _shifts_of(team: str, name: str, rota: Rota, contracted: float) -> list[str]:
    """Return lines on one rota of a team."""
    hours = hours_a_day(rota) * DAYS_PER_YEAR
    start = f"{team:17} {_fit(name, 17)} {hours:6,.0f} {hours / contracted:13.1%}  "
    shifts = ", ".join(
        f"{label} {_span(shift.start, shift.hours)}"
        for label, shift in rota.shifts.items()
        if label in rota.pattern
    )
    return textwrap.wrap(shifts, WIDTH, initial_indent=start, subsequent_indent=" " * len(start))


def _span(start: str, hours: float) -> str:
    """Return e.g. ``07:00-16:30``."""
    begin = parse_time_of_day(start) // MS_PER_MIN
    return f"{clock_time(begin)}-{clock_time((begin + round(60 * hours)) % DAY_MIN)}"


def _cover(scenario: Scenario, teams: Mapping[str, Team]) -> Iterator[str]:
    """Yield for each team and hub how many people the rota has on duty, and hours without any."""
    yield from _wrapped("People rostered at once, and hours a week in which nobody is")
    # Long names may differ at their ends alone, so none is cut.
    wide = max(map(len, [*_places(teams), " " * 20]))
    yield f"{'team':17} {'hub':{wide}} {'people':>6} {'fewest':>6} {'most':>5}  without cover"
    for place in _places(teams):
        for name, group in _groups(_at(teams, place)).items():
            week = typical_week(scenario, group, place)
            heads = sum(people(team, place) for team in group.values())
            figures = f"{heads:6} {week.least.min():6} {week.most.max():5}"
            yield f"{name:17} {place:{wide}} {figures}  {_gap(scenario, group, place)}"


def _gap(scenario: Scenario, teams: Mapping[str, Team], place: str) -> str:
    """Return how many hours a week nobody of some teams is rostered, and the first of them."""
    found = list(uncovered(scenario, teams.values(), place))
    if not found:
        return "none"
    day, begin, end = found[0]
    hours = uncovered_hours_a_week(scenario, teams.values(), found)
    when = f"{DAYS_OF_WEEK[day % 7][:3]} {clock_time(begin)}-{clock_time(end)}"
    return f"{hours:.3g} h, such as {when}"


def _weeks(teams: Mapping[str, Team], weeks: Mapping[str, TypicalWeek]) -> Iterator[str]:
    """Yield the week of each hub: people on duty by day and hour, marked by the load on them."""
    on_duty = sum(float(week.on_duty.sum()) for week in weeks.values())
    incidents = sum(float(week.incidents.sum()) for week in weeks.values())
    mean = incidents / on_duty if on_duty else 0.0
    names = listed((name.replace("_", " ") for name in teams), "and")
    yield from _wrapped(f"People of {names} on duty at each hour, {_ABSENT}")
    yield from _wrapped(
        f"Incidents an hour for each of them, against the mean of {mean:.2f}: "
        + ", ".join(f"{mark} {times:g} times or more" for times, mark in MARKS)
        + f", {LIGHT_MARK} {LIGHT:g} times or less; {NOBODY_MARK} nobody in some week. Last lines: "
        "incidents an hour on weekdays and at weekends, those that these teams may serve"
    )
    for place, week in weeks.items():
        yield ""
        yield place
        yield "    " + "".join(f"{hour:3} " for hour in range(24)).rstrip()
        cells = [_cell(week, hour, mean) for hour in range(week.on_duty.size)]
        for day, name in enumerate(DAYS_OF_WEEK):
            yield f"{name[:3]} " + "".join(cells[24 * day : 24 * day + 24]).rstrip()
        by_day = week.incidents.reshape(7, 24)
        for label, days in (("M-F", by_day[:5]), ("S-S", by_day[5:])):
            yield f"{label} " + "".join(_figure(each) for each in np.mean(days, axis=0)).rstrip()


def _cell(week: TypicalWeek, hour: int, mean: float) -> str:
    """Return the people on duty at an hour, with a mark, four characters wide."""
    there = week.on_duty[hour]
    if week.least[hour] == 0:
        mark = NOBODY_MARK
    else:
        load = week.incidents[hour] / there / mean if mean else 1.0
        marks = (mark for times, mark in MARKS if load >= times)
        mark = next(marks, LIGHT_MARK if load <= LIGHT else " ")
    return f"{there:3.0f}{mark}"


def _fit(name: str, width: int) -> str:
    """Return a name filled up, or cut, to a width."""
    return f"{name if len(name) <= width else f'{name[: width - 3]}...':{width}}"


def _figure(value: float) -> str:
    return f"{value:3.0f} " if value >= 9.95 else f"{value:3.1f} "


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(f"{text}.", WIDTH)
