"""Duties: who works when, shifts at the edges of the run, breaks, planned prevention."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim import clock
from sim.scenario.facts import head_counts, part_time
from sim.scenario.facts.cover import duties as duties_on
from sim.scenario.facts.part_time import ShiftShare, is_worked
from sim.scenario.facts.rotas import days_later
from sim.vocabulary import Role
from sim.world.arrays import World
from sim.world.rosters import break_turns
from tests.world.forces import of, scenario

HOUR = clock.MS_PER_HOUR
DAY = clock.MS_PER_DAY


def on_duty(world: World, role: Role, moment_ms: int) -> int:
    """Return how many people of a role are on duty."""
    duties = world.duties
    there = (duties.start_ms <= moment_ms) & (duties.end_ms > moment_ms) & (duties.role == role)
    return int(np.diff(duties.first_member)[there].sum())


def test_coverage_by_hour_counts() -> None:
    """Fifty people in five groups: each shift is always worked by one group of ten."""
    force = scenario(
        teams__response={"posts": {"Upper": 50.0}, "rota": "two-two-two"}, run__days=20
    )
    world = of(force)
    for day in range(27):
        for hour in range(24):
            early, late, night = 7 <= hour < 16, hour >= 15, hour >= 22 or hour < 7
            last_night = hour == 7  # nights last until 07:30
            got = on_duty(world, Role.RESPONSE, day * DAY + hour * HOUR)
            assert got == 10 * (early + late + night + last_night), (day, hour)


def test_a_pattern_of_whole_weeks_starts_on_a_monday() -> None:
    rota = {
        "shifts": {"day": {"start": "09:00", "hours": 8.0}},
        "pattern": ["day"] * 5 + ["rest"] * 2,
    }
    force = scenario(rotas__office=rota, teams__response__rota="office", run__start="2026-01-01")
    duties = of(force).duties
    working = duties.role == Role.RESPONSE
    start = dt.date(2026, 1, 1)
    days = (duties.start_ms[working] // DAY).tolist()
    weekdays = {(start + dt.timedelta(days=day)).weekday() for day in days}
    assert weekdays == {0, 1, 2, 3, 4}
    assert set(duties.start_ms[working] % DAY) == {9 * HOUR}


@pytest.mark.parametrize("groups", range(1, 41))
def test_groups_lie_evenly_and_a_few_people_are_spread(groups: int) -> None:
    """Each has a place of its own, and a few people leave no gap of over three fair shares."""
    places = [days_later(person, groups, groups) for person in range(groups)]
    assert sorted(places) == list(range(groups))
    if groups < 5 or groups == 6:  # next to each other is the only way but back
        return
    for few in range(2, groups):
        ours = sorted(places[:few])
        gaps = [after - before for before, after in pairwise([*ours, ours[0] + groups])]
        assert max(gaps) <= 3 * groups / few + 1


def test_groups_follow_one_another() -> None:
    """Five groups on ten days begin two days apart, each two places behind the one before."""
    force = scenario(teams__response={"posts": {"Upper": 5.0}, "rota": "two-two-two"})
    duties = of(force).duties
    starts: dict[int, set[int]] = {person: set() for person in range(5)}
    for d in np.flatnonzero(duties.role == Role.RESPONSE):
        for member in duties.member[duties.first_member[d] : duties.first_member[d + 1]]:
            starts[int(member)].add(int(duties.start_ms[d]))
    for person, days in {1: 4, 2: 8, 3: 2, 4: 6}.items():
        moved = {start + days * DAY for start in starts[0] if start > 0}
        horizon = 28 * DAY
        later = {start for start in starts[person] if start >= days * DAY + DAY}
        assert later <= moved
        assert {start for start in moved if start < horizon} <= starts[person]


NIGHTS_OUT = {
    "shifts": {"night": {"start": "18:00", "hours": 10.0}},
    "pattern": ["rest"] * 4 + ["night"] * 2 + ["rest"],
}


def working_at(world: World, hub: int) -> dict[int, set[int]]:
    """Return the times in the week, in hours, at which each person of response starts shifts."""
    duties = world.duties
    starts: dict[int, set[int]] = {}
    for d in np.flatnonzero((duties.role == Role.RESPONSE) & (duties.hub == hub)):
        for member in duties.member[duties.first_member[d] : duties.first_member[d + 1]]:
            person = int(world.people.person[member])
            if duties.start_ms[d] > 0:
                starts.setdefault(person, set()).add(int(duties.start_ms[d] % (7 * DAY) // HOUR))
    return starts


def test_a_team_may_work_several_rotas_by_share_and_by_hub() -> None:
    """A tenth of 27 people and half of 36 work 18:00 to 04:00 on Friday and Saturday."""
    team = {
        "rota": {"two-two-two": 0.9, "nights-out": 0.1},
        "rota_by_hub": {"Lower": {"two-two-two": 0.5, "nights-out": 0.5}},
        "absence": {},
    }
    changes = {f"teams__response__{field}": said for field, said in team.items()}
    world = of(scenario(**{"rotas__nights-out": NIGHTS_OUT}, **changes))
    weekend = {4 * 24 + 18, 5 * 24 + 18}
    upper, lower = (working_at(world, hub) for hub in (0, 1))
    out = [person for person, starts in upper.items() if starts & weekend]
    assert len(out) == 3
    assert len([person for person, starts in lower.items() if starts & weekend]) == 18
    assert len(upper) == 27
    assert len(lower) == 36
    assert all(starts == weekend for starts in (upper[person] for person in out))
    # The others go on in five groups of their own: of 24, five or four start each shift.
    size = np.diff(world.duties.first_member)
    early = (world.duties.start_ms % DAY == 7 * HOUR) & (world.duties.hub == 0)
    assert set(size[early & (world.duties.role == Role.RESPONSE)].tolist()) == {4, 5}


def test_one_rota_by_a_share_of_all_is_that_rota() -> None:
    plain = of(scenario()).duties
    by_share = of(scenario(teams__response__rota={"two-two-two": 1.0})).duties
    by_hub = of(scenario(teams__response__rota_by_hub={"Lower": "two-two-two"})).duties
    for other in (by_share, by_hub):
        for mine, theirs in zip(plain, other, strict=True):
            assert (mine == theirs).all()


PART_TIME = {"share_of_people": 0.25, "hours_share": 0.6}


def test_part_timers_are_more_people_with_as_many_hours() -> None:
    """Posts for 27 and 36 full-timers are 30 and 40 people: each is 0.9 of one on average."""
    changes: dict[str, Any] = {"teams__response__absence": {}, "run__days": 100}
    full = of(scenario(**changes))
    part = of(scenario(**changes, teams__response__part_time=PART_TIME))

    def shifts(world: World, hub: int) -> np.ndarray:
        """Return how many shifts each person of response works."""
        ours = (world.people.role == Role.RESPONSE) & (world.people.hub == hub)
        return np.bincount(world.duties.member, minlength=world.people.role.size)[ours]

    for hub, people, few in ((0, 30, 8), (1, 40, 10)):
        worked, before = shifts(part, hub), shifts(full, hub)
        assert worked.size == people
        # Of some 64 shifts in 107 days part-timers work 38 or 39.
        assert before.min() >= 62
        assert (worked < 50).sum() == pytest.approx(few, abs=1)
        assert worked[worked < 50].mean() == pytest.approx(0.6 * before.mean(), rel=0.02)
        assert worked.sum() == pytest.approx(before.sum(), rel=0.01)


def test_part_timers_take_turns() -> None:
    """Of five in a row three work each shift, and each of them three shifts in five."""
    part = ShiftShare(3, 5)
    works = [[is_worked(part, shift, number) for shift in range(20)] for number in range(5)]
    assert {sum(shift) for shift in zip(*works, strict=True)} == {3}
    assert {sum(person) for person in works} == {12}


def test_cover_counts_part_timers_on_the_days_that_they_work() -> None:
    """As many people as the rosters have on duty, for each shift of some weeks."""
    force = scenario(teams__response__absence={}, teams__response__part_time=PART_TIME)
    world, team = of(force), force.teams.response
    assert team is not None
    first = (force.run.start - clock.EPOCH).days
    for day in range(1, 25):
        for hub, name in enumerate(force.hubs):
            found = {
                (each.start_min, each.end_min): 0
                for each in duties_on(force, team, name, first + day)
            }
            for each in duties_on(force, team, name, first + day):
                found[each.start_min, each.end_min] += each.people
            there = world.duties
            ours = (there.role == Role.RESPONSE) & (there.hub == hub)
            begins = ours & (there.start_ms // DAY == day)
            for d in np.flatnonzero(begins).tolist():
                at = tuple(
                    int(t[d] - day * DAY) // clock.MS_PER_MIN
                    for t in (there.start_ms, there.end_ms)
                )
                assert found[at] == there.first_member[d + 1] - there.first_member[d]


def test_who_is_a_part_timer_is_worked_out_once_for_all_days(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[int] = []

    def belongs(share: float, groups: int, number: int) -> bool:
        asked.append(number)
        return head_counts.belongs(share, groups, number)

    monkeypatch.setattr(part_time, "belongs", belongs)
    force = scenario(teams__response__part_time={"share_of_people": 0.23, "hours_share": 0.6})
    team = force.teams.response
    assert team is not None
    for day in range(100):
        assert list(duties_on(force, team, "Upper", day))
    assert len(asked) == len({*asked})


def test_more_posts_change_nobodys_rota() -> None:
    mixed = {"two-two-two": 0.7, "nights-out": 0.3}
    changes: dict[str, Any] = {"rotas__nights-out": NIGHTS_OUT, "teams__response__rota": mixed}
    few = working_at(of(scenario(**changes, teams__response__absence={})), 0)
    changes["teams__response__posts__Upper"] = 45.0
    many = working_at(of(scenario(**changes, teams__response__absence={})), 0)
    assert len(few) == 27
    assert few == {person: many[person] for person in few}


def test_a_night_that_began_before_the_run_is_under_way() -> None:
    force = scenario(teams__response={"posts": {"Upper": 50.0}, "rota": "two-two-two"})
    duties = of(force).duties
    under_way = (duties.start_ms == 0) & (duties.role == Role.RESPONSE)
    assert duties.end_ms[under_way].tolist() == [int(7.5 * HOUR)]


def test_a_shift_keeps_its_end_beyond_the_horizon() -> None:
    world = of(scenario(teams__response={"posts": {"Upper": 50.0}, "rota": "two-two-two"}))
    response = world.duties.role == Role.RESPONSE
    assert world.duties.end_ms[response].max() == world.sizes.horizon_ms + int(7.5 * HOUR)
    assert world.duties.start_ms.max() < world.sizes.horizon_ms


def test_people_who_are_always_there_never_go() -> None:
    force = scenario(teams__resolution_centre__last_assignment_min=90.0)
    world = of(force)
    duties = world.duties
    desk = np.flatnonzero(duties.role == Role.RESOLUTION_CENTRE)
    assert desk.size == 1
    assert duties.start_ms[desk[0]] == 0
    assert duties.end_ms[desk[0]] - 90 * clock.MS_PER_MIN > world.sizes.horizon_ms
    assert duties.hub[desk[0]] == world.sizes.hubs
    members = slice(duties.first_member[desk[0]], duties.first_member[desk[0] + 1])
    assert np.diff(duties.first_member)[desk[0]] == 4
    assert set(duties.break_due_ms[members]) == {clock.NEVER}


def test_duties_join_people_who_start_and_end_together() -> None:
    world = of(scenario())
    duties, people = world.duties, world.people
    keys = list(
        zip(duties.start_ms, duties.end_ms, duties.role, duties.hub, strict=True),
    )
    assert keys == sorted(set(keys))
    for d in range(duties.start_ms.size):
        members = duties.member[duties.first_member[d] : duties.first_member[d + 1]]
        assert members.size > 0
        assert (np.diff(members) > 0).all()
        assert set(people.role[members]) == {duties.role[d]}
        assert set(people.hub[members]) == {duties.hub[d]}


def test_breaks_fall_into_their_window_and_are_spread_over_it() -> None:
    world = of(scenario(teams__response__posts__Upper=300.0, teams__response__absence={}))
    duties = world.duties
    size = np.diff(duties.first_member)
    start = np.repeat(duties.start_ms, size)
    response = np.repeat(duties.role == Role.RESPONSE, size)
    upper = np.repeat(duties.hub == 0, size)
    full = response & (start > 0)
    after_min = (duties.break_due_ms - start)[full] / clock.MS_PER_MIN
    assert after_min.min() >= 150
    assert after_min.max() < 420
    assert set((duties.break_until_ms - start)[full]) == {420 * clock.MS_PER_MIN}
    assert set(duties.break_due_ms[~response]) == {clock.NEVER}
    assert set(duties.break_until_ms[~response]) == {clock.NEVER}
    one_shift = full & upper & (start == start[full & upper][0])
    due_min = (duties.break_due_ms - start)[one_shift] / clock.MS_PER_MIN
    assert due_min.size == 54
    counts = np.histogram(due_min, bins=9, range=(150, 420))[0]
    assert counts.min() >= 4
    assert counts.max() <= 8


def test_a_break_that_was_due_before_the_run_has_been_had() -> None:
    """Nights began at 22:00; breaks fall due from 00:30 on, so none is missing; then narrower."""
    window = {"minutes": 40.0, "from_min": 60.0, "until_min": 180.0}
    world = of(scenario(teams__response__breaks=window, teams__response__absence={}))
    duties = world.duties
    under_way = (np.repeat(duties.start_ms, np.diff(duties.first_member)) == 0) & (
        np.repeat(duties.role, np.diff(duties.first_member)) == Role.RESPONSE
    )
    due, until = duties.break_due_ms[under_way], duties.break_until_ms[under_way]
    assert ((due == clock.NEVER) == (until == clock.NEVER)).all()
    assert set(until) == {clock.NEVER, HOUR}
    assert ((due == clock.NEVER) | (due < HOUR)).all()


def test_turns_at_the_break_are_even_however_many_people() -> None:
    for people in (1, 2, 3, 5, 8, 20, 100):
        turns = np.sort(break_turns(np.arange(people), 1))
        gaps = np.diff(np.append(turns, turns[0] + 1))
        assert gaps.max() <= 2.7 / people
    assert break_turns(np.array([0]), 5)[0] == 0.5


def planned_hours(**changes: Any) -> np.ndarray:
    world = of(scenario(**changes))
    planned = world.teams.planned_prevention_ms / HOUR
    return planned.reshape(world.sizes.roles, world.sizes.hubs)


def test_planned_prevention_is_rostered_time_times_the_share() -> None:
    """Ten people work six shifts in ten days: 9, 9 and 9.5 hours; three weeks less the warm-up."""
    got = planned_hours(run__days=20, run__warm_up_days=10, run__start="2026-01-12")
    per_person_in_ten_days = 2 * (9 + 9 + 9.5)
    # 10 people over two patterns; shifts across the ends of the period cancel out.
    expected = 10 * 2 * per_person_in_ten_days * 0.5
    assert got[Role.NEIGHBOURHOOD].tolist() == pytest.approx([expected, expected])
    assert got.sum() == pytest.approx(2 * expected)


def test_planned_prevention_is_net_of_absence() -> None:
    absence = {"leave": {"share": 0.25, "spell_days": 1}}
    long = {"run__days": 300, "run__warm_up_days": 0}
    full = planned_hours(**long)
    less = planned_hours(**long, teams__neighbourhood__absence=absence)
    assert less.sum() / full.sum() == pytest.approx(0.75, abs=0.03)
    assert (less <= full).all()


def test_always_on_duty_is_planned_to_the_horizon_only() -> None:
    team = {"posts": {"Upper": 2.0}, "rota": "always", "prevention_planned_share": 0.5}
    got = planned_hours(teams__neighbourhood=team)
    assert got[Role.NEIGHBOURHOOD, 0] == 2 * 21 * 24 * 0.5


def test_absence_is_by_the_date_on_which_the_shift_starts() -> None:
    """Everybody is on leave on day -1 or not: compare shares on and after the first night."""
    force = scenario(
        teams__response={
            "posts": {"Upper": 2000.0},
            "rota": "two-two-two",
            "absence": {"leave": {"share": 0.3, "spell_days": 1}},
        },
        run__days=3,
        run__warm_up_days=0,
    )
    world = of(force)
    size = np.diff(world.duties.first_member)[world.duties.role == Role.RESPONSE]
    assert abs(size / 400 - 0.7).max() < 4 * (0.21 / 400) ** 0.5


def test_nobody_works_in_a_force_without_people() -> None:
    team = {"posts": {"Upper": 0.2}, "rota": "two-two-two"}
    world = of(scenario(teams={"response": team}, run__days=1))
    assert world.sizes.officers == 0
    assert world.duties.start_ms.size == 0
    assert world.duties.first_member.tolist() == [0]
    assert of(scenario(teams={}, run__days=1)).sizes.officers == 0


def test_other_duties_take_their_share_of_shifts_and_end_within_them() -> None:
    office = {
        "posts": {"Upper": 60.0},
        "rota": "two-two-two",
        "briefing_min": 15.0,
        "breaks": {"minutes": 30.0, "from_min": 150.0, "until_min": 390.0},
        "other_duties": {"court": 0.05, "disclosure": 0.15},
    }
    duties = of(scenario(teams__investigation=office)).duties
    size = np.diff(duties.first_member)
    start, end = (np.repeat(times, size) for times in (duties.start_ms, duties.end_ms))
    full = (np.repeat(duties.role, size) == Role.INVESTIGATION) & (start > 0)
    due, length = duties.other_due_ms, duties.other_ms
    assert length[full] == pytest.approx(0.2 * (end - start)[full], abs=1)
    assert ((due - start)[full] >= 15 * clock.MS_PER_MIN).all()
    assert ((due + length)[full] <= end[full]).all()
    # Neither during the break nor the break during them.
    apart = (due + length <= duties.break_due_ms) | (
        due >= duties.break_due_ms + 30 * clock.MS_PER_MIN
    )
    assert apart[full].mean() > 0.9
    spread = ((due - start) / (end - start))[full]
    assert np.histogram(spread, bins=4, range=(0, 0.8))[0].min() > 0.15 * full.sum()
    others = np.repeat(duties.role, size) != Role.INVESTIGATION
    assert set(due[others]) == {clock.NEVER}
    assert set(length[others]) == {0}
