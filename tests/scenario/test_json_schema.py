"""Editors accept every good scenario, those that extend another too, and mark common slips."""

from pathlib import Path

import jsonschema
import pytest

from sim.scenario.json_schema import json_schema
from sim.scenario.reading.tree import plain
from sim.scenario.reading.yaml_reader import read_file

ROOT = Path(__file__).parents[2]
GOOD = [
    *(ROOT / "tests" / "scenario" / "good").glob("*.yaml"),
    *(ROOT / "scenarios").rglob("*.yaml"),
]
#: Slips that can be seen in one file, without knowing what it extends.
SEEN = [
    "bad-marking", "bad-name", "distribution-as-number", "negative-staff", "missing-keys",
    "probability-above-one", "shift-of-no-length", "unknown-distribution", "unknown-keys",
    "unknown-rule", "unknown-team", "wrong-types", "zero-days", "zero-staff",
]  # fmt: skip


@pytest.fixture(scope="module")
def validator() -> jsonschema.Draft7Validator:
    schema = json_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def document(path: Path) -> object:
    def with_names(value: object) -> object:
        """JSON knows only names as keys; editors read `1:` as "1" as well."""
        if isinstance(value, dict):
            return {str(key): with_names(item) for key, item in value.items()}
        if isinstance(value, list):
            return [with_names(item) for item in value]
        return value

    return with_names(plain(read_file(path, path.name)[0]))


@pytest.mark.parametrize("path", sorted(GOOD), ids=lambda path: path.stem)
def test_accepts_good_scenarios(path: Path, validator: jsonschema.Draft7Validator) -> None:
    found = document(path)
    if path.parent.name == "sussex":
        found["extends"] = []  # parts of a scenario, which only together are whole
    assert [error.message for error in validator.iter_errors(found)] == []


@pytest.mark.parametrize("name", SEEN)
def test_marks_common_slips(name: str, validator: jsonschema.Draft7Validator) -> None:
    found = document(ROOT / "tests" / "bad_scenarios" / f"{name}.yaml")
    assert not validator.is_valid(found)


def test_speaks_draft_seven_only() -> None:
    text = str(json_schema())
    assert "$defs" not in text
    assert "prefixItems" not in text
    assert "discriminator" not in text


def test_keeps_the_documentation_of_fields() -> None:
    schema = json_schema()
    undocumented = [
        (part, name)
        for part, definition in schema["definitions"].items()
        for name, field in definition["properties"].items()
        if not field.get("description")
    ]
    assert undocumented == []


def test_every_field_has_an_example_that_editors_accept() -> None:
    schema = json_schema()
    parts = {"Scenario": schema, **schema["definitions"]}
    for part, definition in parts.items():
        for name, field in definition["properties"].items():
            if (part, name) == ("Scenario", "extends"):
                continue
            alone = {**field, "definitions": schema["definitions"]}
            (example,) = field["examples"]
            found = [
                error.message for error in jsonschema.Draft7Validator(alone).iter_errors(example)
            ]
            assert found == [], f"{part}.{name}"


def test_numbers_have_their_unit() -> None:
    parts = json_schema()["definitions"]
    assert parts["Run"]["properties"]["time_grid_min"]["unit"] == "minutes"
    assert parts["IncidentType"]["properties"]["scene_min"]["unit"] == "minutes"
    assert "unit" not in parts["Run"]["properties"]["start"]


def test_former_names_are_not_offered() -> None:
    text = str(json_schema())
    assert "formerly" not in text
    assert "'takes'" not in text
