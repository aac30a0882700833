"""Small areas of a hub: patrols visit the hottest, and what their visits prevent there.

Visits are counted when a spell of patrol is booked, and take effect with the day's count: until the
next one an area has the visits of the days that are remembered. That needs no event of its own.
"""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model.policies import hot_spots
from sim.model.state import State
from sim.world.arrays import MILLIONTHS, World


def start(w: World, s: State) -> None:
    """Begin with the visits of the reference, at which the counts hold."""
    days = w.sizes.patrol_days
    if days == 0:
        return
    patrols = s.patrols
    whole = w.small_areas.reference_visits // days
    one_more = w.small_areas.reference_visits - whole * days
    for hub in range(w.sizes.hubs):
        for place in range(w.small_areas.listed[hub]):
            area = w.small_areas.first[hub] + place
            for day in range(days):
                patrols.by_day[area * days + day] = whole + (1 if day < one_more else 0)
            patrols.visits[area] = w.small_areas.reference_visits
    _set_elsewhere(w, s)


def patrol(w: World, s: State, officer: int, spell_ms: int) -> None:
    """Let a spell of patrol that ends now visit the areas of the hub's list in turn."""
    if w.sizes.patrol_days == 0 or not w.small_areas.patrols[w.people.role[officer]]:
        return
    hub = w.people.hub[officer]
    if w.small_areas.listed[hub] == 0:
        return
    now = s.clock.now_ms[0]
    for _ in range(hot_spots.patrol_ms(w, now - spell_ms, now) // w.small_areas.visit_ms):
        place = hot_spots.next_on_list(w, s, hub)
        if place < 0:
            return
        area = w.small_areas.first[hub] + place
        s.patrols.today[area] += 1
        s.patrols.made[area] += 1
        s.patrols.next_on_list[hub] = place + 1


def count(w: World, s: State) -> None:
    """Add the day's visits to those of the days that are remembered, and forget the oldest."""
    days = w.sizes.patrol_days
    if days == 0:
        return
    patrols = s.patrols
    day = s.clock.now_ms[0] // MS_PER_DAY % days
    for hub in range(w.sizes.hubs):
        for place in range(w.small_areas.listed[hub]):
            area = w.small_areas.first[hub] + place
            row = area * days + day
            patrols.visits[area] += patrols.today[area] - patrols.by_day[row]
            patrols.by_day[row] = patrols.today[area]
            patrols.today[area] = 0
    _set_elsewhere(w, s)


def _set_elsewhere(w: World, s: State) -> None:
    """Set by what the incidents of areas that are on no list are multiplied, by type and hub.

    A part of what visits prevent happens there instead: 1 + d P / (1 - L), with P the share of the
    hub's incidents that is prevented on the list, L the share of the list, d the part displaced.
    """
    rules, hubs = w.small_areas, w.sizes.hubs
    rows = rules.first_listed[hubs]
    for kind in range(w.sizes.types):
        for hub in range(hubs):
            prevented = 0
            left = MILLIONTHS
            for place in range(rules.listed[hub]):
                share = rules.share[kind * rows + rules.first_listed[hub] + place]
                now = hot_spots.factor_on_list(w, s, kind, rules.first[hub] + place)
                prevented += share * (MILLIONTHS - now) // MILLIONTHS
                left -= share
            further = rules.displaced * prevented // left if left > 0 else 0
            s.patrols.elsewhere[kind * hubs + hub] = max(MILLIONTHS + further, 0)


def start_measuring(w: World, s: State) -> None:
    """Forget the visits made in the warm-up; those that still count stay."""
    if w.sizes.patrol_days > 0:
        for area in range(w.sizes.areas):
            s.patrols.made[area] = 0
