"""Rules are filled from the fields of the schema by name."""

from typing import NamedTuple

import numpy as np
import pytest

from sim.scenario.schema.dispatch import Dispatch
from sim.scenario.schema.problem_files import ProblemFiles
from sim.scenario.schema.redeployment import Redeployment
from sim.scenario.schema.teams import ResponseTeam, Team
from sim.vocabulary import Role, WhoGoes
from sim.world.arrays import Bools, Ints
from sim.world.filling import filled, filled_rows, number
from tests.world.forces import scenario

RULE = Redeployment(who="least_redeployed", max_officers=3, older_than_min=7.4, backfill=True)


class Numbers(NamedTuple):
    who: int
    backfill: bool
    max_officers: int
    older_than_ms: int
    extra: int


class Times(NamedTuple):
    later_ms: int


class Shares(NamedTuple):
    goes_cold_ms: int
    fall: int


class Hours(NamedTuple):
    max_ms_per_shift: int


class Columns(NamedTuple):
    briefing_ms: Ints
    allocation: Ints
    own: Bools


def test_numbers_words_flags_and_minutes() -> None:
    found = filled(Numbers, (Dispatch(), RULE), 60_000, extra=5)
    assert found == (WhoGoes.LEAST_REDEPLOYED, True, 3, 7 * 60_000, 5)
    assert {type(value) for value in found} == {int, bool}


def test_hours_days_and_shares() -> None:
    assert filled(Hours, (Redeployment(max_hours_per_shift=2.5),), 1) == (9_000_000,)
    assert filled(Hours, (Redeployment(max_hours_per_shift=2.51),), 60_000) == (9_060_000,)
    files = ProblemFiles.model_construct(goes_cold_days=2, fall=0.1234567)
    assert filled(Shares, (files,), 1000) == (172_800_000, 123_457)


def test_a_part_that_is_not_there_has_0_or_false_in_all() -> None:
    assert filled(Shares, (None,), 1000) == (0, 0)
    assert filled(Shares, (None,), 1000, fall=5) == (0, 5)
    assert filled(Numbers, (None,), 1).backfill is False


def test_what_no_field_says_is_named() -> None:
    with pytest.raises(LookupError, match=r"Numbers\.extra: no field is called extra"):
        filled(Numbers, (RULE,), 1)
    with pytest.raises(LookupError, match=r"Numbers\.who: no field is called who"):
        filled(Numbers, (Dispatch(),), 1)
    with pytest.raises(LookupError, match=r"called later_min or later_hours or later_days; fill"):
        filled(Times, (RULE,), 1)
    with pytest.raises(TypeError, match=r"Redeployment\.teams is no whole number"):
        number(RULE, "teams", 1)


def test_rows_without_the_field_are_0() -> None:
    team = scenario().teams.response
    assert isinstance(team, ResponseTeam)
    by_role = {Role.PCSO: team.model_copy(update={"allocation": "by_turn"})}
    found = filled_rows(Columns, Team, by_role, (4, 1000), own=np.zeros(4, dtype=np.bool_))
    assert found.briefing_ms.tolist() == [0, 0, 0, 15 * 60_000]
    assert found.allocation.tolist() == [0, 0, 0, 2]
    with pytest.raises(LookupError, match=r"Columns\.own: no field is called own"):
        filled_rows(Columns, Team, by_role, (4, 1000))
