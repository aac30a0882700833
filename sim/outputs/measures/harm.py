"""Measures of harm, and of who waits; there are rows only where a scenario states the harm.

An incident waits until it is served: until an officer is at the scene or, where the Resolution
Centre deals with it, until the caller is reached. Who gave up or was never reached has waited until
the incident ended; who still waits, up to the end of the run. Those that are closed by rule wait
for nothing and are not in it.
"""

from __future__ import annotations

from sim.outputs.measures import sums as of
from sim.outputs.measures.cells import Cells, hub_grade_cells, nothing
from sim.outputs.measures.view import MINUTE_MS, View
from sim.scenario.facts.harm import states_costs, states_days, states_vulnerable


def harm_days(view: View) -> Cells:
    """Sum of the harm, in days, of the incidents that came in, by hub and grade at creation.

    Unit: days. Good: lower.
    """
    if not states_days(view.scenario):
        return nothing()
    return hub_grade_cells(view, view.table(of.HARM_DAYS, view.grades), grades=view.grades)


def harm_gbp(view: View) -> Cells:
    """Sum of what the incidents that came in cost, by hub and grade at creation.

    To victims and public services together, so that what police time costs is in it, and is in
    `cost_gbp` too: the two are not to be added.
    Unit: GBP. Good: lower.
    """
    if not states_costs(view.scenario):
        return nothing()
    return hub_grade_cells(view, view.table(of.HARM_GBP, view.grades), grades=view.grades)


def harm_weighted_wait_min(view: View) -> Cells:
    """Sum of (harm in days * wait until served) / sum of harm in days, over incidents that wait.

    Served: an officer is at the scene or, of those that the Resolution Centre keeps, the caller is
    reached; whoever is called back and sent on waits on for the visit. Who gave up has waited until
    then, who still waits up to the end. Those closed by rule are not in it.
    Unit: minutes. Good: lower.
    """
    if not states_days(view.scenario):
        return nothing()
    return view.ratio_of(of.HARM_WAIT_MS, of.HARM, unit=MINUTE_MS, grades=view.grades)


def vulnerable_wait_mean_min(view: View) -> Cells:
    """Mean wait until served of incidents whose victim or caller is vulnerable.

    Waits are those of `harm_weighted_wait_min`, unweighted.
    Unit: minutes. Good: lower.
    """
    if not states_vulnerable(view.scenario):
        return nothing()
    number, total = of.VULNERABLE, of.VULNERABLE_WAIT_MS
    return view.ratio_of(total, number, unit=MINUTE_MS, grades=view.grades)


def others_wait_mean_min(view: View) -> Cells:
    """Mean wait until served of the other incidents.

    Waits are those of `harm_weighted_wait_min`, unweighted.
    Unit: minutes. Good: lower.
    """
    if not states_vulnerable(view.scenario):
        return nothing()
    return view.ratio_of(of.OTHERS_WAIT_MS, of.OTHERS, unit=MINUTE_MS, grades=view.grades)
