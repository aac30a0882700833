"""Where an officer is, and how long the drive from there is expected to take."""

from __future__ import annotations

from sim.clock import NEVER
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
    drive = expected_ms(w, s.officers.district[officer], station, ORDINARY_DRIVE)
    return s.clock.now_ms[0] - s.officers.idle_since_ms[officer] >= limit + drive


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
    incident = w.slots.incident[slot]
    place = w.drawn.district[incident]
    if s.deployments.arrived_ms[slot] >= 0:
        return place
    origin = s.deployments.from_district[slot]
    expected = expected_ms(w, origin, place, w.grades.drive[s.incidents.grade[incident]])
    elapsed = s.clock.now_ms[0] - s.deployments.assigned_ms[slot]
    return origin if 2 * elapsed < expected else place


def expected_ms(w: World, origin: int, destination: int, drive: int) -> int:
    """Return the expected drive between two districts."""
    districts = w.sizes.districts
    return w.places.expected_ms[(drive * districts + origin) * districts + destination]


def drive_ms(w: World, s: State, incident: int, grade: int, officer: int) -> int:
    """Return the expected drive of a free officer to an incident."""
    origin = district_of(w, s, officer)
    return expected_ms(w, origin, w.drawn.district[incident], w.grades.drive[grade])


def engaged_drive_ms(w: World, s: State, incident: int, grade: int, officer: int) -> int:
    """Return the expected drive to an incident of an officer who has another in hand."""
    origin = engaged_in(w, s, officer)
    return expected_ms(w, origin, w.drawn.district[incident], w.grades.drive[grade])


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
    return expected_ms(w, s.officers.district[officer], w.people.station[officer], ORDINARY_DRIVE)
