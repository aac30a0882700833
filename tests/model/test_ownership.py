"""Each array is written by one module, the world by none, and the model is plain code."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.memory import new_state
from sim.model.state import State
from tests.model.syntax import owners, ownership_faults, plainness_faults, sources
from tests.support.worlds import Call, force, team, world

MODULES = sources()
HEAD = "from sim.model import log\nfrom sim.model.state import State\n"


def test_every_part_of_the_state_has_one_owner_that_exists() -> None:
    assert set(owners()) == set(State._fields)
    assert set(owners().values()) <= set(MODULES)


def test_every_owner_writes_its_part() -> None:
    for part, module in owners().items():
        elsewhere = ownership_faults("sim.model.nobody", MODULES[module])
        assert any(f"writes to s.{part}." in line for line in elsewhere), part


@pytest.mark.parametrize("module", MODULES)
def test_arrays_are_written_by_their_owners_only(module: str) -> None:
    assert ownership_faults(module, MODULES[module]) == []


@pytest.mark.parametrize("module", MODULES)
def test_the_model_is_plain(module: str) -> None:
    assert plainness_faults(MODULES[module]) == []


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("s.officers.duty[0] = 1", "s.officers.duty, which belongs to sim.model.officers"),
        ("s.officers.duty[0] += 1", "s.officers.duty"),
        ("o = s.officers\n    o.duty[0] = 1", "s.officers.duty"),
        ("o = s.officers\n    p = o\n    d = p.duty\n    d[0] -= 1", "s.officers.duty"),
        ("a, b = s.queues, s.officers\n    b.duty[0] = 1", "s.officers.duty"),
        ("d: int = s.officers.duty\n    d[0] = 1", "s.officers.duty"),
        ("(d := s.officers.duty)[0] = 1", "s.officers.duty"),
        ("for d in (s.pools.size, s.officers.duty):\n        d[0] = 1", "s.officers.duty"),
        ("d = s.pools.size if s.log.on[0] else s.officers.duty\n    d[0] = 1", "s.officers.duty"),
        ("s.pools.size[0], s.officers.duty[0] = 1, 2", "s.officers.duty"),
        ("s.officers.duty[:] = 0", "s.officers.duty"),
        ("del s.officers.duty[0]", "s.officers.duty"),
        ("for s.officers.duty[0] in range(3):\n        pass", "s.officers.duty"),
        ("s.officers.duty.fill(0)", "calls a method of s.officers.duty"),
        ("s.officers.duty = s.officers.slot", "assigns the attribute duty"),
        ("w.drawn.grade[0] = 1", "writes to the world: w.drawn.grade"),
        ("teams = w.teams\n    teams.rank[0] = 1", "writes to the world: w.teams.rank"),
        ("other[0] = 1", "other, which is not known"),
        ("thing(s)[0] = 1", "thing(s), which is not known"),
    ],
)
def test_a_planted_write_is_caught(body: str, fault: str) -> None:
    text = f"def f(w: World, s: State, other) -> None:\n    {body}\n"
    found = [line for line in ownership_faults("sim.model.pools", text) if fault in line]
    assert found, ownership_faults("sim.model.pools", text)


def test_a_planted_write_through_a_part_of_the_state_is_caught() -> None:
    text = (
        "def f(o: Officers, rules: TeamRules) -> None:\n    o.duty[0] = 1\n    rules.rank[0] = 1\n"
    )
    assert ownership_faults("sim.model.pools", text) == [
        "line 2: writes to s.officers.duty, which belongs to sim.model.officers",
        "line 3: writes to the world: w.teams.rank",
    ]


def test_an_owner_may_write() -> None:
    text = (
        "def f(s: State) -> None:\n    pools = s.pools\n    pools.size[s.officers.duty[0]] += 1\n"
    )
    assert ownership_faults("sim.model.pools", text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("import simpy", "imports simpy"),
        ("import numpy as np", "imports numpy"),
        ("from numba import njit", "imports from numba"),
        ("from sim.engine import memory", "imports from sim.engine"),
        ("TABLE = np.zeros(3)", "other than a number at the top"),
        ("class Officer:\n    pass", "is no plain tuple"),
        ("if True:\n    X = 1", "has If at the top"),
        ("@njit\ndef f(s):\n    return 1", "has a decorator"),
        ("def f(s):\n    return s.a[0] / 2", "operator Div"),
        ("def f(s):\n    x = 2\n    x /= 2", "operator Div"),
        ("def f(s):\n    return s.a[0] ** 2", "operator Pow"),
        ("def f(s):\n    return s.a @ s.b", "operator MatMult"),
        ("def f(s):\n    return math.exp(s.a[0])", "calls math.exp"),
        ("def f(s):\n    return exp(s.a[0])", "calls exp"),
        ("def f(s):\n    return log(s.a[0])", "calls log"),
        ("def f(s):\n    return pow(s.a[0], 2)", "calls pow"),
        ("def f(s):\n    return round(s.a[0])", "calls round"),
        ("def f(s):\n    return s.a.sum()", "calls s.a.sum"),
        ("def f(s):\n    return np.sort(s.a)[0]", "calls np.sort"),
        ("def f(s):\n    return sum(s.a)", "calls sum"),
        ("def f(s):\n    return max(s.a)", "calls max of an array"),
        ("def f(s):\n    return sorted(s.a)[0]", "calls sorted"),
        ("def f(s):\n    return [x for x in s.a][0]", "has ListComp"),
        ("def f(s):\n    return (lambda x: x)(1)", "has Lambda"),
        ("def f(s):\n    yield 1", "has Yield"),
        ("def f(s):\n    try:\n        pass\n    finally:\n        pass", "has Try"),
        ("def f(s):\n    raise ValueError", "has Raise"),
        ("def f(s):\n    global X", "has Global"),
        ("def f(s):\n    return {1: 2}", "has Dict"),
        ("def f(s):\n    def g():\n        return 1\n    return g()", "inside another function"),
    ],
)
def test_code_that_is_not_plain_is_caught(text: str, fault: str) -> None:
    found = plainness_faults(text)
    assert any(fault in line for line in found), found


def test_plain_code_passes() -> None:
    text = (
        "from sim.model import log\n"
        "from sim.model.pools import join\n"
        "X = 3\n"
        "def f(s, n):\n"
        "    log.write(s, -n)\n"
        "    join(s, max(n, X))\n"
        "    while n > 0 and not s.a[n] in (1, 2):\n"
        "        n -= 7 // X + n % X\n"
        "    return f(s, int(n * 0.5))\n"
    )
    assert plainness_faults(text) == []


def test_the_state_is_made_of_one_dimensional_numbers() -> None:
    state = new_state(world(force({"response": team(2)}), [Call(at=1)]), log=True)
    arrays = [array for part in state for array in part]
    assert all(isinstance(array, np.ndarray) and array.ndim == 1 for array in arrays)
    numbers = {np.dtype(kind) for kind in (np.int64, np.int32, np.int8, np.bool_)}
    assert {array.dtype for array in arrays} == numbers
    assert all(array.flags.writeable and array.flags.c_contiguous for array in arrays)
    owned = [array for array in arrays if array.size]
    for n, one in enumerate(owned):
        assert not any(np.shares_memory(one, other) for other in owned[n + 1 :])
