"""Arrays of where in a hub incidents happen, and of what is done about it: parts of a world."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Bools, Ints


class SmallAreaRules(NamedTuple):
    """Small areas of hubs, hottest first, and the patrols that visit the hottest of them."""

    first: Ints  #: (hubs + 1,) first area of each hub
    listed: Ints  #: (hubs,) areas on the patrols' list, the first ones of the hub
    patrols: Bools  #: (roles,) teams whose patrol is spent there
    visit_ms: int
    from_ms: int  #: time of day from which patrol is spent there, and until which it is
    until_ms: int
    reference_visits: int  #: to an area within the days that count, at the reference
    enough_visits: int  #: within the days that count
    most_a_day: int  #: visits to an area in a day, after which it has had enough
    #: (types * (enough_visits + 1),) channel of an area on the list, by visits, in millionths
    channel: Ints
    reacts: Bools  #: (types,) whether visits prevent any incidents of the type
    #: (types * areas on lists,) share of a type's incidents at the hub in each, in millionths
    share: Ints
    first_listed: Ints  #: (hubs + 1,) rows of `share` of each hub
    displaced: int  #: share of what is prevented that happens elsewhere, in millionths


class ProblemFileRules(NamedTuple):
    """When problem files are opened, and what they take and achieve."""

    per_hub: int  #: files that a hub may have open at once
    harm: Ints  #: (types,) weight of an incident, in thousandths; 0: does not count
    expected: Ints  #: (areas,) count to be expected, in millionths of an incident
    opens_at: Ints  #: (areas,) count at which a file is opened, in millionths of an incident
    shortest_ms: int  #: shortest spell that a file is worked on
    goes_cold_ms: int
    marks: int  #: files of an area that have marks of their own; later ones begin again
    analysis_ms: Ints  #: (areas * marks,) work before the wait for partners
    wait_ms: Ints  #: (areas * marks,) wait for partners
    enforcement_ms: Ints  #: (areas * marks,) work after it
    powers: Ints  #: (areas * marks,) uses of powers when enforcement ends
    fall: int  #: channel's fall just after a file is closed, in millionths
    lasts_days: int
