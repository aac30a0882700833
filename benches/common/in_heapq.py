"""The common model as a loop over a heap, in plain Python."""

from __future__ import annotations

from collections import deque
from heapq import heappop, heappush

import numpy as np

from benches.common.definition import GRADES, STILL_WAITING, Calls, Changeovers, Ints


def simulate(calls: Calls, changeovers: Changeovers, hubs: int, horizon_ms: int) -> Ints:
    """Return the wait of each call, in milliseconds."""
    created, hub_of, grade_of, needs, scene = (column.tolist() for column in calls)
    created.append(horizon_ms)
    change_at = [*changeovers.at_ms, horizon_ms]
    wait = [STILL_WAITING] * len(hub_of)
    lines = [[deque() for _ in range(GRADES)] for _ in range(hubs)]
    free = [0] * hubs
    ends: list[tuple[int, int, int, int]] = []  # time, number, call, shift
    number = shift = next_call = 0

    def serve(hub: int, now: int) -> None:
        nonlocal number
        for line in lines[hub]:
            while line:
                call = line[0]
                if needs[call] > free[hub]:
                    return
                line.popleft()
                free[hub] -= needs[call]
                wait[call] = now - created[call]
                heappush(ends, (now + scene[call], number, call, shift))
                number += 1

    while True:
        end_at = ends[0][0] if ends else horizon_ms
        now = min(created[next_call], end_at, change_at[shift])
        if now >= horizon_ms:
            return np.array(wait, dtype=np.int64)
        if now == change_at[shift]:
            free = [changeovers.officers[shift]] * hubs
            shift += 1
            for hub in range(hubs):
                serve(hub, now)
        elif now == end_at:
            _, _, call, since = heappop(ends)
            if since == shift:
                free[hub_of[call]] += needs[call]
                serve(hub_of[call], now)
        else:
            lines[hub_of[next_call]][grade_of[next_call] - 1].append(next_call)
            serve(hub_of[next_call], now)
            next_call += 1
