"""Measures of MARACs, the MASH and offenders, by hub; rows only where the force has them.

They are about incidents created in the measured period. What a MARAC has heard by the horizon is
known of the earlier referrals alone, so waits are of those heard, and the others are counted.
"""

from __future__ import annotations

import numpy as np

from sim.clock import MS_PER_DAY
from sim.outputs.measures.cells import Cells, by_cell, hub_cells, nothing, ratio
from sim.outputs.measures.view import HOUR_MS, View
from sim.vocabulary import Activity
from sim.world.arrays import GRADES, MILLIONTHS, Bools, Ints


def marac_referred_count(view: View) -> Cells:
    """Count victims referred to a MARAC.

    Unit: cases. Good: neutral.
    """
    if view.scenario.safeguarding.marac is None:
        return nothing()
    return _marac_count(view, _referred_ms(view) >= 0)


def marac_wait_mean_days(view: View) -> Cells:
    """Sum of (meeting at which the case was heard - referral) / number, over cases heard.

    Unit: days. Good: lower.
    """
    if view.scenario.safeguarding.marac is None:
        return nothing()
    heard_ms = view.state.safeguarding.heard_ms[view.measured]
    heard = np.flatnonzero(heard_ms >= 0)
    cell = view.hub[heard] * GRADES
    waits = by_cell(view, cell, heard_ms[heard] - _referred_ms(view)[heard], grades=())
    return hub_cells(view, ratio(waits, by_cell(view, cell, grades=())) / MS_PER_DAY)


def marac_put_off_count(view: View) -> Cells:
    """Count, for each case that waited, the meetings that had no room for it.

    A case that is put off twice counts twice.
    Unit: cases. Good: lower.
    """
    if view.scenario.safeguarding.marac is None:
        return nothing()
    put_off = view.state.safeguarding.put_off[view.measured]
    table = by_cell(view, view.hub * GRADES, put_off, grades=())
    return hub_cells(view, table)


def marac_repeats_while_waiting_count(view: View) -> Cells:
    """Count repeats that came while an incident before them in the chain waited to be heard.

    Unit: incidents. Good: lower.
    """
    if view.scenario.safeguarding.marac is None:
        return nothing()
    drawn, rows = view.world.drawn, view.state.safeguarding
    again = np.zeros(view.measured.size, dtype=np.bool_)
    before = np.where(drawn.task[view.measured] == 0, drawn.parent[view.measured], -1)
    while (before >= 0).any():
        referred, heard = rows.referred_ms[before], rows.heard_ms[before]
        waited = (referred >= 0) & (referred <= view.created_ms)
        waited &= (heard < 0) | (heard > view.created_ms)
        again |= (before >= 0) & waited
        before = np.where(before >= 0, drawn.parent[before], -1)
    return _marac_count(view, again)


def mash_triage_mean_hours(view: View) -> Cells:
    """Sum of (triage done - report made) / number, over reports whose triage is done.

    Unit: hours. Good: lower.
    """
    if view.scenario.safeguarding.mash is None:
        return nothing()
    reported_ms = view.state.safeguarding.reported_ms[view.measured]
    triaged_ms = view.state.safeguarding.triaged_ms[view.measured]
    done = np.flatnonzero(triaged_ms >= 0)
    cell = view.hub[done] * GRADES
    waits = by_cell(view, cell, triaged_ms[done] - reported_ms[done], grades=())
    return hub_cells(view, ratio(waits, by_cell(view, cell, grades=())) / HOUR_MS)


def safeguarding_hours(view: View) -> Cells:
    """Hours of public protection on the triage of reports and the preparation of MARACs.

    By home hub; people of the whole force count in the total only.
    Unit: hours. Good: neutral.
    """
    safeguarding = view.scenario.safeguarding
    if safeguarding.marac is None and safeguarding.mash is None:
        return nothing()
    hubs = view.world.sizes.hubs
    spent = view.account(Activity.SAFEGUARDING)
    by_hub = np.bincount(view.world.people.hub, weights=spent, minlength=hubs + 1)
    table = np.concatenate([[by_hub.sum()], by_hub[:hubs]])[:, np.newaxis] / HOUR_MS
    return hub_cells(view, table)


def _referred_ms(view: View) -> Ints:
    return view.state.safeguarding.referred_ms[view.measured]


def _marac_count(view: View, which: Bools) -> Cells:
    """Count some of the incidents by hub."""
    table = by_cell(view, view.hub[which] * GRADES, grades=())
    return hub_cells(view, table)


def offenders_managed_share(view: View) -> Cells:
    """Share of the cohorts of offenders managed: min(1, work of recent days / work needed).

    Mean over the daily counts of the measured period; cohorts and hubs weighted by the work that
    they need.
    Unit: share. Good: higher.
    """
    if not view.scenario.offender_management:
        return nothing()
    hubs = view.world.sizes.hubs
    needed = view.world.cohorts.needed_ms / np.repeat(view.world.cohorts.memory_days, hubs)
    counts = max(int(view.state.cohorts.counts[0]), 1)
    managed = needed * view.state.cohorts.covered / (counts * MILLIONTHS)
    by_hub = [each.reshape(-1, hubs).sum(axis=0) for each in (managed, needed)]
    table = [np.concatenate([[each.sum()], each])[:, np.newaxis] for each in by_hub]
    return hub_cells(view, ratio(*table))
