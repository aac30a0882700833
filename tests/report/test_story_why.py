"""Why an incident waited, in words; a rule that is changed in a policy changes them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from sim.model.policies import (
    dispatch,
    end_of_shift,
    held_back,
    redeployment,
    waiting,
)
from sim.report.story.incident import tell
from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import NotSent
from sim.world.build import names
from tests.support.worlds import Call, force, play, team

BOTH = {"response": team(1), "neighbourhood": team(2)}
CALLS = [Call(at=0, scene=60), Call(at=5)]


def story(scenario: Scenario, calls: list[Call], incident: int, **rest: Any) -> str:
    course = play(scenario, calls, **rest)
    made, state = course.world, course.state
    text = tell(scenario, names(scenario), made, state, incident, "simpy")
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        ({"rule": "never"}, "nobody is redeployed under this rule"),
        ({"rule": "never", "ring_fenced": ["neighbourhood"]}, "the team is ring-fenced"),
        ({"rule": "one_pool", "grades": [1]}, "nobody is redeployed to grade 2"),
        ({"rule": "queue_long", "waiting": 2}, "redeployment is off at the moment"),
        ({"rule": "queue_long", "teams": ["pcso"]}, "the team is not redeployed"),
    ],
)
def test_why_prevention_is_not_sent(rule: dict[str, Any], reason: str) -> None:
    teams = {**BOTH, "pcso": team(1)} if "teams" in rule else BOTH
    text = story(force(teams, redeployment=rule), CALLS, 1)
    assert f"2 neighbourhood officers on prevention are not sent: {reason}." in text
    assert ("ring-fenced" in text) == ("ring_fenced" in rule)


def test_a_crowd_that_goes_together_says_how_many_can() -> None:
    calls = [Call(at=0, scene=60), Call(at=5, officers=2, together=True)]
    text = story(force({"response": team(2)}), calls, 1)
    assert "It needs 2 together, and only 1 can be sent." in text


def test_many_that_wait_are_counted_in_thousands() -> None:
    calls = [Call(at=0, scene=60), *(Call(at=5) for _ in range(1_001)), Call(at=6)]
    text = story(force({"response": team(1)}), calls, 1_002)
    assert "1,001 incidents wait before it: 1,001 of grade 2." in text


def test_who_is_sent_at_once_does_not_count_as_free() -> None:
    scenario = force({"response": team(2)})
    text = story(scenario, [Call(at=0, scene=60), Call(at=5, officers=2)], 1)
    assert "It waits for 1 more. 2 response officers of A are on duty: " in text
    assert "free" not in text.partition("is sent from")[0]


def test_reasons_of_teams_on_prevention_all_have_words() -> None:
    incident = {NotSent.MAY_NOT_OVERTAKE, NotSent.WAITS_FOR_ALL_TOGETHER}
    others = {NotSent.OFF_DUTY, NotSent.BUSY, NotSent.NOT_INTERRUPTIBLE, NotSent.MAY_GO}
    elsewhere = {NotSent.NOT_ATTENDING, NotSent.PATCH_OWNER_ONLY, NotSent.OTHER_HUB}
    owed = [
        f"{reason!r}: give it words in sim/vocabulary.py, or name it here if no team on prevention "
        "that does not attend the incident is kept by it"
        for reason in set(NotSent) - incident - others - elsewhere
        if not reason.words
    ]
    assert not owed, "\n".join(owed)
    assert not any(reason.words for reason in incident | others | elsewhere)


def no(*_: object) -> bool:
    return False


def yes(*_: object) -> bool:
    return True


POOL = {"rule": "one_pool"}


@pytest.mark.parametrize(
    ("place", "name", "rule", "words"),
    [
        (end_of_shift, "earliest_end_ms", lambda *_: 1 << 60, "1 is free, but so near the end"),
        (held_back, "stays_back", yes, "must stay available for higher grades"),
        (waiting, "would_overtake", yes, "An incident, which may not be overtaken, waits"),
        (dispatch, "waits_for_all", yes, "It needs 1 together, and only 1 can be sent."),
        (redeployment, "redeployed_to", no, "are not sent: another rule keeps them."),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
def test_a_changed_policy_changes_the_story(
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    rule: Callable[..., object],
    words: str,
) -> None:
    """Nothing of the story is touched; the incident has to wait, and it says for which rule."""
    only = name != "redeployed_to"
    scenario = force({"response": team(1)}) if only else force(BOTH, redeployment=POOL)
    calls = [Call(at=5)] if only else CALLS
    assert "has to wait" not in story(scenario, calls, len(calls) - 1)
    monkeypatch.setattr(place, name, rule)
    text = story(scenario, calls, len(calls) - 1)
    assert "It has to wait." in text
    assert words in text
