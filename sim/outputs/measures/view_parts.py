"""What a view of a finished run consists of: cases, and those attended."""

from __future__ import annotations

from typing import NamedTuple

from sim.world.arrays import Bools, Ints


class InOrder(NamedTuple):
    """Incidents that were attended, in rising order of response times; each (attended,)."""

    row: Ints  #: number of the incident
    grade: Ints
    response_ms: Ints


class MeasuredCases(NamedTuple):
    """Incidents, and cases open at the start, that became a case; each (cases,)."""

    row: Ints  #: of the incident, or of the case behind the incidents
    state: Ints
    type: Ints
    hub: Ints  #: of the incident
    first_team: Ints  #: the team that the case was for when it was opened
    team: Ints  #: the team that has it now
    opened_ms: Ints
    allocated_ms: Ints
    first_done_ms: Ints
    passed_on_ms: Ints
    closed_ms: Ints
    deadline_ms: Ints  #: after it was opened; -1: none
    charged: Bools  #: whether somebody is charged in the end
    without_charge: Ints  #: how it ends if nobody is, vocabulary.WithoutCharge
