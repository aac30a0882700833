"""Make docs/theory.md from the theory tests: each case is run, and held against its formula.

``python -m docs.generators.theory`` prints the page; ``make theory`` writes it. It takes about a
minute, so that it is no part of ``make docs``: instead, the theory tests require of each case that
they run that the page says what they found.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sim.runs.compiled_ahead import prepare
from sim.runs.executors.parsing import parse
from sim.runs.replication import Engine
from tests.theory.agreement import ERRORS, Row
from tests.theory.all_cases import CASES
from tests.theory.cases import Case
from tests.theory.runs import EFFORT
from tests.theory.sources import SOURCES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "theory.md"
COMMAND = "make theory"
ENGINE: Engine = "compiled"
#: Theory made wrong by this factor of all rates must be refused.
WRONG = EFFORT[ENGINE].wrong

HEADER_OF_CASES = "| case | what it is | formula | source | replications | spent |"
HEADER_OF_ROWS = "| case | quantity | theory | simulated | standard error | z | z if 5% off |"


class Found(NamedTuple):
    """What a case gave."""

    name: str
    case: Case
    rows: Sequence[Row]
    wrong: Sequence[Row]  #: the same quantities against a theory that is wrong
    replications: int
    spent: str


def found(name: str, case: Case, results: Sequence[Any], rows: Sequence[Row]) -> Found:
    """Return what replications of a case gave, and what a wrong theory would say of it."""
    return Found(name, case, rows, case.rows(results, WRONG), len(results), case.spent(results))


def line_of_case(name: str, case: Case, replications: int, spent: str) -> str:
    """Return the line of a case in the first table of its section."""
    link = f"[{name}](../tests/theory/scenarios/{name}.yaml)"
    sources = "; ".join(case.sources) or "worked out in the test"
    return f"| {link} | {case.title} | {case.method} | {sources} | {replications} | {spent} |"


def lines_of_rows(this: Found) -> Iterator[str]:
    """Yield the lines of a case in the second table of its section."""
    for row, wrong in zip(this.rows, this.wrong, strict=True):
        numbers = " | ".join(f"{number:.5g}" for number in (row.theory, row.mean))
        yield (
            f"| {this.name} | {row.what} | {numbers} | {row.error:.2g} "
            f"| {_signed(row.z)} | {_signed(wrong.z)} |"
        )


def _signed(z: float) -> str:
    """Return a number with one decimal and its sign; zero has none that is negative."""
    return f"{round(z, 1) + 0.0:+.1f}"


def run(say: Callable[[str], None]) -> Iterator[Found]:
    """Run all cases, as the tests do on the compiled engine."""
    prepare(ENGINE, say)
    with parse("processes").open(len(CASES)) as workers:
        for cases in CASES.values():
            for name, case in cases.items():
                say(name)
                results = case.run(name, workers.pool, ENGINE)
                yield found(name, case, results, case.rows(results))


def render(everything: Sequence[Found]) -> str:
    """Return the page."""
    lines = head([round(row.z, 1) for this in everything for row in this.rows])
    for checks in CASES:
        here = [this for this in everything if this.case.checks == checks]
        lines += ["", f"## {checks}", "", HEADER_OF_CASES, "|---|---|---|---|---:|---:|"]
        lines += [line_of_case(*this[:2], this.replications, this.spent) for this in here]
        lines += ["", HEADER_OF_ROWS, "|---|---|---:|---:|---:|---:|---:|"]
        lines += [line for this in here for line in lines_of_rows(this)]
    lines += ["", *foot()]
    return "\n".join(lines) + "\n"


def head(zs: Sequence[float]) -> list[str]:
    """Return the lines above the tables, given how far apart all rows are, to one decimal."""
    apart = [abs(z) for z in zs]
    counts = {"rows": len(apart), "far": sum(z > 2 for z in apart), "largest": f"{max(apart):.1f}"}
    return _HEAD.format(command=COMMAND, errors=f"{ERRORS:g}", **counts).splitlines()


def foot() -> list[str]:
    """Return the lines below the tables."""
    sources = [f"- {name}: {title}." for name, title in sorted(SOURCES.items())]
    return [*_FOOT.splitlines(), "", *sources]


_HEAD = """# What theory says, and what the program gives

Made by `{command}` from the cases in `tests/theory`; do not edit. The tests run the same cases and
fail when this page says anything else.

Queueing theory has exact answers for some simple forces: one officer and calls at random, hubs that
help each other, callers who give up. Each case below is such a force, written as an ordinary
scenario and run like any other. The tables set what the program gives beside what theory says.

## How to read it

- **theory** is worked out in the test from the formula named, or by solving the equations of all
  states in which the force can be ("balance of all states"). No number is taken from a run.
- **simulated** is the mean over the replications. **standard error** says how far chance may move
  it: the spread between replications divided by the square root of their number.
- **z** is simulated minus theory, in standard errors. If program and theory agree, z is within 2 in
  about 19 rows of 20. Of the {rows} rows here {far} are beyond 2, and the largest is {largest}. The
  tests fail beyond {errors}, which by chance alone about one row in 16,000 would be.
- **z if 5% off** is the same against a theory whose rates are 5% too high (or the value itself,
  where it hardly depends on the rates). It must be beyond {errors}: to agree with theory means
  something only where a wrong theory would be refused. The single hours of `hours` are excepted;
  there the week as a whole refuses it.
- **spent** is what all replications took, in model events.
- Names of measures say their unit: minutes, hours, or a share from 0 to 1. What each means is in
  [model.md](model.md), section 4.4. `stay K` is the mean time in minutes from creation to the end
  of the work of grade K, `officer N` the share of all jobs that this officer did.
- In formulas, a is the load (rate times mean service time), c the number of officers, rho = a / c,
  cv the coefficient of variation of the service time, and s(k) the load of each officer with grades
  1 to k.

The page shows the compiled engine. The tests hold the SimPy engine to the same theory with a third
of the replications, and both engines to the same events, one by one ([engines.md](engines.md)).

## What it does not show

- **That the model is like the world.** Each row says that the program does what its rules say.
  Whether the rules and the numbers of a force are right is another question: see
  [assumptions.md](assumptions.md) and section 3.4 of [model.md](model.md).
- **Everything together.** Theory knows small forces with one or two levers. Breaks, absence,
  patches, redeployment and prevention have no formula. Tests worked out by hand hold these
  (`tests/behaviour`, `tests/model`), as do checks of random scenarios on both engines.
- **A small public.** Incidents come at random, whoever waits already: no scenario can say that
  people who wait make no further calls. The one finite source in the program is the caseload of
  an investigator: see `caseload`, under Casework.
- **Rare events.** Means and shares are held to a few percent at most. Of long waits, only the share
  beyond the target is looked at."""

_FOOT = """## Held exactly

These tests need no standard error: they hold in every run, to the millisecond.

- Little's law on the sample path: the area under the queue is the sum of the waits
  (`tests/theory/test_little.py`).
- Work that is interrupted is resumed with what was left of it (`tests/theory/test_conserved.py`).
- With all needs doubled and everybody in crews of two, no number changes; help after a wait of no
  minutes is help at once (`tests/theory/test_levers.py`).

The formulas and chains are held against each other, in limits and special cases
(`tests/theory/test_formulas.py`, `tests/theory/test_chains.py`).

## Sources
"""


def main() -> int:
    """Run all cases and print the page."""

    def say(text: str) -> None:
        sys.stderr.write(f"{text}\n")

    sys.stdout.write(render(list(run(say))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
