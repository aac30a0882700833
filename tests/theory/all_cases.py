"""All cases, in the order of what they check."""

from __future__ import annotations

from tests.theory import counts, levers, queues, special
from tests.theory.cases import CHECKS, Case

_EVERYWHERE: dict[str, Case] = {
    **queues.CASES, **special.CASES, **levers.CASES, **counts.CASES
}  # fmt: skip

#: By what they check, then by the name of the scenario's file.
CASES: dict[str, dict[str, Case]] = {
    checks: {name: case for name, case in _EVERYWHERE.items() if case.checks == checks}
    for checks in CHECKS
}
