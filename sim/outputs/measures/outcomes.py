"""Measures of how crimes end: in a charge, without a suspect, or otherwise.

Crimes are incidents of the types of which it is said how they end without a charge
(`investigation.without_charge`). Each ends once in the measured period: with its case, when
that is filed at once, or, if it has none, when the incident is over. Callers who gave up or were
lost report no crime.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from sim.outputs.measures.cells import Cells, ratio, team_hub_cells
from sim.outputs.measures.view import GIVEN_UP, View
from sim.scenario.facts.casework import is_crime
from sim.vocabulary import CaseState, IncidentState, WithoutCharge
from sim.world.arrays import Floats, Ints

#: A way in which a crime ends, behind those of `WithoutCharge`.
CHARGED = len(WithoutCharge)


def charged_share(view: View) -> Cells:
    """Crimes that ended with somebody charged / crimes that ended.

    By the team that first had the case, and hub of the incident; of all teams with crimes that
    never were a case.
    Unit: share. Good: higher.
    """
    return _share(view, CHARGED)


def no_suspect_share(view: View) -> Cells:
    """Crimes that ended with no suspect identified / crimes that ended.

    Those screened out are among them.
    Unit: share. Good: lower.
    """
    return _share(view, int(WithoutCharge.NO_SUSPECT))


def not_in_public_interest_share(view: View) -> Cells:
    """Crimes that ended as more was not in the public interest / crimes that ended.

    Unit: share. Good: neutral.
    """
    return _share(view, int(WithoutCharge.NOT_IN_PUBLIC_INTEREST))


class _Ended(NamedTuple):
    """Crimes that ended in the measured period, those with a case first; each (crimes,)."""

    cases: Ints  #: (crimes with a case,) places among the cases
    alone: Ints  #: (the others,) numbers of their incidents
    team: Ints  #: that first had the case; -1: never a case
    way: Ints  #: how, vocabulary.WithoutCharge or `CHARGED`


def _share(view: View, way: int) -> Cells:
    """Return the share of the crimes that ended in one way."""
    counts = view.once_here(_counts)
    roles = [role for role in view.teams if role in view.case_roles]
    table = ratio(counts[way], counts.sum(axis=0))
    return team_hub_cells(view, table, roles, everybody=True)


def _counts(view: View) -> Floats:
    """Count the crimes that ended in each way, (ways, roles + 1, hubs + 1).

    Laid out as `by_team_hub`; those that never were a case are in the totals alone.
    """
    ended, roles, hubs = view.once(_ended), view.world.sizes.roles, view.world.sizes.hubs
    hub = np.concatenate([view.cases.hub[ended.cases], view.world.drawn.hub[ended.alone]])
    cell = (ended.way * (roles + 1) + ended.team + 1) * hubs + hub
    found = np.bincount(cell, minlength=(CHARGED + 1) * (roles + 1) * hubs)
    by_hub = found.reshape(CHARGED + 1, roles + 1, hubs).astype(np.float64)
    by_hub[:, 0] = by_hub.sum(axis=1)
    return np.concatenate([by_hub.sum(axis=2, keepdims=True), by_hub], axis=2)


def _ended(view: View) -> _Ended:
    """Return the crimes that ended."""
    types = view.scenario.incident_types.values()
    crimes = np.array([is_crime(one.investigation) for one in types], dtype=np.bool_)
    start = view.world.sizes.warm_up_ms
    cases = view.cases
    filed = cases.state == int(CaseState.SCREENED_OUT)
    over = crimes[cases.type] & (filed | (cases.state == int(CaseState.CLOSED)))
    no_crime = int(WithoutCharge.NO_CRIME)
    over &= filed | cases.charged | (cases.without_charge != no_crime)
    rows = np.flatnonzero(over & (cases.closed_ms >= start))
    way = np.where(cases.charged, CHARGED, cases.without_charge)
    way = np.where(filed, int(WithoutCharge.NO_SUSPECT), way)[rows]
    drawn, incidents = view.world.drawn, view.state.incidents
    never = view.state.cases.state[: view.world.sizes.incidents] == int(CaseState.NONE)
    never &= crimes[drawn.type] & (incidents.state == int(IncidentState.FINISHED))
    never &= (incidents.finished_ms >= start) & (incidents.outcome != GIVEN_UP[0])
    never &= incidents.outcome != GIVEN_UP[1]
    never &= drawn.without_charge != no_crime
    alone = np.flatnonzero(never)
    return _Ended(
        cases=rows,
        alone=alone,
        team=np.concatenate([cases.first_team[rows], np.full_like(alone, -1)]),
        way=np.concatenate([way, drawn.without_charge[alone]]),
    )
