"""What the schema says of a field, found by its path."""

from __future__ import annotations

from functools import cache
from typing import Any

from sim.scenario.reading.tree import Path
from sim.scenario.schema.scenario import Scenario

Json = dict[str, Any]


@cache
def whole() -> Json:
    """Return the schema of a scenario."""
    return Scenario.model_json_schema()


def resolved(node: Json) -> Json:
    """Return the schema that a reference leads to; any other as it is."""
    while "$ref" in node:
        node = whole()["$defs"][node["$ref"].rpartition("/")[2]]
    return node


def arms_of(node: Json) -> list[Json]:
    """Return the alternatives of a value, nothing left aside."""
    arms = [resolved(arm) for arm in node.get("anyOf", (node,))]
    return [arm for arm in arms if arm.get("type") != "null"]


def described(path: Path) -> tuple[Json, Json]:
    """Return the schema of a value, and that of the field which describes it."""
    node, field = whole(), whole()
    for key in path:
        arm = next(arm for arm in arms_of(resolved(node)) if arm.get("type") == "object")
        if key in arm.get("properties", {}):
            node = field = arm["properties"][key]
        else:
            node = arm["additionalProperties"]
    return node, field
