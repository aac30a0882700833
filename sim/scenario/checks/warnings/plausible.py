"""Warnings of numbers that no force has: slips of a unit, a column or a percentage."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sim.scenario.facts.attendance import served_by_desk
from sim.scenario.facts.cover import hours_a_week, hours_open_a_week
from sim.scenario.facts.desk import expected_desk_min
from sim.scenario.facts.distributions import expected
from sim.scenario.facts.incident_counts import per_hour_by_place
from sim.scenario.facts.rotas import rotas_named
from sim.scenario.facts.teams import teams_that
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.words import listed
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.rotas import ALWAYS, REST, Rota
from sim.scenario.schema.scenario import District, Scenario
from sim.scenario.schema.teams import AttendingTeam, ResolutionCentre
from sim.wording import counted

FAR_KM = 300
#: No district of England and Wales is larger: North Yorkshire has 8,037 square kilometres.
LARGEST_AREA_KM2 = 8_500
#: Share of the time of those who attend below which they have next to nothing to do.
_IDLE_SHARE = 0.001
#: Types that must agree before a share that they have in common looks like a slip.
_SEVERAL = 3
#: Largest coefficient of variation of days that any force might have.
_WIDEST_DAYS_CV = 1
#: Hours between two days' work: regulation 10 of the Working Time Regulations 1998.
REST_HOURS = 11
#: South, north, west and east of Great Britain and Northern Ireland, in degrees.
_BRITAIN = (49.0, 61.5, -9.0, 2.5)
#: What comes of more work than there is time for.
_GROWS = "the queue grows until callers give up, or without end"
_SHARES = {
    "investigation": ("share", "retained_share", "charged_share"),
    "arrest": ("share",),
    "resolution_centre": ("resolved_share",),
    "repeat": ("share",),
}


def _positions(scenario: Scenario) -> dict[str, tuple[float, float]]:
    """Return latitude and longitude of the districts that give both."""
    return {
        name: (place.latitude, place.longitude)
        for name, place in scenario.districts.items()
        if place.latitude is not None and place.longitude is not None
    }


def _km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Return the distance between two positions as the crow flies."""
    (north, east), (north2, east2) = (tuple(map(math.radians, each)) for each in (here, there))
    half = math.sin((north2 - north) / 2) ** 2
    half += math.cos(north) * math.cos(north2) * math.sin((east2 - east) / 2) ** 2
    return 2 * 6371 * math.asin(math.sqrt(min(1.0, half)))


