"""Asking the engine for time."""

from __future__ import annotations

from sim.model import codes, log
from sim.model.state import State


def ask(s: State, time_ms: int, kind: int, entity: int, token: int) -> None:
    """Ask for an event at `time_ms`; the engine takes the request when the transition returns.

    `token` is compared with the entity's own when the event comes: an older one is stale. The
    request's sequence number is the number of requests taken so far plus its place in the buffer.
    """
    requests = s.requests
    n = requests.filled[0]
    if n >= len(requests.time_ms):
        log.run_out(s, codes.FULL_REQUESTS)
        return
    requests.time_ms[n] = time_ms
    requests.kind[n] = kind
    requests.entity[n] = entity
    requests.token[n] = token
    requests.cause[n] = s.log.cause[0]
    requests.filled[0] = n + 1


def take(s: State) -> None:
    """Empty the buffer, after the engine has taken what is in it."""
    s.requests.taken[0] += s.requests.filled[0]
    s.requests.filled[0] = 0
