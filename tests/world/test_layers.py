"""Growth, changes and repeats: what they add and take, and that nothing else moves."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest

from sim.clock import MS_PER_DAY, MS_PER_HOUR
from sim.world.arrays import ALWAYS, MILLIONTHS, World
from sim.world.build import names
from sim.world.incident_names import find, identity, parent_of
from sim.world.layers import expected_chain
from tests.world.forces import SMALL, of, scenario

REPEAT = {
    "share": 0.3,
    "delay_days": {"distribution": "exponential", "mean": 6.0},
    "within_days": 20,
    "most": 3,
}
PREVENTION = {
    "reference_hours_per_week": {"patrol": {"Upper": 100.0, "Lower": 90.0}},
    "half_life_days": {"patrol": 3.0},
}
#: Without any patrol there are 1.4 times as many: 0.4 / (e - 1).
ELASTICITY = {"patrol": 0.2327}
REACTS: dict[str, Any] = {"prevention": PREVENTION, "ceiling": 1.4}


def force(**changes: Any) -> Any:
    """Return the small force with ``demand`` and with values of the type burglary."""
    data = copy.deepcopy(SMALL)
    data["demand"] = changes.pop("demand", {})
    data["run"] |= changes.pop("run", {})
    data["incident_types"]["burglary"] |= changes
    return scenario(data)


def by_name(force: Any, world: World | None = None) -> dict[str, tuple[Any, ...]]:
    """Return what is drawn for each incident, by its permanent name; rows and codes left out."""
    world = of(force) if world is None else world
    known = names(force)
    drawn = world.drawn
    rows = ("first_slot", "parent", "layer", "mark")
    columns = {name: column for name, column in drawn._asdict().items() if name not in rows}
    table = {}
    for i in range(world.sizes.incidents):
        slots = slice(drawn.first_slot[i], drawn.first_slot[i + 1])
        table[identity(world, known, i)] = (
            *(column[i].item() for column in columns.values()),
            tuple(world.slots.travel_factor[slots].tolist()),
        )
    assert len(table) == world.sizes.incidents
    return table


BASE = by_name(force())
SHOCK = {"factor": 2.0, "districts": ["South"], "first_day": "2026-01-10", "last_day": "2026-01-11"}

LAYERS: dict[str, dict[str, Any]] = {
    "growth": {"demand": {"growth": 1.2}},
    "a shock": {"demand": {"changes": {"shock": SHOCK}}},
    "both": {"demand": {"growth": 1.5, "changes": {"shock": SHOCK}}},
    "further incidents": {
        "demand": {
            "changes": {"fair": {"extra_per_hour": 1.0, "types": ["noise"], "districts": ["East"]}}
        }
    },
    "prevention": {"demand": REACTS, "prevention_elasticity": ELASTICITY},
}


@pytest.mark.parametrize("changes", LAYERS.values(), ids=LAYERS.keys())
def test_a_layer_adds_incidents_and_moves_none(changes: dict[str, Any]) -> None:
    got = by_name(force(**changes))
    assert {name: got[name] for name in BASE} == BASE
    assert len(got) > len(BASE)


def test_layers_do_not_move_each_other() -> None:
    growth, shock = ({"growth": 1.2}, {"changes": {"shock": SHOCK}})
    one, other = by_name(force(demand=growth)), by_name(force(demand=shock))
    both = by_name(force(demand={**shock, "growth": 1.2}))
    # With growth the shock is larger: its incidents are kept and some are added.
    assert {name: both[name] for name in one | other} == one | other


@pytest.mark.parametrize("demand", [{"growth": 0.7}, {"changes": {"less": {"factor": 0.7}}}])
def test_a_factor_below_one_takes_some_and_moves_none(demand: dict[str, Any]) -> None:
    got = by_name(force(demand=demand))
    assert {name: BASE[name] for name in got} == got
    n = len(BASE)
    assert abs(len(got) - 0.7 * n) < 4 * np.sqrt(n * 0.7 * 0.3)


def test_a_factor_below_one_takes_of_its_own_types_and_districts_alone() -> None:
    less = {"factor": 0.3, "types": ["noise"], "districts": ["East"]}
    got = by_name(force(demand={"changes": {"less": less}}))
    gone = BASE.keys() - got.keys()
    assert len(gone) > 10
    assert all(name.startswith("East.noise.") for name in gone)
    assert {name: BASE[name] for name in got} == got


def test_factors_of_nothing_leave_nothing() -> None:
    assert of(force(demand={"growth": 0.0})).sizes.incidents == 0


def test_a_shock_stays_in_its_window() -> None:
    change = {**SHOCK, "factor": 5.0, "from_hour": 18, "until_hour": 4, "types": ["burglary"]}
    built = force(demand={"changes": {"shock": change}})
    world = of(built)
    added = np.flatnonzero(world.drawn.layer)
    assert added.size > 0
    hours = world.drawn.created_ms[added] // MS_PER_HOUR
    # 2026-01-10 is the sixth day of the run; the second evening ends at 04:00 on the 12th.
    allowed = {24 * day + hour for day in (5, 6) for hour in range(18, 28)}
    assert set(hours.tolist()) <= allowed
    assert {names(built).districts[d] for d in world.drawn.district[added].tolist()} == {"South"}


def test_a_shock_that_decays_halves_in_its_half_life() -> None:
    """Full for two days, then 2^(-1/3), 2^(-2/3) ... of it; the mean of each day is known."""
    day = {"first_day": "2026-01-08", "last_day": "2026-01-09"}
    change = {"extra_per_hour": 2.0, "types": ["burglary"], "districts": ["South"], **day}
    built = force(demand={"changes": {"shock": {**change, "decay_half_life_days": 3.0}}})
    added = np.zeros(28)
    for replication in range(20):
        drawn = of(built, replication=replication).drawn
        days = drawn.created_ms[drawn.layer > 0] // MS_PER_DAY
        added += np.bincount(days, minlength=28)
    # 2026-01-08 is the fourth day of the run.
    since = np.maximum(np.arange(28) - 4, 0)
    mean = np.where(np.arange(28) < 3, 0, 20 * 48 * 2.0 ** (-since / 3))
    assert (added[:3] == 0).all()
    assert (np.abs(added - mean) <= 4.5 * np.sqrt(mean)).all()


def test_a_shock_that_decays_keeps_those_of_the_shock_itself() -> None:
    day = {"first_day": "2026-01-10", "last_day": "2026-01-11"}
    short = by_name(force(demand={"changes": {"shock": {"factor": 2.0, **day}}}))
    decaying = {"factor": 2.0, "decay_half_life_days": 3.0, **day}
    longer = by_name(force(demand={"changes": {"shock": decaying}}))
    assert {name: longer[name] for name in BASE} == BASE
    assert len(longer) > len(short)


def test_growth_multiplies_the_counts() -> None:
    rng = range(12)
    base = sum(of(force(), replication=n).sizes.incidents for n in rng)
    more = sum(of(force(demand={"growth": 1.3}), replication=n).sizes.incidents for n in rng)
    assert abs((more - base) - 0.3 * base) < 4 * np.sqrt(0.3 * base)


# --- repeats ------------------------------------------------------------------------------------


def burglaries(built: Any, replication: int) -> World:
    data = built.model_copy(update={"incident_types": {"b": built.incident_types["burglary"]}})
    return of(data, replication=replication)


@pytest.mark.parametrize(("share", "most"), [(0.3, 3), (0.6, 1), (0.5, 5)])
def test_repeats_are_the_expected_share_and_totals_stay(share: float, most: int) -> None:
    """Of 1 + p + ... + p^most incidents one is the first."""
    built = force(repeat={**REPEAT, "share": share, "most": most})
    chain = (1 - share ** (most + 1)) / (1 - share)
    assert expected_chain(built.incident_types["burglary"].repeat) == pytest.approx(chain)
    runs = [burglaries(built, n) for n in range(10)]
    total = np.array([w.sizes.incidents for w in runs])
    repeats = np.array([(w.drawn.repeat > 0).sum() for w in runs])
    plain = np.array([burglaries(force(), n).sizes.incidents for n in range(10)])
    share_of = repeats.sum() / total.sum()
    # Clusters make the variance of the share larger than that of single draws by about the chain.
    error = 4 * np.sqrt(chain * chain * share_of * (1 - share_of) / total.sum())
    assert abs(share_of - (1 - 1 / chain)) < error
    assert abs(total.sum() - plain.sum()) < 4 * np.sqrt(total.sum() * chain + plain.sum())
    # They come from before the run too: the first week has as many as the others.
    week = np.concatenate([w.drawn.created_ms[w.drawn.repeat > 0] for w in runs]) // MS_PER_DAY // 7
    first = np.count_nonzero(week == 0)
    assert abs(first - repeats.sum() / 4) < 5 * np.sqrt(chain * repeats.sum() / 4)


def test_repeats_follow_their_parents() -> None:
    built = force(repeat=REPEAT)
    world = of(built)
    drawn, known = world.drawn, names(built)
    children = np.flatnonzero(drawn.repeat)
    assert drawn.repeat.max() <= REPEAT["most"]
    for row in children.tolist():
        parent = int(drawn.parent[row])
        own, theirs = identity(world, known, row), parent_of(world, known, row)
        assert find(world, known, own) == row
        assert own.endswith(f".r{drawn.repeat[row]}")
        if parent < 0:
            assert theirs is not None
            continue
        assert parent < row
        assert identity(world, known, parent) == theirs
        delay = int(drawn.created_ms[row] // MS_PER_DAY - drawn.created_ms[parent] // MS_PER_DAY)
        assert 1 <= delay <= REPEAT["within_days"]
        assert drawn.district[row] == drawn.district[parent]
    firsts = np.flatnonzero(drawn.repeat == 0)
    assert (drawn.parent[firsts] == -1).all()


def test_repeats_come_at_hours_of_their_own() -> None:
    """Nights on Monday, evenings on other days, none on Sunday: then as over the whole week."""
    data = copy.deepcopy(SMALL)
    night, evening = [1.0] * 6 + [0.0] * 18, [0.0] * 18 + [1.0] * 3 + [3.0] * 3
    data["shapes"] = {"own": {"hour_of_week": [*night, *evening * 5, *[0.0] * 24]}}
    data["incident_types"]["burglary"] |= {"repeat": REPEAT, "hour_shape": "own"}
    runs = [burglaries(scenario(data), n) for n in range(12)]
    found = [w.drawn.created_ms[w.drawn.repeat > 0] for w in runs]
    hours = np.concatenate(found) // MS_PER_HOUR
    weekday, hour = hours // 24 % 7, hours % 24
    assert (hour[weekday == 0] < 6).all()
    assert (hour[(weekday > 0) & (weekday < 6)] >= 18).all()
    late = (hour[(weekday > 0) & (weekday < 6)] >= 21).mean()
    assert abs(late - 0.75) < 0.1
    assert (hour[weekday == 6] < 6).any()
    assert (hour[weekday == 6] >= 18).any()
    # Not at the second of the incident before: at night only 1 in 6 comes in the same hour.
    pairs = [(w.drawn.created_ms, w.drawn.parent) for w in runs]
    same = np.concatenate(
        [
            (at[parent >= 0] - at[parent[parent >= 0]]) % MS_PER_DAY < MS_PER_HOUR
            for at, parent in pairs
        ]
    )
    assert 0 < same.mean() < 0.4


def test_repeats_are_the_same_whenever_the_run_starts() -> None:
    early, late = (
        force(repeat=REPEAT),
        force(repeat=REPEAT, run={"start": "2026-01-12", "days": 14}),
    )
    one, other = by_name(early), by_name(late)
    common = one.keys() & other.keys()
    assert {n for n in one if ".r" in n} & common
    # Times count from the start of the run, a week later.
    moved = {n: (other[n][0] + 7 * MS_PER_DAY, *other[n][1:]) for n in common}
    assert moved == {n: one[n] for n in common}
    assert common == {n for n, row in one.items() if row[0] >= 7 * MS_PER_DAY}


def test_more_repeats_keep_those_there_were() -> None:
    few, many = (
        by_name(force(repeat={**REPEAT, "share": p}, yearly_count=counts(p))) for p in (0.2, 0.4)
    )
    assert {name: many[name] for name in few} == few


def counts(share: float) -> dict[str, float]:
    """Return counts that leave the number of first incidents alone."""
    chain = sum(share**n for n in range(REPEAT["most"] + 1))
    given = SMALL["incident_types"]["burglary"]["yearly_count"]
    return {place: number * chain for place, number in given.items()}


# --- prevention ---------------------------------------------------------------------------------


def test_at_the_reference_the_base_comes_about_and_nothing_else() -> None:
    built = force(demand=REACTS, prevention_elasticity=ELASTICITY)
    drawn = of(built).drawn
    assert (drawn.mark[drawn.layer == 0] < MILLIONTHS).all()
    assert (drawn.mark[drawn.layer > 0] >= MILLIONTHS).all()
    noise = drawn.type == 1
    assert (drawn.mark[noise] == ALWAYS).all()


@pytest.mark.parametrize("effect", [-0.5, 0.0, 0.4, 1.0])
def test_thinned_demand_is_poisson_with_the_multiplied_mean(effect: float) -> None:
    """Counts of a week in a district: mean m (1 + share x effect), variance the same."""
    built = force(demand=REACTS, prevention_elasticity=ELASTICITY, month_shape=None)
    got = []
    for n in range(40):
        drawn = burglaries(built, n).drawn
        came = (drawn.mark < (1 + 0.4 * effect) * MILLIONTHS) & (drawn.district == 0)
        got += np.bincount(drawn.created_ms[came] // MS_PER_DAY // 7, minlength=4).tolist()
    mean = 2000 * 7 / 365 * (1 + 0.4 * effect)
    assert abs(np.mean(got) - mean) < 4 * np.sqrt(mean / len(got))
    spread = np.var(got, ddof=1) / mean
    assert abs(spread - 1) < 4 * np.sqrt(2 / len(got))
