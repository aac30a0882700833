"""The desk before the clock starts: whom it reaches, how it turns out, in which order it goes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from sim import clock
from sim.scenario.facts.desk import (
    grades_sent_on,
    reached_share,
    resolvable_share,
    resolved_shares,
    share_with_others_as_they_were,
    yearly_cases,
)
from sim.scenario.schema.distributions import Exponential, Fixed, Triangular
from sim.vocabulary import Referral, Role
from sim.world.desk import expected
from tests.world.forces import of, scenario

ATTEMPTS = {"reached_share": 0.6, "failed_min": 5.0, "again_after_min": 60.0, "most": 3}
TEAM = "teams__resolution_centre"
WORK = "incident_types__burglary__resolution_centre"


def drawn_of(**changes: Any) -> Any:
    return of(scenario(**changes)).drawn


def burglaries(drawn: Any) -> Any:
    return drawn.type == 0


def test_callers_are_reached_as_often_as_the_chance_says() -> None:
    drawn = drawn_of(**{f"{TEAM}__attempts": ATTEMPTS})
    reached_on = drawn.reached_on[burglaries(drawn)]
    n = reached_on.size
    for attempt, share in ((1, 0.6), (2, 0.24), (3, 0.096), (0, 0.064)):
        error = 4 * (share * (1 - share) / n) ** 0.5
        assert np.mean(reached_on == attempt) == pytest.approx(share, abs=error)
    # Types that the desk never sees would be reached at once.
    assert (drawn.reached_on[~burglaries(drawn)] == 1).all()


def test_more_attempts_change_nothing_for_those_already_reached() -> None:
    three = drawn_of(**{f"{TEAM}__attempts": ATTEMPTS}).reached_on
    eight = drawn_of(**{f"{TEAM}__attempts": {**ATTEMPTS, "most": 8}}).reached_on
    assert (eight[three > 0] == three[three > 0]).all()
    assert set(eight[three == 0].tolist()) <= {0, 4, 5, 6, 7, 8}


def test_a_higher_chance_reaches_everybody_no_later() -> None:
    low = drawn_of(**{f"{TEAM}__attempts": ATTEMPTS}).reached_on
    high = drawn_of(**{f"{TEAM}__attempts": {**ATTEMPTS, "reached_share": 0.8}}).reached_on
    reached = low > 0
    assert (high[reached] <= low[reached]).all()
    assert (high[reached] > 0).all()


def test_cases_are_passed_on_in_the_shares_stated() -> None:
    changes = {
        f"{WORK}__sent_on_as": {1: 0.25, 2: 0.75},
        f"{WORK}__to_investigation_share": 0.3,
        f"{WORK}__to_prevention_share": 0.2,
        f"{WORK}__to_prevention_as": 2,
    }
    drawn = drawn_of(**changes)
    ours = burglaries(drawn)
    refers, grade = drawn.desk_refers[ours], drawn.sent_on_grade[ours]
    n = refers.size
    for referral, share in ((Referral.INVESTIGATION, 0.3), (Referral.PREVENTION, 0.2)):
        error = 4 * (share * (1 - share) / n) ** 0.5
        assert np.mean(refers == referral) == pytest.approx(share, abs=error)
    assert (grade[refers == Referral.PREVENTION] == 2).all()
    sent_on = grade[refers == Referral.NONE]
    assert np.mean(sent_on == 1) == pytest.approx(0.25, abs=4 * (0.19 / sent_on.size) ** 0.5)


def test_opening_hours_lie_on_the_days_of_the_calendar() -> None:
    hours = {"weekdays": {"opens": "08:00", "closes": "24:00"}}
    # Thursday 1 January 2026, five days.
    changes = {"run__start": "2026-01-01", "run__days": 5, "run__warm_up_days": 0}
    desk = of(scenario(**changes, **{f"{TEAM}__opening_hours": hours})).desk
    days = np.array([0, 1, 4])  # Thursday, Friday, Monday
    assert desk.opens_ms.tolist() == (days * clock.MS_PER_DAY + 8 * clock.MS_PER_HOUR).tolist()
    assert desk.closes_ms.tolist() == ((days + 1) * clock.MS_PER_DAY).tolist()


def test_a_desk_that_says_nothing_has_neutral_rules() -> None:
    desk = of(scenario()).desk
    assert desk.opens_ms.size == 0
    assert desk.ranks == 1
    assert (desk.attempts, desk.no_reply_grade) == (1, 0)


@pytest.mark.parametrize(
    ("distribution", "mean"),
    [
        (Fixed(distribution="fixed", value=3.0), 3.0),
        (Exponential(distribution="exponential", mean=4.0), 4.0),
        (Triangular(distribution="triangular", low=0.0, mode=3.0, high=6.0), 3.0),
    ],
)
def test_means(distribution: Any, mean: float) -> None:
    assert expected(distribution) == mean


@pytest.mark.parametrize("wanted", [0.0, 0.2, 0.5, 0.7, 0.85, 0.936])
def test_types_are_scaled_to_what_the_team_resolves_of_all_its_cases(wanted: float) -> None:
    other = scenario().incident_types["burglary"].model_dump()
    other["resolution_centre"]["resolved_share"] = 0.1
    other["yearly_count"] = {"North": 500.0}
    force = scenario(
        incident_types__other=other,
        **{f"{TEAM}__resolved_share": wanted, f"{TEAM}__attempts": ATTEMPTS},
    )
    assert force.teams.resolution_centre is not None
    assert reached_share(force.teams.resolution_centre) == pytest.approx(0.936)
    shares = resolved_shares(force)
    cases = {name: yearly_cases(force, force.incident_types[name]) for name in shares}
    assert cases["burglary"] == pytest.approx(3800 * 0.3)
    total = sum(0.936 * shares[name] * cases[name] for name in shares) / sum(cases.values())
    assert total == pytest.approx(wanted)
    assert all(0 <= share <= 1 for share in shares.values())


@pytest.mark.parametrize("wanted", [0.05, 0.3, 0.6])
def test_a_type_of_which_none_are_resolved_stays_so(wanted: float) -> None:
    """The other one, of 1,140 cases and 500, is scaled to what the team resolves of both."""
    other = scenario().incident_types["burglary"].model_dump()
    other["resolution_centre"]["resolved_share"] = 0.0
    other["yearly_count"] = {"North": 500.0}
    force = scenario(incident_types__other=other, **{f"{TEAM}__resolved_share": wanted})
    cases = {name: yearly_cases(force, kind) for name, kind in force.incident_types.items()}
    share = wanted * sum(cases.values()) / cases["burglary"]
    assert resolved_shares(force) == {"burglary": pytest.approx(share), "other": 0.0}
    assert resolvable_share(force) == pytest.approx(cases["burglary"] / sum(cases.values()))


@pytest.mark.parametrize("changed", [0.0, 0.3, 0.95])
@pytest.mark.parametrize("wanted", [0.3, 0.8])
def test_the_share_with_which_other_types_stay_as_they_were(wanted: float, changed: float) -> None:
    """With it, the one type not changed resolves what it did; without, it does not."""
    other = scenario().incident_types["burglary"].model_dump()
    other["resolution_centre"]["resolved_share"] = 0.6
    rules = {f"{TEAM}__resolved_share": wanted, f"{TEAM}__attempts": ATTEMPTS}
    before = resolved_shares(scenario(incident_types__other=other, **rules))
    other["resolution_centre"]["resolved_share"] = changed
    force = scenario(incident_types__other=other, **rules)
    share = share_with_others_as_they_were(force, {"other": 0.6})
    assert resolved_shares(force)["burglary"] != pytest.approx(before["burglary"])
    found = scenario(incident_types__other=other, **{**rules, f"{TEAM}__resolved_share": share})
    assert resolved_shares(found)["burglary"] == pytest.approx(before["burglary"])


def test_without_a_share_of_the_team_types_resolve_what_they_say() -> None:
    assert resolved_shares(scenario()) == {"burglary": 0.7}


def test_grades_without_a_share_are_not_given() -> None:
    kind = scenario(**{f"{WORK}__sent_on_as": {1: 0.0, 2: 1.0}}).incident_types["burglary"]
    assert kind.resolution_centre is not None
    assert grades_sent_on(kind.resolution_centre) == {2: 1.0}


def test_a_grade_says_who_attends_where_a_type_does_not() -> None:
    """Noise names teams for grade 2 only; burglary names its own for every grade."""
    force = scenario(
        grades__1={"label": "E", "target_min": 15.0, "attended_by": ["neighbourhood", "pcso"]},
        grades__4={"label": "D", "target_min": 60.0, "attended_by": 2},
    )
    rules = of(force).teams
    roles = len(Role)
    first = {
        (code, grade): Role(int(rules.preferred[rules.class_of[code * 10 + grade] * roles]))
        for code, grade in ((0, 1), (0, 4), (1, 1), (1, 2), (1, 4))
    }
    assert first == {
        (0, 1): Role.RESPONSE,
        (0, 4): Role.RESPONSE,
        (1, 1): Role.NEIGHBOURHOOD,
        (1, 2): Role.PCSO,
        (1, 4): Role.PCSO,
    }
