"""The reference is what the schema says, and its examples are true."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args, get_origin

import pytest
from pydantic import BaseModel, create_model
from pydantic.fields import FieldInfo

from docs.generators import scenario_reference as reference
from sim.engine.invariants import violations
from sim.engine.on_simpy.engine import simulate
from sim.scenario.checks import registry
from sim.scenario.load import load
from sim.scenario.reading.tree import plain
from sim.scenario.reading.words import Wanted, kinds_of, strip, wanted_by
from sim.scenario.reading.yaml_reader import read_text
from sim.scenario.schema.distributions import Distribution
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.section import Section, Unit, unit_of
from sim.world.build import build
from tests.scenario.example import completed
from tests.support.schema_levers import stated


def all_parts() -> list[type[BaseModel]]:
    kinds = kinds_of(strip(Wanted(Distribution)).annotation)
    return [*reference.parts_of(Scenario), *kinds.values()]


def test_is_up_to_date() -> None:
    assert reference.main(["--check"]) == 0


def test_a_stale_file_is_noticed_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "reference.md"
    monkeypatch.setattr(reference, "REFERENCE", file)
    monkeypatch.setattr(reference, "ROOT", tmp_path)
    assert reference.main(["--check"]) == 1
    assert capsys.readouterr().err.startswith("reference.md is out of date; run make docs")
    assert reference.main(["--write"]) == 0
    assert reference.main(["--check"]) == 0
    assert reference.main([]) == 0
    assert capsys.readouterr().out == file.read_text()
    file.write_text(file.read_text() + "\n")
    assert reference.main(["--check"]) == 1


def test_every_field_and_check_is_in_it() -> None:
    text = reference.render()
    for part in all_parts():
        for name, field in part.model_fields.items():
            assert f"| `{name}` |" in text
            assert str(field.description) in text
    assert text.count("\n- ") >= len(registry.CHECKS)


def fields() -> Iterator[tuple[str, str, FieldInfo]]:
    for part in all_parts():
        for name, field in part.model_fields.items():
            yield f"{part.__name__}.{name}", name, field


def test_every_number_has_a_unit_and_nothing_else_has_one() -> None:
    wrong = [
        where
        for where, _, field in fields()
        if reference.holds_numbers(wanted_by(field)) != bool(unit_of(field))
    ]
    assert wrong == []


def test_every_unit_is_used() -> None:
    assert set(get_args(Unit)) == {unit_of(field) for *_, field in fields()} - {""}


def test_names_that_say_a_unit_say_the_right_one() -> None:
    """Suffixes as CONTRIBUTING.md gives them."""
    ends = {
        "_min": {"minutes"},
        "_hours": {"hours"},
        "_days": {"days"},
        "_share": {"share, 0 to 1", "share, -1 to 1"},
        "_km2": {"square kilometres"},
        "_km_per_hour": {"kilometres an hour"},
        "_gbp": {"pounds a year", "pounds an incident"},
    }
    wrong = [
        (where, unit_of(field))
        for where, name, field in fields()
        for end, units in ends.items()
        if name.endswith(end) and unit_of(field) not in {"", *units}
    ]
    assert wrong == []


def test_every_field_has_an_example_that_it_takes_as_the_page_writes_it() -> None:
    for where, name, field in fields():
        assert field.examples, where
        text = f"{name}: {reference.as_written(reference.example_of(field))}\n"
        tree, problems = read_text(text, where)
        assert problems == [], where
        alone = create_model("Alone", __base__=Section, **{name: (field.annotation, field)})
        alone.model_validate(plain(tree))


def test_the_page_shows_the_examples() -> None:
    text = reference.render()
    assert "| `18:00` |" in text
    assert "| `{2: 0.1, 3: 0.9}` |" in text
    assert "| `[1, 1, 1, ...] (168 in all)` |" in text


def test_keys_that_teams_share_stand_once_on_the_page() -> None:
    text = reference.render()
    for name in ("supervisors_share", "held_back", "slice_min", "prevention_plan", "skills"):
        assert text.count(f"| `{name}` |") == 1
    assert "It has the keys of [PreventionTeam](#preventionteam), and:" in text
    assert "It has the keys of [DetectiveTeam](#detectiveteam)." in text


def test_every_section_has_an_example_that_the_schema_takes() -> None:
    text = reference.EXAMPLE.read_text(encoding="utf-8")
    whole = plain(read_text(text, "example")[0])
    for name, field in Scenario.model_fields.items():
        if reference.parts_of(field.annotation) or get_origin(strip(wanted_by(field))[0]) is dict:
            lines = "\n".join(reference.example(name)) + "\n"
            assert plain(read_text(lines, "example")[0]) == {name: whole[name]}
            assert f"```yaml\n{lines}```" in reference.render()


def test_the_example_uses_every_kind_of_distribution_but_the_plainest() -> None:
    text = reference.EXAMPLE.read_text(encoding="utf-8")
    names = kinds_of(strip(Wanted(Distribution)).annotation)
    assert {name for name in names if f"distribution: {name}" not in text} <= {"fixed"}
    assert get_args(Distribution)


def test_every_setting_stands_in_the_example() -> None:
    """Settings of distributions aside, which have examples enough."""
    text = reference.EXAMPLE.read_text(encoding="utf-8")
    missing = [
        f"{part.__name__}.{name}"
        for part in reference.parts_of(Scenario)
        for name in part.model_fields
        if not re.search(rf"\b{name}:", text)
    ]
    assert missing == []


def test_the_example_runs_with_all_its_levers() -> None:
    scenario = load(reference.EXAMPLE).scenario
    assert scenario is not None
    run = scenario.run.model_copy(update={"days": 3, "warm_up_days": 1})
    world = build(scenario.model_copy(update={"run": run}), 7, 0)
    state = simulate(world, log=True)
    assert violations(world, state) == []
    assert (state.incidents.outcome > 0).sum() > 20


def test_what_the_example_lacks_is_put_in() -> None:
    text = reference.EXAMPLE.read_text(encoding="utf-8")
    assert completed(text) == text
    in_lines = re.sub(r"^  max_officers: .*\n", "", text, flags=re.MULTILINE)
    in_one_line = text.replace("within_district_factor: 0.5, ", "")
    assert text not in (in_lines, in_one_line)
    for without in (in_lines, in_one_line):
        assert _stated(without) != _stated(text)
        assert _stated(completed(without)) == _stated(text)


def _stated(text: str) -> list[str]:
    data = plain(read_text(text, "example")[0])
    assert isinstance(data, dict)
    return sorted(stated(data))
