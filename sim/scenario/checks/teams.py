"""Checks on teams: posts, stations, absence, and how the day of a team fits its shifts."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.checks.faults import sum_fault
from sim.scenario.facts.rotas import known_of_rotas, rotas_among, rotas_named
from sim.scenario.facts.teams import DESK, other_share, people, teams_of, teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.tree import Path
from sim.scenario.reading.unknown import known_of
from sim.scenario.reading.words import listed
from sim.scenario.schema.rotas import ALWAYS, Rota
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE, AttendingTeam, HubTeam, Team
from sim.wording import counted


def _with_rotas(scenario: Scenario) -> Iterator[tuple[Path, Team, str, Rota]]:
    """Yield the teams with each known rota that they work, and its name."""
    for team_name, team in teams_of(scenario).items():
        for name in sorted(set(rotas_named(team).values())):
            rota = scenario.rotas.get(name)
            if rota is not None:
                yield ("teams", team_name), team, name, rota


def _shortest_min(rota: Rota) -> float:
    """Return the length in minutes of the shortest shift of a rota."""
    return 60 * min((shift.hours for shift in rota.shifts.values()), default=0.0)


@reads("teams", "hubs")
def posts_name_known_hubs(scenario: Scenario) -> Iterator[Finding]:
    """Require that posts are by hub, and those of the desk for the whole force."""
    for name, team in teams_of(scenario).items():
        for place in team.posts:
            path = ("teams", name, "posts", place)
            if name == DESK and place != FORCE_WIDE:
                message = f"got {place!r}, expected {FORCE_WIDE!r}: there is one desk for the force"
                yield Finding(path, message, at_key=True)
            elif name != DESK and place not in scenario.hubs:
                yield Finding(path, unknown("hub", place, scenario.hubs), at_key=True)


@reads("teams")
def posts_leave_somebody_to_deploy(scenario: Scenario) -> Iterator[Finding]:
    """Require that posts less supervisors and restricted duties come to at least one person."""
    for name, team in teams_of(scenario).items():
        for place, posts in team.posts.items():
            if people(team, place) < 1:
                message = (
                    f"{counted(posts, 'post')} less supervisors ({team.supervisors_share:g}) and "
                    f"restricted duties ({team.restricted_duties_share:g}) round to nobody; "
                    "expected at least one person, or no entry"
                )
                yield Finding(("teams", name, "posts", place), message)


@reads("teams", "rotas")
def rotas_of_teams_are_known(scenario: Scenario) -> Iterator[Finding]:
    """Require that each team works rotas of the scenario, or round the clock."""
    for team_name, team in teams_of(scenario).items():
        for path, name in rotas_among(known_of_rotas(team)).items():
            if name not in scenario.rotas and (name != ALWAYS or path != ("rota",)):
                known = [*scenario.rotas, ALWAYS] if path == ("rota",) else scenario.rotas
                message = unknown("rota", name, known)
                if name == ALWAYS:
                    message = f"{ALWAYS!r} is for all people of a team: write rota: {ALWAYS}"
                yield Finding(("teams", team_name, *path), message, at_key=path[-1] == name)


@reads("teams")
def rota_shares_sum_to_one(scenario: Scenario) -> Iterator[Finding]:
    """Require that the people of a team are shared out over its rotas."""
    for name, team in teams_of(scenario).items():
        for path, said in known_of_rotas(team):
            message = "" if isinstance(said, str) else sum_fault(said)
            if message:
                yield Finding(("teams", name, *path), message, at_key=True)


@reads("teams")
def rotas_by_hub_are_of_own_hubs(scenario: Scenario) -> Iterator[Finding]:
    """Require that a rota is given for hubs with posts, and where the team works shifts."""
    for name, team in teams_that(scenario, HubTeam).items():
        for hub in team.rota_by_hub:
            path = ("teams", name, "rota_by_hub", hub)
            if hub not in team.posts:
                message = unknown("hub", hub, team.posts) + " (the team has no posts there)"
                yield Finding(path, message, at_key=True)
            elif team.rota == ALWAYS:
                message = f"needs shifts, but the team's rota is {ALWAYS!r}"
                yield Finding(path, message, at_key=True)


@reads("teams")
def stations_are_of_own_hubs(scenario: Scenario) -> Iterator[Finding]:
    """Require that stations are given for hubs with posts."""
    for name, team in teams_that(scenario, HubTeam).items():
        for hub in team.stations:
            if hub not in team.posts:
                message = unknown("hub", hub, team.posts) + " (the team has no posts there)"
                yield Finding(("teams", name, "stations", hub), message, at_key=True)


@reads("teams", "districts", "hubs")
def stations_stand_in_own_districts(scenario: Scenario) -> Iterator[Finding]:
    """Require that people parade in districts that their own hub serves."""
    for name, team in teams_that(scenario, HubTeam).items():
        for hub, shares in team.stations.items():
            if hub not in scenario.hubs:
                continue
            path = ("teams", name, "stations", hub)
            own = [
                name
                for name, district in scenario.districts.items()
                for _, served_by in known_of(district, "hub")
                if served_by == hub
            ]
            for district in shares:
                if district not in scenario.districts:
                    message = unknown("district", district, own)
                elif scenario.districts[district].hub != hub:
                    message = f"{district!r} is not served by the hub {hub!r}"
                    message += f"; expected {listed(own)}" if own else ""
                else:
                    continue
                yield Finding((*path, district), message, at_key=True)


@reads("teams")
def station_shares_sum_to_one(scenario: Scenario) -> Iterator[Finding]:
    """Require that each hub's people are shared out over its stations."""
    for name, team in teams_that(scenario, HubTeam).items():
        for hub, shares in team.stations.items():
            message = sum_fault(shares)
            if message:
                yield Finding(("teams", name, "stations", hub), message, at_key=True)


