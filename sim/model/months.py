"""The accounts at the end of each calendar month, where results are shown by month.

What is done in a month is what its end shows beyond the end of the month before.
"""

from __future__ import annotations

from sim.model import codes, requests
from sim.model.state import ACTIVITIES, PREVENTION_WORKS, State
from sim.world.arrays import World


def ask_for(w: World, s: State, month: int) -> None:
    """Ask for the end of a month, if there is one of that number."""
    if month < w.sizes.months:
        requests.ask(s, w.months.ends_ms[month], codes.EVENT_MONTH_ENDS, month, 0)


def end(w: World, s: State, month: int) -> None:
    """Note everybody's accounts, with what has been done so far of activities in progress.

    A spell of prevention counts for the kind of work that it goes into when it ends.
    """
    ask_for(w, s, month + 1)
    now = s.clock.now_ms[0]
    teams = w.sizes.roles * w.sizes.hubs
    for team in range(teams):
        s.months.powers[month * teams + team] = s.problem_hubs.powers[team]
    for officer in range(w.sizes.officers):
        row = month * w.sizes.officers + officer
        for activity in range(ACTIVITIES):
            spent = s.officers.account_ms[officer * ACTIVITIES + activity]
            s.months.account_ms[row * ACTIVITIES + activity] = spent
        doing = s.officers.activity[officer]
        s.months.account_ms[row * ACTIVITIES + doing] += now - s.officers.since_ms[officer]
        for work in range(PREVENTION_WORKS):
            spent = s.prevention.delivered_ms[officer * PREVENTION_WORKS + work]
            s.months.delivered_ms[row * PREVENTION_WORKS + work] = spent
        s.months.redeployed_ms[row] = s.officers.redeployed_ms[officer]
        since = s.officers.redeployed_since_ms[officer]
        if since >= 0:
            s.months.redeployed_ms[row] += now - since
