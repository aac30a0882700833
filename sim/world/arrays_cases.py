"""Rules of casework, and cases that are open when the run starts; parts of the world."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Bools, Ints


class CaseRules(NamedTuple):
    """Rules of casework; tables by role unless they say otherwise."""

    lane_role: Ints  #: (lanes,) team that works the cases of a lane
    lane_skill: Ints  #: (lanes,) skill they need; -1: none
    has_skill: Bools  #: (skills * officers,)
    first_of: Ints  #: (roles * (hubs + 1) + 1,) first person of each team and hub
    file_lane: int  #: lane of files that Response builds; -1: investigators build them
    files_at_once: bool  #: whether Response builds those of prisoners before anything else
    allocation: Ints  #: vocabulary.Allocation
    shares_work: Bools  #: works on all cases in hand in turn, in slices
    slice_ms: Ints
    lends: Bools  #: takes cases of the hub with the longest queue when there are none at home
    between_calls: Bools  #: attends incidents and works cases when there are none


class OpenCases(NamedTuple):
    """Cases that are open when the run starts; each (`Sizes.cases` - `Sizes.incidents`,).

    Their other attributes stand in `Drawn`, after those of the incidents.
    """

    opened_ms: Ints  #: before 0
    episodes_done: Ints
    wait_left_ms: Ints  #: what is left of the wait for others; -1: it does not wait
    owner: Ints  #: -1: to be allocated
