"""Every kind of bad input has a file, and every file has the message it must give."""

from pathlib import Path

import pytest
import yaml

from sim.errors import InputError
from sim.outputs import declared
from sim.scenario import load
from sim.scenario.checks import registry, sizes
from sim.scenario.reading import finding, yaml_reader
from sim.scenario.schema.scenario import Scenario

BAD = Path(__file__).parents[1] / "bad_scenarios"
#: Files that the bad ones extend.
GOOD = [f"../scenario/good/{name}.yaml" for name in ("mm1", "two-hubs")]
FILES = sorted(BAD.glob("*.yaml"))
#: Where the text stops being YAML at all, each parser has its own words for it.
SYNTAX = {"bad-indent", "unclosed-bracket"}


def message(path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Load a file by its bare name, so that messages do not depend on where the tests stand."""
    monkeypatch.chdir(BAD)
    with pytest.raises(InputError) as caught:
        load.load(path.name, also=GOOD, further=declared.CHECKS)
    return f"{caught.value}\n"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_says_what_is_wrong_and_where(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = path.with_suffix(".expected.txt").read_text(encoding="utf-8")
    assert message(path, monkeypatch) == expected


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.stem not in SYNTAX], ids=lambda path: path.stem
)
def test_says_the_same_without_the_compiled_parser(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_reader, "_LOADER", yaml.SafeLoader)
    expected = path.with_suffix(".expected.txt").read_text(encoding="utf-8")
    assert message(path, monkeypatch) == expected


def test_each_file_has_its_message_and_each_message_its_file() -> None:
    messages = {path.name.removesuffix(".expected.txt") for path in BAD.glob("*.expected.txt")}
    assert messages == {path.stem for path in FILES}
    assert {path.name for path in BAD.iterdir()} == {
        *(f"{name}.yaml" for name in messages),
        *(f"{name}.expected.txt" for name in messages),
    }


def test_every_message_has_a_position_in_the_file_it_names() -> None:
    for expected in BAD.glob("*.expected.txt"):
        for line in expected.read_text(encoding="utf-8").splitlines():
            file, rest = line.split(":", 1)
            assert (BAD / file).exists()
            if (BAD / file).is_file():
                row, column, _, rest = rest.split(":", 3)
                assert int(row) >= 1
                assert int(column) >= 1
            assert rest.strip()


def test_every_check_is_fired_by_some_file(monkeypatch: pytest.MonkeyPatch) -> None:
    fired: set[str] = set()

    def listening(check: finding.Check) -> finding.Check:
        def find(scenario: Scenario):
            for found in check.find(scenario):
                fired.add(check.name)
                yield found

        return finding.Check(check.name, check.sections, find)

    monkeypatch.setattr(sizes, "FIRST", tuple(listening(check) for check in sizes.FIRST))
    monkeypatch.setattr(registry, "CHECKS", tuple(listening(check) for check in registry.CHECKS))
    for path in FILES:
        message(path, monkeypatch)
    assert {check.name for check in registry.CHECKS} == fired


def test_checks_read_only_the_sections_they_name() -> None:
    """Of a scenario with changes only checks run that name a section of these."""

    class Watched:
        def __init__(self, scenario: Scenario, allowed: frozenset[str]) -> None:
            self._scenario = scenario
            self._allowed = allowed

        def __getattr__(self, name: str) -> object:
            assert name in self._allowed
            return getattr(self._scenario, name)

    good = sorted((Path(__file__).parent / "good").glob("*.yaml"))
    known = [load.load(each).scenario for each in (*good, "sussex-2017", "hot-spot-patrols")]
    for check in registry.CHECKS:
        assert check.sections <= set(Scenario.model_fields)
        for scenario in known:
            assert list(check.find(Watched(scenario, check.sections))) == []


def test_names_of_checks_are_unique() -> None:
    names = [check.name for check in registry.CHECKS]
    assert len(set(names)) == len(names)