@reads("teams")
def absence_leaves_somebody_on_duty(scenario: Scenario) -> Iterator[Finding]:
    """Require that all reasons of absence together take less than every shift."""
    for name, team in teams_of(scenario).items():
        total = sum(absence.share for absence in team.absence.values())
        if total >= 1:
            message = f"absence comes to {total:g} of rostered shifts in all, expected below 1"
            yield Finding(("teams", name, "absence"), message, at_key=True)


@reads("teams")
def other_duties_leave_time_for_cases(scenario: Scenario) -> Iterator[Finding]:
    """Require that other duties take less than whole shifts."""
    for name, team in teams_of(scenario).items():
        if other_share(team) >= 1:
            message = f"come to {other_share(team):g} of each shift, expected below 1"
            yield Finding(("teams", name, "other_duties"), message, at_key=True)


@reads("teams")
def round_the_clock_has_no_shifts(scenario: Scenario) -> Iterator[Finding]:
    """Require that a team that is always on duty has nothing that needs shifts."""
    for name, team in teams_of(scenario).items():
        if team.rota != ALWAYS:
            continue
        said = {
            "briefing_min": team.briefing_min > 0,
            "breaks": team.breaks is not None,
            "last_assignment_min": team.last_assignment_min > 0,
            "last_emergency_min": isinstance(team, AttendingTeam) and team.last_emergency_min > 0,
            "overtime_call_limit_min": isinstance(team, AttendingTeam)
            and team.overtime_call_limit_min is not None,
            "overtime_limit_min": isinstance(team, AttendingTeam)
            and team.overtime_limit_min is not None,
            "absence": bool(team.absence),
            "other_duties": other_share(team) > 0,
            "part_time": team.part_time is not None,
        }
        for field in (field for field, is_said in said.items() if is_said):
            message = f"needs shifts, but the team's rota is {ALWAYS!r}; expected a rota of shifts"
            yield Finding(("teams", name, field), message, at_key=True)


@reads("teams", "rotas")
def breaks_fit_into_shifts(scenario: Scenario) -> Iterator[Finding]:
    """Require that breaks have a window, and end within the shift."""
    for name, team in teams_of(scenario).items():
        if team.breaks is not None and team.breaks.from_min >= team.breaks.until_min:
            message = (
                f"got from_min {team.breaks.from_min:g} and until_min {team.breaks.until_min:g}, "
                "expected the window to open before it closes"
            )
            yield Finding(("teams", name, "breaks"), message, at_key=True)
    for path, team, name, rota in _with_rotas(scenario):
        if team.breaks is None:
            continue
        end, shift = team.breaks.until_min + team.breaks.minutes, _shortest_min(rota)
        if end > shift:
            message = (
                f"a break of {counted(team.breaks.minutes, 'minute')} begun by minute "
                f"{team.breaks.until_min:g} ends at {end:g}; expected within the shortest shift of "
                f"rota {name!r}, {shift:g} minutes"
            )
            yield Finding((*path, "breaks"), message, at_key=True)


@reads("teams", "rotas")
def briefings_fit_into_shifts(scenario: Scenario) -> Iterator[Finding]:
    """Require that the briefing and the time of no assignments are shorter than a shift."""
    for path, team, name, rota in _with_rotas(scenario):
        shortest = _shortest_min(rota)
        for field in ("briefing_min", "last_assignment_min"):
            minutes = getattr(team, field)
            if shortest and minutes >= shortest:
                message = (
                    f"got {counted(minutes, 'minute')}, expected less than the shortest shift of "
                    f"rota {name!r}, {shortest:g} minutes"
                )
                yield Finding((*path, field), message)


@reads("teams")
def emergencies_are_assigned_the_longest(scenario: Scenario) -> Iterator[Finding]:
    """Require that grade 1 is assigned at least as late in a shift as other grades."""
    for name, team in teams_that(scenario, AttendingTeam).items():
        if team.last_emergency_min > team.last_assignment_min:
            message = (
                f"got {counted(team.last_emergency_min, 'minute')}, expected at most "
                f"last_assignment_min, {team.last_assignment_min:g}: grade 1 is assigned as late "
                "as any other"
            )
            yield Finding(("teams", name, "last_emergency_min"), message)
