"""Whatever is done to a scenario, it loads or is refused with positions: nothing else happens."""

import copy
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.scenario.load import load
from sim.scenario.reading.tree import plain
from sim.scenario.reading.yaml_reader import UnreadableError, read_text

GOOD = Path(__file__).parent / "good" / "two-hubs.yaml"
DATA = plain(read_text(GOOD.read_text(), "good")[0])

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 20),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.sampled_from(["", " ", "force", "all", "rest", "always", "North", "Northgate", "response",
                     "core", "early", "25:00", "07:00", "2018-01-01", "fixed", "exponential",
                     "list[x]", "dict[x]", "[key]", "distribution", "<<", "extends", "2018-02-30"]),
    st.text(max_size=6),
)  # fmt: skip
junk = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(st.text(max_size=4), st.integers(-1, 5), st.sampled_from(["mean", "value"])),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)


def places(value: object, path: tuple = ()) -> list[tuple]:
    """Return the paths of everything inside a value."""
    found = [path] if path else []
    items = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, inner in items:
        found += places(inner, (*path, key))
    return found


PLACES = places(DATA)


def holder(data: object, path: tuple) -> object:
    for key in path[:-1]:
        data = data[key]
    return data


def spoil(data: dict, how: str, path: tuple, value: object, other: tuple) -> None:
    """Make one change to a scenario; a place that an earlier change took away is passed over."""
    try:
        where = holder(data, path)
        if how == "delete":
            del where[path[-1]]
        elif how == "replace":
            where[path[-1]] = value
        elif how == "move":
            where[path[-1]] = copy.deepcopy(holder(data, other)[other[-1]])
        elif isinstance(where, dict):
            key = "extra" if isinstance(value, bool) or not isinstance(value, str | int) else value
            where[key] = copy.deepcopy(where[path[-1]])
    except (KeyError, IndexError, TypeError):
        pass


changes = st.tuples(
    st.sampled_from(["delete", "replace", "move", "add"]),
    st.sampled_from(PLACES),
    junk,
    st.sampled_from(PLACES),
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(changes, min_size=1, max_size=4))
def test_a_spoilt_scenario_loads_or_is_refused_with_positions(tmp_path_factory, done) -> None:
    data = copy.deepcopy(DATA)
    for how, path, value, other in done:
        spoil(data, how, path, value, other)
    file = tmp_path_factory.mktemp("fuzz") / "x.yaml"
    file.write_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False), encoding="utf-8")
    assert_loads_or_is_refused(file)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_a_cut_and_pasted_file_loads_or_is_refused(tmp_path_factory, data) -> None:
    text = GOOD.read_text()
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 40)))
        text = text[:start] + data.draw(st.text(max_size=3)) + text[end:]
    file = tmp_path_factory.mktemp("fuzz") / "x.yaml"
    file.write_text(text, encoding="utf-8", errors="replace")
    assert_loads_or_is_refused(file)


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path_factory, raw: bytes) -> None:
    file = tmp_path_factory.mktemp("fuzz") / "x.yaml"
    file.write_bytes(raw)
    assert_loads_or_is_refused(file)


@given(st.text(alphabet="ab01:-,[]{}&*!<>|?#%'\" \n\t", max_size=40))
def test_any_marks_of_yaml_are_read_or_refused(text: str) -> None:
    problems: list[Any] = []
    try:
        _, problems = read_text(text, "x.yaml")
    except UnreadableError as error:
        problems = [error.problem]
    assert all(problem.line >= 1 for problem in problems)


def assert_loads_or_is_refused(file: Path) -> None:
    try:
        load(file)
    except InputError as error:
        problems = error.problems
    else:
        return
    assert problems
    for problem in problems:
        assert problem.message
        assert "\n" not in str(problem)
        assert min(problem.line, problem.column) >= 1, str(problem)
