"""Which hot spot a patrol visits next, when it does, and what visits to it do."""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model.state import State
from sim.world.arrays import MILLIONTHS, World

_NOWHERE = -1


def patrol_ms(w: World, begins_ms: int, ends_ms: int) -> int:
    """Return what of a spell of patrol lies in the hours in which it is spent at hot spots."""
    rules = w.small_areas
    # Hours that run past midnight may have begun on the day before.
    day_ms = (begins_ms // MS_PER_DAY - 1) * MS_PER_DAY
    spent_ms = 0
    while day_ms < ends_ms:
        opens = max(day_ms + rules.from_ms, begins_ms)
        closes = min(day_ms + rules.until_ms, ends_ms)
        spent_ms += max(closes - opens, 0)
        day_ms += MS_PER_DAY
    return spent_ms


def next_on_list(w: World, s: State, hub: int) -> int:
    """Return the place on a hub's list of the area that is visited next; -1: all have had enough.

    That is one after another, without those that have had enough visits since the last count.
    """
    listed = w.small_areas.listed[hub]
    for step in range(listed):
        place = (s.patrols.next_on_list[hub] + step) % listed
        if s.patrols.today[w.small_areas.first[hub] + place] < w.small_areas.most_a_day:
            return place
    return _NOWHERE


def is_listed(w: World, hub: int, area: int) -> bool:
    """Whether an area is on the list of its hub's patrols."""
    return area - w.small_areas.first[hub] < w.small_areas.listed[hub]


def factor_on_list(w: World, s: State, kind: int, area: int) -> int:
    """Return by what the visits of the days that count multiply incidents, in millionths."""
    enough = w.small_areas.enough_visits
    return w.small_areas.channel[kind * (enough + 1) + min(s.patrols.visits[area], enough)]


def factor(w: World, s: State, incident: int) -> int:
    """Return what visits multiply incidents such as this one by now, in millionths."""
    if w.sizes.patrol_days == 0:
        return MILLIONTHS
    kind, hub, area = w.drawn.type[incident], w.drawn.hub[incident], w.drawn.area[incident]
    if not w.small_areas.reacts[kind]:
        return MILLIONTHS
    if is_listed(w, hub, area):
        return factor_on_list(w, s, kind, area)
    return s.patrols.elsewhere[kind * w.sizes.hubs + hub]
