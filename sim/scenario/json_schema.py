"""The schema in the form that editors read, for completion and for marking slips while typing.

It follows draft 07 of JSON Schema, which the common YAML language servers know, and is more lenient
than ``sixhubs check``, since an editor sees one file and not what it extends:

- the top-level keys that every scenario needs are asked for only where nothing is extended;
- inside the parts no key is asked for, as an extended file may have it;
- every key may be null, which removes it;
- mappings by number (grades, officers) are not held to numbers.

Each field has an example, and each number its unit, under the word ``unit``.
"""

from __future__ import annotations

from typing import Any

from sim.scenario.reading.extends import EXTENDS
from sim.scenario.schema.scenario import Scenario

DRAFT = "http://json-schema.org/draft-07/schema#"

_DROPPED = ("title", "discriminator", "required", "formerly")
_EXTENDS: dict[str, Any] = {
    "description": "a scenario file that this one changes, or a list of them, later ones winning",
    "anyOf": [
        {"type": "string", "minLength": 1},
        {"type": "array", "items": {"type": "string", "minLength": 1}},
    ],
}


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of a scenario file."""
    schema = Scenario.model_json_schema()
    needed = schema["required"]
    parts = schema.pop("$defs")
    result = _lenient(schema)
    properties = {EXTENDS: _EXTENDS, **result.pop("properties")}
    return {
        "$schema": DRAFT,
        **result,
        "properties": properties,
        "if": {"not": {"required": [EXTENDS]}},
        "then": {"required": needed},
        "definitions": {name: _lenient(part) for name, part in parts.items()},
    }


def _lenient(schema: dict[str, Any]) -> dict[str, Any]:
    """Rewrite one object of the schema for draft 07 and for files that extend others."""
    result: dict[str, Any] = {}
    for word, value in schema.items():
        if word in _DROPPED:
            continue
        if word == "properties":
            result[word] = {name: _or_null(_lenient(field)) for name, field in value.items()}
        elif word == "additionalProperties" and isinstance(value, dict):
            result[word] = _or_null(_lenient(value))
        elif word in {"anyOf", "oneOf"}:
            # Without its required keys a value may fit several distributions.
            result["anyOf"] = [_lenient(arm) for arm in value]
        elif word == "items":
            result[word] = _lenient(value)
        elif word == "$ref":
            # Draft 07 overlooks whatever stands beside a reference.
            result["allOf"] = [{word: value.replace("#/$defs/", "#/definitions/")}]
        else:
            result[word] = value
    return result


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Allow null beside what the schema allows."""
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None], "type": [schema["type"], "null"]}
    if "const" in schema:
        rest = {word: value for word, value in schema.items() if word not in {"const", "type"}}
        return {**rest, "enum": [schema["const"], None]}
    if isinstance(schema.get("type"), str):
        return {**schema, "type": [schema["type"], "null"]}
    null = {"type": "null"}
    if "anyOf" in schema:
        arms = schema["anyOf"]
        return schema if null in arms else {**schema, "anyOf": [*arms, null]}
    reference = {"allOf": schema["allOf"]}
    rest = {word: value for word, value in schema.items() if word != "allOf"}
    return {**rest, "anyOf": [reference, null]}
