"""When queues are counted, to tell whether they grow."""

from __future__ import annotations

#: From this many days on steps are whole weeks, so that the rhythm of the week is no growth.
WEEKS_FROM_DAYS = 14
#: Shorter periods are not looked at.
DAYS_NEEDED = 4
STEPS = 3


def growth_steps(days: int) -> tuple[int, int]:
    """Return the length in days of a step and how many end with a period of this many days.

    A step is a quarter of the period, cut to whole weeks or days; the first quarter is left for the
    queue to fill. (0, 0) for a period that is too short.
    """
    if days < DAYS_NEEDED:
        return 0, 0
    unit = 7 if days >= WEEKS_FROM_DAYS else 1
    step = max(days // (STEPS + 1) // unit, 1) * unit
    return step, min(days // step - 1, STEPS)
