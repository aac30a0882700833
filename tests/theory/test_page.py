"""docs/theory.md lists the cases that the tests run, no others, and none beyond the bound.

That its numbers are those of the runs is held where the cases are run: see `page`.
"""

from __future__ import annotations

import pytest

from docs.generators.theory import PAGE, Found, foot, head, line_of_case
from sim.scenario.load import load
from tests.theory import counts, levers, queues, special
from tests.theory.agreement import ERRORS, Row
from tests.theory.all_cases import CASES
from tests.theory.cases import CHECKS, Simulated
from tests.theory.page import assert_page_shows, cases_of, lines_of
from tests.theory.runs import SCENARIOS
from tests.theory.sources import SOURCES

pytestmark = pytest.mark.theory

TEXT = PAGE.read_text(encoding="utf-8")
NAMES = [name for cases in CASES.values() for name in cases]
#: Scenarios of which theory says nothing by themselves: each is compared with another.
COMPARED = {"crews", "help-at-once"}


def test_the_page_lists_the_cases_that_the_tests_run() -> None:
    assert list(cases_of(TEXT)) == NAMES
    every = [*queues.CASES, *special.CASES, *levers.CASES, *counts.CASES]
    assert sorted(NAMES) == sorted(every)
    assert {path.stem for path in SCENARIOS.glob("*.yaml")} == {*NAMES, *COMPARED}
    assert list(dict.fromkeys(line.case for line in lines_of(TEXT))) == NAMES


def test_each_case_stands_under_what_it_checks() -> None:
    heads = {checks: TEXT.index(f"\n## {checks}\n") for checks in CHECKS}
    assert list(heads.values()) == sorted(heads.values())
    for checks, cases in CASES.items():
        after = heads[checks]
        section = TEXT[after : TEXT.index("\n## ", after + 1)]
        assert list(cases_of(section)) == list(cases)


@pytest.mark.parametrize("name", NAMES)
def test_what_a_case_is_stands_on_the_page_as_in_the_code(name: str) -> None:
    case = next(cases[name] for cases in CASES.values() if name in cases)
    replications, spent = cases_of(TEXT)[name]
    assert replications == load(SCENARIOS / f"{name}.yaml").scenario.run.replications
    assert line_of_case(name, case, replications, spent) in TEXT.splitlines()
    if isinstance(case, Simulated):
        number, unit = spent.split()
        assert (int(number.replace(",", "")), unit) == (pytest.approx(case.events, 0.01), "events")


def test_no_row_is_beyond_the_bound_and_each_refuses_a_wrong_theory() -> None:
    lines = lines_of(TEXT)
    assert len(lines) > len(NAMES)
    for line in lines:
        assert abs(line.z) <= ERRORS, line
        # The cells are rounded: theory and mean to five digits, the error to two.
        slack = 0.06 + 0.06 * abs(line.z) + 1e-4 * abs(line.theory) / line.error
        assert abs((line.simulated - line.theory) / line.error - line.z) <= slack, line
        if line.case not in counts.CASES:
            assert abs(line.wrong_z) > ERRORS, line


def test_the_sources_are_those_that_are_cited() -> None:
    cited = {name for cases in CASES.values() for case in cases.values() for name in case.sources}
    assert cited == set(SOURCES)


def test_head_and_foot_are_those_of_the_generator() -> None:
    written = TEXT.splitlines()
    above, below = head([line.z for line in lines_of(TEXT)]), foot()
    assert written[: len(above)] == above
    assert written[-len(below) :] == below


def test_a_page_that_says_something_else_is_noticed() -> None:
    rows = [Row("queue_wait_mean_min (grade 1)", 5.0, 5.1, 0.05)]
    this = Found("mm1", queues.CASES["mm1"], rows, rows, 100, "1,209,648 events")
    with pytest.raises(AssertionError, match="out of date: make theory"):
        assert_page_shows(this)
