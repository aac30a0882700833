"""Demand that reacts: the stock of prevention work at each hub, by kind of work.

Once a day a fixed part of each stock is lost, and what was booked to that kind of work since the
last count is added. The stock, against that of the reference, sets the effect of the kind of work
at the hub until the next day, out of a table made before the run.
"""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.model import codes, cohorts, log, officers, problem_files, requests, small_areas
from sim.model.state import PREVENTION_WORKS, State
from sim.world.arrays import MILLIONTHS, World


def start(w: World, s: State) -> None:
    """Begin with the stock of the reference, and ask for the first count."""
    small_areas.start(w, s)
    problem_files.start(w, s)
    cohorts.start(w, s)
    if w.prevention_effect.acts:
        for row in range(w.sizes.hubs * PREVENTION_WORKS):
            s.prevention_effect.stock_ms[row] = w.prevention_effect.reference_ms[row]
        _set_factors(w, s)
    elif not _counts_daily(w):
        return
    _ask_for_count(s, 0)


def _counts_daily(w: World) -> bool:
    """Whether anything that demand reacts to, but for the stock, changes by the day."""
    visits_or_files = w.sizes.patrol_days > 0 or w.sizes.files > 0
    return visits_or_files or w.sizes.cohorts > 0 or w.operation_effects.acts


def _ask_for_count(s: State, now: int) -> None:
    s.prevention_effect.next_count_ms[0] = now + MS_PER_DAY
    requests.ask(s, now + MS_PER_DAY, codes.EVENT_PREVENTION_COUNTED, 0, 0)


def count(w: World, s: State) -> None:
    """Bring up to date what demand reacts to, and ask for the next day's count."""
    officers.book_long_spells(w, s)
    small_areas.count(w, s)
    problem_files.count(w, s)
    if w.sizes.cohorts > 0:
        cohorts.count(w, s)
    if w.prevention_effect.acts:
        _build_up(w, s)
        if not is_before_start(w, s):
            _set_effects(w, s)
            _set_factors(w, s)
    _ask_for_count(s, s.clock.now_ms[0])


def is_before_start(w: World, s: State) -> bool:
    """Whether demand is still as at the reference, since the stock starts from the warm-up."""
    return w.prevention_effect.from_warm_up and s.clock.now_ms[0] < w.sizes.warm_up_ms


def _build_up(w: World, s: State) -> None:
    """Lose a part of each stock, and add what was booked since the last count."""
    effect = s.prevention_effect
    for row in range(w.sizes.hubs * PREVENTION_WORKS):
        share = w.prevention_effect.left_after_day[row % PREVENTION_WORKS]
        fed_ms = s.prevention.fed_ms[row]
        left_ms = effect.stock_ms[row] * share // MILLIONTHS
        effect.stock_ms[row] = left_ms + fed_ms - effect.counted_ms[row]
        effect.counted_ms[row] = fed_ms


def _set_effects(w: World, s: State) -> None:
    """Set the effects of the kinds of work, and log them, kind by kind within each hub."""
    effect = s.prevention_effect
    cause = s.log.cause[0]
    for row in range(w.sizes.hubs * PREVENTION_WORKS):
        if not w.prevention_effect.builds_up[row % PREVENTION_WORKS]:
            continue
        before = effect.effect[row]
        effect.effect[row] = _effect(w, effect.stock_ms[row], row)
        if s.log.on[0]:
            log.because(s, cause)
            hub, after = row // PREVENTION_WORKS, effect.effect[row]
            log.write(s, codes.RECORD_PREVENTION_COUNTED, -1, -1, hub, before, after)
    log.because(s, cause)


def _set_factors(w: World, s: State) -> None:
    """Set by what incidents of each type are multiplied at each hub."""
    for hub in range(w.sizes.hubs):
        for kind in range(w.sizes.types):
            factor = MILLIONTHS
            for work in range(PREVENTION_WORKS):
                without = w.prevention_effect.without[kind * PREVENTION_WORKS + work]
                effect = s.prevention_effect.effect[hub * PREVENTION_WORKS + work]
                factor += without * effect // MILLIONTHS
            s.prevention_effect.factor[hub * w.sizes.types + kind] = max(factor, 0)


def start_measuring(w: World, s: State) -> None:
    """Start from what the hours of the warm-up come to in the long run, if the stock does.

    The day's count, which comes at this very moment, takes a day's loss off and adds the last
    day's hours, which is the same at a steady rate.
    """
    if not w.prevention_effect.from_warm_up:
        return
    days = w.sizes.warm_up_ms // MS_PER_DAY
    for row in range(w.sizes.hubs * PREVENTION_WORKS):
        lost = MILLIONTHS - w.prevention_effect.left_after_day[row % PREVENTION_WORKS]
        steady_ms = s.prevention.fed_ms[row] * MILLIONTHS // (lost * days)
        s.prevention_effect.stock_ms[row] = steady_ms


def _effect(w: World, stock_ms: int, row: int) -> int:
    """Look the effect up, on a straight line between two entries of the table."""
    rules = w.prevention_effect
    reference_ms = rules.reference_ms[row]
    if reference_ms == 0:
        return 0
    position = stock_ms * rules.steps
    step = position // reference_ms
    last = len(rules.effect) - 1
    if step >= last:
        return rules.effect[last]
    rise = rules.effect[step + 1] - rules.effect[step]
    return rules.effect[step] + rise * (position - step * reference_ms) // reference_ms