@reads("districts")
def places_far_from_all_others(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a district that lies more than 300 km from every other."""
    places = _positions(scenario)
    for name, here in places.items():
        others = [_km(here, there) for other, there in places.items() if other != name]
        if others and min(others) > FAR_KM:
            message = (
                f"lies {min(others):,.0f} km from the nearest other district; correct the place, "
                "or swap latitude and longitude if they are the wrong way round"
            )
            yield Finding(("districts", name, "latitude"), message, at_key=True)


@reads("districts")
def latitudes_and_longitudes_swapped(scenario: Scenario) -> Iterator[Finding]:
    """Warn of districts that would all lie in Britain with latitude and longitude swapped."""
    places = _positions(scenario)
    swapped = [(east, north) for north, east in places.values()]
    if places and all(map(_in_britain, swapped)) and not any(map(_in_britain, places.values())):
        message = (
            "no district lies in Britain, and each would if its latitude and longitude were "
            "swapped; swap them"
        )
        yield Finding(("districts",), message, at_key=True)


def _in_britain(place: tuple[float, float]) -> bool:
    south, north, west, east = _BRITAIN
    return south <= place[0] <= north and west <= place[1] <= east


@reads("districts")
def areas_of_no_district(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a district that is larger than any of England and Wales."""
    for name, place in scenario.districts.items():
        if place.area_km2 is not None and place.area_km2 > LARGEST_AREA_KM2:
            message = (
                f"{place.area_km2:,.10g} square kilometres are more than any district of England "
                f"and Wales has; if they are hectares, write {_hectares(place)}"
            )
            yield Finding(("districts", name, "area_km2"), message)


def _hectares(place: District) -> str:
    return f"{(place.area_km2 or 0) / 100:.10g}"


@reads("incident_types", "grades", "teams", "rotas", "districts")
def work_out_of_proportion_to_people(scenario: Scenario) -> Iterator[Finding]:
    """Warn of work at scenes of which there is more than time on duty, or next to none."""
    teams = teams_that(scenario, AttendingTeam).values()
    there = sum(hours_a_week(scenario, team) for team in teams)
    asked = sum(_scene_hours(scenario, each) for each in scenario.incident_types.values())
    figures = f"{asked:,.4g} hours a week at scenes, and {there:,.4g} hours a week on duty"
    if asked > there > 0:
        message = (
            f"incidents ask for {figures}: {_GROWS}; correct the counts (a year, or an hour), "
            "scene_min or posts"
        )
        yield Finding(("incident_types",), message, at_key=True)
    elif 0 < asked < _IDLE_SHARE * there:
        message = (
            f"incidents ask for {figures}: people have next to nothing to do; correct the counts "
            "(a year, or an hour), scene_min or posts"
        )
        yield Finding(("incident_types",), message, at_key=True)


def _scene_hours(scenario: Scenario, incident_type: IncidentType) -> float:
    """Return the hours a week that a type takes at scenes; without what the desk sends on."""
    a_week = 7 * 24 * sum(per_hour_by_place(scenario, incident_type).values())
    attended = sum(
        share
        for grade, share in incident_type.grade_mix.items()
        if not served_by_desk(scenario.grades[grade])
        and scenario.grades[grade].when_all_busy == "wait"
    )
    officers = sum(n * share for n, share in incident_type.officers_mix.items())
    return a_week * attended * officers * expected(incident_type.scene_min) / 60


@reads("incident_types", "grades", "teams", "rotas", "districts")
def cases_out_of_proportion_to_the_desk(scenario: Scenario) -> Iterator[Finding]:
    """Warn of more work on the cases of the Resolution Centre than it has time for when open."""
    team = scenario.teams.resolution_centre
    if team is None:
        return
    asked = sum(_desk_hours(scenario, team, each) for each in scenario.incident_types.values())
    there = hours_open_a_week(scenario, team)
    if asked > there > 0:
        when = "on duty" if team.opening_hours is None else "on duty while it is open"
        message = (
            f"cases ask for {asked:,.4g} hours a week at the Resolution Centre, whose people are "
            f"{when} for {there:,.4g}: {_GROWS}; correct the counts (a year, or an hour), "
            "handling_min, attempts, the opening hours or posts"
        )
        yield Finding(("teams", "resolution_centre"), message, at_key=True)


def _desk_hours(scenario: Scenario, team: ResolutionCentre, incident_type: IncidentType) -> float:
    """Return the hours a week that the cases of a type take of the desk, all attempts included."""
    if incident_type.resolution_centre is None:
        return 0.0
    a_week = 7 * 24 * sum(per_hour_by_place(scenario, incident_type).values())
    waiting = sum(
        share
        for grade, share in incident_type.grade_mix.items()
        if served_by_desk(scenario.grades[grade]) and scenario.grades[grade].when_all_busy == "wait"
    )
    return a_week * waiting * expected_desk_min(team, incident_type.resolution_centre) / 60


@reads("incident_types")
def shares_that_are_all_or_nothing(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a share that several types state, and that is 0 in all of them, or 1 in all."""
    for part, fields in _SHARES.items():
        for field in fields:
            said = {
                name: getattr(getattr(each, part), field)
                for name, each in scenario.incident_types.items()
                if getattr(each, part) is not None and field in getattr(each, part).model_fields_set
            }
            if len(said) >= _SEVERAL and set(said.values()) in ({0.0}, {1.0}):
                value = next(iter(said.values()))
                message = (
                    f"is {value:g} in every type that states it ({listed(list(said)[:3], 'and')} "
                    "...); a share goes from 0 to 1: write 0.01 for one per cent, or leave it out"
                )
                yield Finding(("incident_types", next(iter(said)), part, field), message)


@reads("incident_types")
def parts_of_a_type_without_its_harm(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a type that is part of another type with harm, but has no harm itself."""
    types = scenario.incident_types
    for name, part in types.items():
        whole = types.get(part.part_of or "")
        if whole and whole.harm and not part.harm:
            message = (
                f"is part of {part.part_of!r}, whose incidents have harm, but gives none: its "
                "incidents count as harmless; write harm, with days: 0 if that is intended"
            )
            yield Finding(("incident_types", name), message, at_key=True)


@reads("teams", "rotas")
def overtime_that_leaves_too_little_rest(scenario: Scenario) -> Iterator[Finding]:
    """Warn of a limit to overtime after which a shift at the same time next day comes too soon."""
    for name, team in teams_that(scenario, AttendingTeam).items():
        worked = sorted(set(rotas_named(team).values()) - {ALWAYS})
        hours = {rota: _longest_hours(scenario.rotas[rota]) for rota in worked}
        if team.overtime_limit_min is None or not hours:
            continue
        longest = max(hours, key=lambda rota: hours[rota])
        most_min = round(60 * (24 - REST_HOURS - hours[longest]), 6)
        if team.overtime_limit_min <= most_min:
            continue
        left = 24 - hours[longest] - team.overtime_limit_min / 60
        advice = f"write {most_min:g} or less" if most_min >= 0 else "shorten the shift"
        message = (
            f"got {counted(team.overtime_limit_min, 'minute')}, which after the longest shift of "
            f"rota {longest!r}, {hours[longest]:g} hours, leaves {max(left, 0):.3g} hours of rest "
            f"before a shift at the same time next day, and not the {REST_HOURS} of the Working "
            f"Time Regulations 1998; {advice}"
        )
        yield Finding(("teams", name, "overtime_limit_min"), message)


def _longest_hours(rota: Rota) -> float:
    """Return the length of the longest shift of a rota that another follows on the next day."""
    both = zip(rota.pattern, [*rota.pattern[1:], rota.pattern[0]], strict=True)
    followed = [label for label, following in both if REST not in (label, following)]
    return max((rota.shifts[label].hours for label in followed), default=0.0)


@reads("demand")
def days_that_differ_as_no_days_do(scenario: Scenario) -> Iterator[Finding]:
    """Warn of days of which most are nearly empty, and a few have many times the usual demand."""
    day_factor = scenario.demand.day_factor
    if day_factor is not None and day_factor.cv > _WIDEST_DAYS_CV:
        message = (
            f"got {day_factor.cv:g}, with which most days are nearly empty and a few have many "
            "times the usual demand; write a share such as 0.15"
        )
        yield Finding(("demand", "day_factor", "cv"), message)
