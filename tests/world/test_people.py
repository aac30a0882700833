"""People: heads from posts, stations in balance, absence of exactly the stated share."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.facts.facts import Facts
from sim.scenario.facts.head_counts import deal
from sim.scenario.facts.teams import people as people_at
from sim.scenario.schema.rotas import Absence
from sim.scenario.schema.teams import Team
from sim.vocabulary import Role
from sim.world.absence import start_chance
from sim.world.array_kinds import Keys
from sim.world.arrays import Bools, Ints
from sim.world.name_hashes import hashes_of
from sim.world.people import people, permanent_names
from sim.world.splitmix64 import spells
from sim.world.streams import Streams
from tests.world.forces import scenario


@pytest.mark.parametrize(
    ("posts", "supervisors", "restricted", "heads"),
    [(10, 0, 0, 10), (10, 0.2, 0.1, 7), (10, 0.05, 0, 10), (9, 0.5, 0, 5), (0.4, 0, 0, 0)],
)
def test_posts_become_people(
    posts: float, supervisors: float, restricted: float, heads: int
) -> None:
    team = Team(
        posts={"Upper": posts},
        rota="always",
        supervisors_share=supervisors,
        restricted_duties_share=restricted,
    )
    assert people_at(team, "Upper") == heads
    assert people_at(team, "Lower") == 0


def test_people_stand_in_order_of_role_hub_and_number() -> None:
    force = scenario()
    who = people(Facts(force))
    rows = list(zip(who.role.tolist(), who.hub.tolist(), who.person.tolist(), strict=True))
    assert rows == sorted(rows)
    counts = Counter((role, hub) for role, hub, _ in rows)
    assert counts == {
        (Role.RESPONSE, 0): 27,
        (Role.RESPONSE, 1): 36,
        (Role.NEIGHBOURHOOD, 0): 10,
        (Role.NEIGHBOURHOOD, 1): 10,
        (Role.RESOLUTION_CENTRE, 2): 4,
    }
    assert permanent_names(force.hubs, who)[27:29] == ["response/Lower/0", "response/Lower/1"]
    assert permanent_names(force.hubs, who)[-1] == "resolution_centre/force/3"


def test_people_parade_at_their_stations() -> None:
    who = people(Facts(scenario()))
    lower = who.station[(who.role == Role.RESPONSE) & (who.hub == 1)]
    assert Counter(lower.tolist()) == {1: 22, 2: 14}
    assert set(who.station[who.hub == 0]) == {0}
    assert set(who.station[(who.role == Role.NEIGHBOURHOOD) & (who.hub == 1)]) == {1}
    assert set(who.station[who.role == Role.RESOLUTION_CENTRE]) == {0}


share_lists = st.lists(st.sampled_from([0.0, 0.1, 0.19, 0.25, 0.5, 0.81]), min_size=1, max_size=5)


@settings(deadline=None)
@given(weights=share_lists.filter(any), groups=st.integers(1, 10), number=st.integers(0, 120))
def test_stations_are_in_balance_at_any_number(
    weights: list[float], groups: int, number: int
) -> None:
    shares = {str(i): weight for i, weight in enumerate(weights)}
    dealt = deal(shares, [person % groups for person in range(number)])
    assert dealt == deal(shares, [person % groups for person in range(150)])[:number]
    for name, weight in shares.items():
        share = weight / sum(weights)
        assert dealt.count(name) == pytest.approx(share * number, abs=2)
        for group in range(groups):
            own = dealt[group::groups]
            assert own.count(name) == pytest.approx(share * len(own), abs=2)


def test_no_station_depends_on_one_rota_group() -> None:
    """Dealing in turn would put groups 0 and 2 at one station and 1 and 3 at the other."""
    dealt = deal({"A": 0.5, "B": 0.5}, [person % 4 for person in range(40)])
    for group in range(4):
        assert dealt[group::4].count("A") == 5


def absent_on(absence: Absence, key: np.uint64, persons: Keys, dates: Ints) -> Bools:
    """Return who is absent on which dates, for one reason."""
    everybody, days = np.array([[0], [persons.size]]), np.array([absence.spell_days])
    chance = np.array([start_chance(absence)])
    return spells(np.array([key]), persons, *everybody, days, chance, dates)


@pytest.mark.parametrize(("share", "spell_days"), [(0.13, 7), (0.05, 1), (0.3, 28), (0.0, 5)])
def test_absence_has_its_share_and_its_spells(share: float, spell_days: int) -> None:
    absence = Absence(share=share, spell_days=spell_days)
    persons = hashes_of([f"response/Upper/{i}" for i in range(3000)])
    key = Streams(3, 0).key("absence/leave")
    absent = absent_on(absence, key, persons, np.arange(20_000, 20_400))
    assert absent.shape == (3000, 400)
    by_person = absent.mean(axis=1)
    error = by_person.std() / 3000**0.5
    assert by_person.mean() == pytest.approx(share, abs=4 * error + 1e-12)
    by_day = absent.mean(axis=0)  # the share holds from the first day on
    assert abs(by_day - share).max() <= 5 * (share * (1 - share) / 3000) ** 0.5
    began = absent[:, 1:-spell_days] & ~absent[:, : -spell_days - 1]
    for person, day in np.argwhere(began)[:500]:
        assert absent[person, day + 1 : day + 1 + spell_days].all()


def test_reasons_and_people_are_absent_independently() -> None:
    persons = hashes_of([f"response/Upper/{i}" for i in range(2000)])
    streams = Streams(3, 0)
    absence = Absence(share=0.2, spell_days=1)
    days = np.arange(20_000, 20_200)
    leave = absent_on(absence, streams.key("absence/leave"), persons, days)
    sickness = absent_on(absence, streams.key("absence/sickness"), persons, days)
    for left, right in [(leave, sickness), (leave[:-1], leave[1:]), (leave[:, 1:], leave[:, :-1])]:
        both = (left & right).mean()
        assert both == pytest.approx(0.04, abs=4 * (0.04 * 0.96 / left.size) ** 0.5)


def test_absence_depends_on_the_date_alone() -> None:
    absence = Absence(share=0.2, spell_days=10)
    persons = hashes_of(["response/Upper/0", "pcso/x/1"])
    key = Streams(3, 0).key("absence/leave")
    long = absent_on(absence, key, persons, np.arange(20_000, 20_400))
    later = absent_on(absence, key, persons, np.arange(20_100, 20_200))
    assert (long[:, 100:200] == later).all()
