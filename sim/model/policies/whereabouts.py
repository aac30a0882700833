"""Where an officer is, and how long the drive from there is expected to take."""

from __future__ import annotations

from sim.clock import MS_PER_DAY, MS_PER_HOUR, NEVER
from sim.model import codes
from sim.model.state import State
from sim.world.arrays import ORDINARY_DRIVE, World


def has_driven_back(w: World, s: State, officer: int) -> bool:
    """Whether an officer in the pool is at the station again.

    Officers with nothing in hand stand at the last scene; once they have been idle for the limit
    they drive back. The drive takes the expected time and leaves no event: an officer is at the
    scene until the drive would be over, and at the station from then on.
    """
    if s.officers.at_station[officer]:
        return True
    limit = w.teams.idle_limit_ms[s.officers.role[officer]]
    if limit < 0:
        return False
    station = w.people.station[officer]
    sets_out_ms = s.officers.idle_since_ms[officer] + limit
    drive = expected_ms(w, sets_out_ms, s.officers.district[officer], station, ORDINARY_DRIVE)
    return s.clock.now_ms[0] >= sets_out_ms + drive


def idle_before_ms(w: World, s: State, role: int) -> int:
    """Return since when an officer must have been idle to have set out for the station."""
    limit = w.teams.idle_limit_ms[role]
    if limit < 0:
        return NEVER
    return s.clock.now_ms[0] - limit


def district_of(w: World, s: State, officer: int) -> int:
    """Return the district from which an officer would set out now."""
    if has_driven_back(w, s, officer):
        return w.people.station[officer]
    return s.officers.district[officer]


def engaged_in(w: World, s: State, officer: int) -> int:
    """Return the district in which an officer is who is on the way to an incident or at its scene.

    On the way, it is the one where the drive began until half of the expected time is over, and
    then the one to which it leads.
    """
    slot = s.officers.slot[officer]
    incident = s.deployments.incident[slot]
    place = w.drawn.district[incident]
    if s.deployments.arrived_ms[slot] >= 0:
        return place
    origin = s.deployments.from_district[slot]
    drive = w.grades.drive[s.incidents.sought_as[incident]]
    sets_out_ms = s.deployments.assigned_ms[slot]
    expected = expected_ms(w, sets_out_ms, origin, place, drive)
    elapsed = s.clock.now_ms[0] - sets_out_ms
    return origin if 2 * elapsed < expected else place


def expected_ms(w: World, sets_out_ms: int, origin: int, destination: int, drive: int) -> int:
    """Return the expected drive between two districts that begins at some time."""
    row = table_of(w, sets_out_ms, drive) + origin * w.sizes.districts
    return w.places.expected_ms[row + destination]


def table_of(w: World, sets_out_ms: int, drive: int) -> int:
    """Return where the table of expected drives of a kind begins, for the hour of setting out."""
    districts = w.sizes.districts
    if w.sizes.drive_hours == 1:
        return drive * districts * districts
    hour = sets_out_ms % MS_PER_DAY // MS_PER_HOUR
    return (2 * hour + drive) * districts * districts


def drive_ms(w: World, s: State, incident: int, grade: int, officer: int) -> int:
    """Return the expected drive of a free officer to an incident."""
    origin, place = district_of(w, s, officer), w.drawn.district[incident]
    return expected_ms(w, s.clock.now_ms[0], origin, place, w.grades.drive[grade])


def engaged_drive_ms(w: World, s: State, incident: int, grade: int, officer: int) -> int:
    """Return the expected drive to an incident of an officer who has another in hand."""
    origin, place = engaged_in(w, s, officer), w.drawn.district[incident]
    return expected_ms(w, s.clock.now_ms[0], origin, place, w.grades.drive[grade])


def writes_at_station(s: State, officer: int) -> bool:
    """Whether an officer who has something to write up does so at the station."""
    return s.officers.writing_place[officer] == codes.WRITING_PLACE_STATION


def writes_at_scene(s: State, officer: int) -> bool:
    """Whether an officer who has something to write up does so at the scene."""
    return s.officers.writing_place[officer] == codes.WRITING_PLACE_SCENE


def drive_back_ms(w: World, s: State, officer: int) -> int:
    """Return the drive back to the station; none for an officer who is there."""
    if has_driven_back(w, s, officer):
        return 0
    origin, station = s.officers.district[officer], w.people.station[officer]
    return expected_ms(w, s.clock.now_ms[0], origin, station, ORDINARY_DRIVE)
