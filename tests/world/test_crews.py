"""Student officers: each goes out with a tutor, the same one whenever both are on duty."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from sim.scenario.facts.facts import Facts
from sim.scenario.facts.teams import OnDuty, is_student, on_duty_at_once
from sim.scenario.schema.teams import ResponseTeam
from sim.vocabulary import Role
from sim.world.arrays import World
from tests.world.forces import of, scenario


def pairs(world: World) -> list[tuple[int, int, int]]:
    """Return each crew: the duty, and the rows in `People` of the two."""
    duty = np.repeat(np.arange(world.duties.start_ms.size), np.diff(world.duties.first_member))
    rows = np.flatnonzero(world.duties.partner >= 0)
    columns = (duty[rows], world.duties.member[rows], world.duties.partner[rows])
    return list(zip(*(column.tolist() for column in columns), strict=True))


def students_of(**response: Any) -> tuple[World, set[int]]:
    """Return a world in which a fifth of response are students, and who these are."""
    said = {"students_share": 0.2, "absence": {}, **response}
    force = scenario(**{f"teams__response__{field}": value for field, value in said.items()})
    world, facts = of(force), Facts(force)
    team = force.teams.response
    assert team is not None
    ours = np.flatnonzero(world.people.role == Role.RESPONSE).tolist()
    hubs = list(force.hubs)

    def student(officer: int) -> bool:
        place = hubs[world.people.hub[officer]]
        here = facts.placed[Role.RESPONSE, place][int(world.people.person[officer])]
        return is_student(team, here)

    return world, {officer for officer in ours if student(officer)}


def test_every_student_on_duty_goes_with_the_same_tutor() -> None:
    world, students = students_of()
    assert len(students) == pytest.approx(0.2 * 63, abs=3)
    found = pairs(world)
    tutors: dict[int, set[int]] = {}
    for _, one, other in found:
        assert (one in students) + (other in students) == 1
        student, tutor = (one, other) if one in students else (other, one)
        tutors.setdefault(student, set()).add(tutor)
    assert set(tutors) == students
    assert {len(tutor) for tutor in tutors.values()} == {1}
    times = Counter(world.duties.member.tolist())
    assert len(found) == sum(times[student] for student in students)


def test_a_student_goes_with_another_only_if_the_own_tutor_is_absent() -> None:
    """The own tutor is the next person of the hub and rota group, or the one before the last."""
    world, students = students_of(absence={"leave": {"share": 0.3, "spell_days": 3}})
    people, groups = world.people, 5
    at = {
        (hub, person): officer
        for officer, (role, hub, person) in enumerate(
            zip(people.role.tolist(), people.hub.tolist(), people.person.tolist(), strict=True)
        )
        if role == Role.RESPONSE
    }
    on_duty = [
        set(world.duties.member[first:last].tolist())
        for first, last in pairwise(world.duties.first_member.tolist())
    ]
    with_own, with_other = 0, 0
    for duty, *both in pairs(world):
        (student,) = students.intersection(both)
        (tutor,) = set(both) - students
        hub, person = int(people.hub[student]), int(people.person[student])
        own = at.get((hub, person + groups), at.get((hub, person - groups)))
        with_own += tutor == own
        with_other += tutor != own
        assert tutor == own or own not in on_duty[duty]
    assert with_own > with_other > 0
    times = Counter((duty, officer) for duty, *both in pairs(world) for officer in both)
    assert max(times.values()) == 1, "nobody is in two crews"


def test_others_work_in_twos_besides() -> None:
    """Of 27 and 36 people everybody is in a crew, but for one of an odd number."""
    world, _ = students_of(crewing={"double_share": 1.0})
    size = np.diff(world.duties.first_member)
    found = Counter(duty for duty, *_ in pairs(world))
    for duty in np.flatnonzero(world.duties.role == Role.RESPONSE).tolist():
        assert found[duty] == size[duty] // 2


def test_crews_of_students_are_counted_before_the_run() -> None:
    team = ResponseTeam(posts={"Town": 10}, rota="always", students_share=0.2)
    assert on_duty_at_once(scenario(), team, "Town") == {OnDuty(alone=6, crews=2)}


def test_the_end_of_overtime_adds_reliefs_and_draws_no_more_drives() -> None:
    """As many drives as before, and eight more for each officer whom an incident needs."""
    plain, limited = of(scenario()), of(scenario(teams__response__overtime_limit_min=60.0))
    assert np.array_equal(plain.slots.travel_factor, limited.slots.travel_factor)
    assert np.array_equal(plain.drawn.first_slot, limited.drawn.first_slot)
    more = limited.drawn.rows - plain.drawn.rows
    assert np.array_equal(more, 8 * plain.drawn.officers * (plain.drawn.rows > 0))
