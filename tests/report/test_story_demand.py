"""The story of a repeat names its parent, and that of an incident that never came says why."""

from __future__ import annotations

from sim.clock import MS_PER_DAY
from sim.engine.on_simpy.engine import simulate
from sim.report.story.incident import tell
from sim.scenario.schema.scenario import Scenario
from sim.world.arrays import World
from sim.world.build import names
from tests.support.worlds import Call, force, team, world


def story(scenario: Scenario, made: World, incident: int) -> str:
    return tell(scenario, names(scenario), made, simulate(made, log=True), incident)


FORCE = force({"response": team(1)}, days=3)


def test_a_repeat_names_its_parent() -> None:
    made = world(FORCE, [Call(at=60), Call(at=60 + 24 * 60, parent=0)])
    same = made.drawn.ordinal * 0
    made = made._replace(drawn=made.drawn._replace(ordinal=same))
    text = story(FORCE, made, 1)
    assert "Incident A.job.0.0.r1 (number 1)" in text
    assert "repeats A.job.0.0 (number 0), of Mon 05 Jan 01:00:00" in text
    assert "repeats" not in story(FORCE, made, 0)
    assert made.drawn.created_ms[1] - made.drawn.created_ms[0] == MS_PER_DAY


def test_a_parent_before_the_run_has_a_name_too() -> None:
    made = world(FORCE, [Call(at=60, parent=0)])
    alone = made._replace(drawn=made.drawn._replace(parent=made.drawn.parent - 1))
    assert "repeats A.job.0.0, which came before the run" in story(FORCE, alone, 0)


def test_what_never_came_says_why() -> None:
    calls = [Call(at=60, mark=1_000_005), Call(at=90, mark=999_995, parent=0)]
    made = world(FORCE, calls)
    assert "the prevention delivered of late at A is enough" in story(FORCE, made, 0)
    assert "the incident that it would repeat did not" in story(FORCE, made, 1)
