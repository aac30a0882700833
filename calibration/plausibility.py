"""What a scenario should come to, by arithmetic alone, and whether that is plausible.

Usage: ``python -m calibration.plausibility scenarios/sussex-2017.yaml``. The exit status is 1 if a
figure lies outside its range.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass

from calibration.command import UnsuitedError, run
from calibration.tables import force_total
from calibration.workload import (
    arrest_share,
    cases_for,
    desk_share,
    duty_hours_per_day,
    first_choice,
    grade_shares,
    hours_at_grade,
    hours_by_district,
    mean,
    presence,
    yearly,
)
from sim.scenario.facts.desk import reached_share, resolved_shares
from sim.scenario.load import load
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.desk import DeskWork
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import ResolutionCentre, Team

DAYS = 365
#: Teams of the baseline that the table speaks of.
TEAMS = (
    "response",
    "neighbourhood",
    "pcso",
    "resolution_centre",
    "investigation",
    "public_protection",
)
#: Teams among which incidents are divided.
FIRST_CHOICES = ("response", "neighbourhood", "pcso")
#: Reasons that are named in a message.
SHOWN = 5


@dataclass(frozen=True)
class Line:
    """One figure of the table, with the range in which it is plausible, if it has one."""

    label: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None

    @property
    def plausible(self) -> bool:
        """Return whether the value lies in its range."""
        above = self.low is None or self.value >= self.low
        return above and (self.high is None or self.value <= self.high)


def unsuited(scenario: Scenario) -> list[str]:
    """Return why the table cannot be made for a scenario; nothing if it can.

    The account is of a force with the teams of the baseline, and demand in counts a year.
    """
    reasons = [f"it has no team {name}" for name in TEAMS if getattr(scenario.teams, name) is None]
    types = scenario.incident_types.items()
    reasons += [f"its type {name} has no yearly_count" for name, each in types if not yearly(each)]
    reasons += [
        f"grade {grade} of its type {name} falls to {team} first"
        for name, each in types
        for grade in (() if reasons else grade_shares(scenario, each))
        if (team := first_choice(scenario, each, grade)) not in FIRST_CHOICES
    ]
    return reasons


def _team(scenario: Scenario, name: str) -> Team:
    """Return a team that a scenario has unless it is `unsuited`."""
    team: Team = getattr(scenario.teams, name)
    return team


def demand_lines(scenario: Scenario) -> list[Line]:
    """Return incidents a year and a day, by grade."""
    incident_types = scenario.incident_types.values()
    total = sum(yearly(incident_type) for incident_type in incident_types)
    expected = force_total("incidents")
    lines = [
        Line("incidents", total, "a year", 0.98 * expected, 1.02 * expected),
        Line("incidents", total / DAYS, "a day"),
    ]
    ranges = {1: (0.10, 0.20), 2: (0.28, 0.42), 3: (0.25, 0.42), 4: (0.12, 0.20)}
    for grade in scenario.grades:
        count = sum(
            yearly(incident_type) * incident_type.grade_mix.get(grade, 0.0)
            for incident_type in incident_types
        )
        lines.append(Line(f"grade {grade}", count / DAYS, "a day"))
        lines.append(Line(f"grade {grade}", count / total, "share", *ranges.get(grade, ())))
    return lines


def hours_by_first_choice(scenario: Scenario) -> dict[str, float]:
    """Return officer-hours a day by the team that should go first."""
    hours = dict.fromkeys(FIRST_CHOICES, 0.0)
    for incident_type in scenario.incident_types.values():
        for grade, share in grade_shares(scenario, incident_type).items():
            for district in scenario.districts:
                each = hours_at_grade(scenario, incident_type, district, grade)
                count = yearly(incident_type, district) * share / DAYS
                hours[first_choice(scenario, incident_type, grade)] += count * each
    return hours


def attendance_lines(scenario: Scenario) -> list[Line]:
    """Return officer-hours of attendance against officers on duty.

    Prevention teams take what falls to them first, up to the time not planned for prevention; the
    rest falls to response.
    """
    incident_types = scenario.incident_types.values()
    attended = sum(
        yearly(incident_type) * sum(grade_shares(scenario, incident_type).values())
        for incident_type in incident_types
    )
    arrests = sum(
        yearly(incident_type) * share * arrest_share(incident_type, grade)
        for incident_type in incident_types
        for grade, share in grade_shares(scenario, incident_type).items()
    )
    hours = hours_by_first_choice(scenario)
    total = sum(hours.values())
    detainees = force_total("detainees")
    lines = [
        Line("incidents attended", attended / DAYS, "a day"),
        Line("officer-hours per attended incident", total * DAYS / attended, "hours", 1.0, 2.6),
        Line("arrests", arrests, "a year", 0.85 * detainees, 1.15 * detainees),
    ]
    to_response = hours["response"]
    for name in ("pcso", "neighbourhood"):
        team = _team(scenario, name)
        duty = duty_hours_per_day(scenario, team)
        spare = duty * (1 - team.prevention_planned_share)
        taken = min(hours[name], spare)
        to_response += hours[name] - taken
        lines.append(Line(f"{name}: on duty", duty, "hours a day"))
        lines.append(Line(f"{name}: attending", taken / duty, "share of time", 0.02, 0.40))
    response = duty_hours_per_day(scenario, _team(scenario, "response"))
    lines += [
        Line("response: on duty", response, "hours a day"),
        Line("response: on duty", response / 24, "officers at any time"),
        Line("response: attending", to_response, "hours a day"),
        Line("response: utilisation expected", to_response / response, "share", 0.45, 0.85),
    ]
    return lines


def _centre(scenario: Scenario) -> ResolutionCentre:
    """Return the Resolution Centre, which a scenario has unless it is `unsuited`."""
    team = scenario.teams.resolution_centre
    assert team is not None  # noqa: S101 - as `unsuited` says
    return team


def _work(incident_type: IncidentType) -> DeskWork:
    """Return what the desk does with a type that it serves: a valid scenario says."""
    work = incident_type.resolution_centre
    assert work is not None  # noqa: S101
    return work


def failed_attempts(team: ResolutionCentre) -> float:
    """Return the mean number of attempts that do not reach a caller: f + f^2 + ... + f^most."""
    if team.attempts is None:
        return 0.0
    fails = 1 - team.attempts.reached_share
    return sum(fails**attempt for attempt in range(1, team.attempts.most + 1))


def desk_lines(scenario: Scenario) -> list[Line]:
    """Return the work of the Resolution Centre against its people."""
    cases = resolved = hours = 0.0
    team = _centre(scenario)
    reached, tries = reached_share(team), failed_attempts(team)
    for name, share in resolved_shares(scenario).items():
        incident_type = scenario.incident_types[name]
        count = yearly(incident_type) * desk_share(scenario, incident_type)
        cases += count
        resolved += count * reached * share
        minutes = reached * mean(_work(incident_type).handling_min)
        if team.attempts is not None:
            minutes += tries * team.attempts.failed_min
        hours += count * minutes / 60 / DAYS
    resolved_share = force_total("desk_resolved_share")
    expected = force_total("attendances_avoided") / resolved_share
    duty = duty_hours_per_day(scenario, team)
    return [
        Line("desk: cases", cases, "a year", 0.95 * expected, 1.05 * expected),
        Line(
            "desk: resolved without deployment",
            resolved / cases,
            "share",
            resolved_share - 0.01,
            resolved_share + 0.01,
        ),
        Line("desk: callers reached", reached, "share", 0.96, 1.0),
        Line("desk: calls", hours, "hours a day"),
        Line("desk: on duty", duty, "hours a day"),
        Line("desk: utilisation expected", hours / duty, "share", 0.70, 0.85),
    ]


def investigation_lines(scenario: Scenario) -> list[Line]:
    """Return the casework of each team against its time, and the caseload it implies."""
    lines = []
    for name in ("investigation", "public_protection"):
        team = _team(scenario, name)
        cases = days_open = 0.0
        for incident_type in scenario.incident_types.values():
            if incident_type.investigation is not None:
                count = yearly(incident_type) * cases_for(scenario, incident_type, name) / DAYS
                cases += count
                days_open += count * mean(incident_type.investigation.waits_days)
        hours = sum(hours_by_district(scenario, f"{name}_hours").values()) / DAYS
        duty = duty_hours_per_day(scenario, team)
        posts = sum(team.posts.values())
        lines += [
            Line(f"{name}: new cases", cases, "a day"),
            Line(f"{name}: work", hours, "hours a day"),
            Line(f"{name}: on duty", duty, "hours a day"),
            Line(f"{name}: utilisation expected", hours / duty, "share", 0.70, 0.95),
            Line(f"{name}: cases waiting for others", days_open / posts, "per post", 3.0, 15.0),
        ]
    retained = sum(hours_by_district(scenario, "retained_hours").values()) / DAYS
    response = duty_hours_per_day(scenario, _team(scenario, "response"))
    return [*lines, Line("response: own cases", retained / response, "share of time", 0.0, 0.15)]


def absence_lines(scenario: Scenario) -> list[Line]:
    """Return abstraction by team: rostered shifts that are not worked."""
    lines = []
    for name in TEAMS:
        abstraction = 1 - presence(_team(scenario, name))
        lines.append(Line(f"{name}: abstraction", abstraction, "share", 0.18, 0.33))
    return lines


def lines(scenario: Scenario) -> list[Line]:
    """Return the whole table."""
    return [
        *demand_lines(scenario),
        *attendance_lines(scenario),
        *desk_lines(scenario),
        *investigation_lines(scenario),
        *absence_lines(scenario),
    ]


def _short(value: float | None) -> str:
    """Return a number with three figures, or whole from a hundred up."""
    if value is None:
        return ""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def show(table: list[Line]) -> str:
    """Return the table as text."""
    out = []
    for line in table:
        span = "" if line.low is None else f"{_short(line.low)} to {_short(line.high)}"
        verdict = "" if line.low is None else ("plausible" if line.plausible else "IMPLAUSIBLE")
        number = f"{_short(line.value):>9}  {line.unit:22}"
        out.append(f"{line.label:42}{number}{span:20}  {verdict}".rstrip())
    return "\n".join(out)


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="calibration.plausibility", description=__doc__)
    parser.add_argument("scenario", help="a scenario file")
    scenario = load(parser.parse_args(arguments).scenario).scenario
    if reasons := unsuited(scenario):
        more = f", and {len(reasons) - SHOWN} more reasons" if len(reasons) > SHOWN else ""
        raise UnsuitedError(
            f"{scenario.name}: the table is for a force built like the baseline sussex-2017, and "
            f"this is another: {'; '.join(reasons[:SHOWN])}{more}"
        )
    table = lines(scenario)
    print(show(table))
    return int(not all(line.plausible for line in table))


if __name__ == "__main__":
    run(main)
