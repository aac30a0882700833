"""Make docs/scenario-reference.md from the schema, the reader and the checks themselves.

``python -m docs.generators.scenario_reference`` prints the page, ``--write`` puts it in its place,
and ``--check`` only tells whether what stands there is out of date. ``make docs`` writes it with
the other generated pages.
"""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType, UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario import json_schema
from sim.scenario.checks import registry
from sim.scenario.reading import extends, relative, yaml_reader
from sim.scenario.reading.words import (
    Wanted,
    expected,
    is_model,
    kinds_of,
    listed,
    strip,
    wanted_by,
)
from sim.scenario.schema import distributions
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.section import Section, unit_of

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "scenario-reference.md"
EXAMPLE_NAME = "tests/scenario/good/all-levers.yaml"
EXAMPLE = ROOT / EXAMPLE_NAME
COMMAND = "make docs"
#: Items of a list that are shown in a table.
LONGEST_LIST = 24


def holds_numbers(wanted: Wanted) -> bool:
    """Tell whether the values themselves, not the parts within, are numbers with a unit."""
    annotation = strip(wanted).annotation
    if kinds_of(annotation):
        return True
    if get_origin(annotation) is dict:
        return holds_numbers(Wanted(get_args(annotation)[1]))
    if get_origin(annotation) is list:
        return holds_numbers(Wanted(get_args(annotation)[0]))
    if get_origin(annotation) in (Union, UnionType):
        return any(holds_numbers(Wanted(arm)) for arm in get_args(annotation))
    return annotation in (int, float)


def parts_of(annotation: Any) -> list[type[BaseModel]]:
    """Return the parts of the schema that an annotation leads to, except distributions."""
    annotation = strip(Wanted(annotation)).annotation
    if kinds_of(annotation):
        return []
    if is_model(annotation):
        found = [annotation]
        for field in annotation.model_fields.values():
            found += [p for p in parts_of(field.annotation) if p not in found]
        return found
    nested = [parts_of(argument) for argument in get_args(annotation)]
    return list(dict.fromkeys(part for parts in nested for part in parts))


def render() -> str:
    """Return the whole reference as Markdown."""
    lines = [
        "# Scenario reference",
        "",
        f"Made by `{COMMAND}` from the fields of the schema in `sim/scenario/schema`; do not edit.",
        f"The longer examples are taken from `{EXAMPLE_NAME}`, a scenario that",
        "uses every setting and that the tests run.",
        "",
        "## The file",
        "",
        *_prose(yaml_reader),
        "",
        "## Extending another scenario",
        "",
        "`extends:` names a file, or a list of files, relative to the file that says so; or the",
        "bare name of a scenario that comes with the program, or of a part of one such as",
        "`sussex/shapes`, where there is no such file.",
        "[A force of your own](tutorial.md#your-own-force) says which parts there are.",
        "`sixhubs check --verbose` lists each value that one file changes in another, old and new,",
        "and each that it adds, with the default before.",
        "",
        *_prose(extends),
        "",
        "## Relative changes",
        "",
        *_prose(relative),
        "",
        "## Top level",
        "",
        *_table(Scenario),
        "",
    ]
    done: set[type[BaseModel]] = set()
    for name, field in Scenario.model_fields.items():
        lines += _section(name, field, done)
    lines += _distributions()
    lines += _checks()
    lines += ["## For editors", "", "`sixhubs schema` prints the JSON Schema.", ""]
    lines += [*_prose(json_schema), ""]
    return "\n".join(lines)


def _section(name: str, field: FieldInfo, done: set[type[BaseModel]]) -> Iterator[str]:
    """Yield the section of one top-level key: its parts and an example."""
    parts = [part for part in with_bases(parts_of(field.annotation)) if part not in done]
    if not parts and get_origin(strip(wanted_by(field)).annotation) is not dict:
        return
    yield from (f"## {name}", "")
    for part in parts:
        done.add(part)
        yield from _part(part)
    yield from ("Example:", "", "```yaml", *example(name), "```", "")


def _part(part: type[BaseModel], heading: str = "") -> Iterator[str]:
    """Yield a heading, what a part is, the parts whose keys it shares, and its own keys."""
    yield from (f"### {heading or part.__name__}", "", _first_line(part), "")
    shared = [base for base in with_bases([part]) if base in part.__bases__]
    if shared:
        names = listed([_link(base, plural=False) for base in shared], "and")
        yield from (f"It has the keys of {names}" + (", and:" if own_fields(part) else "."), "")
    if own_fields(part):
        yield from (*_table(part), "")


def with_bases(parts: Iterable[type[BaseModel]]) -> list[type[BaseModel]]:
    """Return parts of the schema, each after those whose keys it shares."""
    found: dict[type[BaseModel], None] = {}
    for part in parts:
        for base in reversed(part.__mro__):
            if issubclass(base, Section) and base is not Section:
                found[base] = None
    return list(found)


def own_fields(part: type[BaseModel]) -> dict[str, FieldInfo]:
    """Return the fields that a part does not share with one that it is made of."""
    shared = {name for base in with_bases([part])[:-1] for name in base.model_fields}
    return {name: field for name, field in part.model_fields.items() if name not in shared}


def _distributions() -> Iterator[str]:
    """Yield the section on distributions."""
    yield from ("## Distributions", "", "Durations and work are given as one of these.", "")
    for name, model in kinds_of(strip(Wanted(distributions.Distribution)).annotation).items():
        yield from _part(model, heading=name)


def _checks() -> Iterator[str]:
    """Yield the section on the checks beyond the schema."""
    yield from ("## What is checked beyond the tables", "", "All faults are reported at once.", "")
    for check in registry.CHECKS:
        rule = _first_line(check.find).removeprefix("Require that ")
        yield f"- {rule[0].upper()}{rule[1:]}"
    yield from ("", "## What is warned of", "")
    yield "`sixhubs check` also shows what is allowed but probably a mistake, and says what to do."
    yield "A warning stops no run; with `check --strict` it counts as a mistake (status 2)."
    yield ""
    for check in registry.WARNINGS:
        what = _first_line(check.find).removeprefix("Warn of ")
        yield f"- {what[0].upper()}{what[1:]}"
    yield "- A scenario that extends another and keeps its name or its title."
    yield ""


def _table(part: type[BaseModel]) -> Iterator[str]:
    """Yield a table of the fields of a part, without those that it shares."""
    yield "| key | what it is | unit | default | example | meaning |"
    yield "|---|---|---|---|---|---|"
    for name, field in own_fields(part).items():
        words = expected(wanted_by(field), name_part=_link)
        shown = f"`{in_short(example_of(field))}`"
        cells = (f"`{name}`", words, unit_of(field), _default(field), shown, field.description)
        yield f"| {' | '.join(map(str, cells))} |"


def _link(part: type[BaseModel], plural: bool) -> str:
    return f"[{part.__name__}](#{part.__name__.lower()})" + (" parts" if plural else "")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "none"
    if isinstance(value, BaseModel):
        value = {key: item for key, item in value.model_dump().items() if key == "rule"}
    return f"`{as_written(value)}`"


def example_of(field: FieldInfo) -> object:
    """Return the example of a field as plain data."""
    return (field.examples or [None])[0]


def as_written(value: object) -> str:
    """Return plain data as a scenario file would have them, in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {as_written(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_written, value)) + "]"
    if isinstance(value, str) and re.fullmatch(r"\w[\w .:+-]*", value):
        return value
    return json.dumps(value)


def in_short(value: object) -> str:
    """Return plain data as in a file; of a list that is too long to read, the beginning."""
    if isinstance(value, list) and len(value) > LONGEST_LIST:
        return f"{as_written(value[:3])[:-1]}, ...] ({len(value)} in all)"
    return as_written(value)


def example(section: str) -> list[str]:
    """Return the lines of the example scenario that state one top-level key."""
    lines = EXAMPLE.read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if line.startswith(f"{section}:"))
    last = first + 1
    while last < len(lines) and re.match(r"\s", lines[last]):
        last += 1
    return lines[first:last]


def _first_line(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n")[0]


def _prose(module: ModuleType) -> list[str]:
    """Return what a module says of itself after its first line, as Markdown."""
    text = inspect.getdoc(module) or ""
    return text.replace("``", "`").split("\n")[2:]


def main(arguments: Sequence[str]) -> int:
    """Print the reference, write it, or tell whether the file is out of date.

    Parameters
    ----------
    arguments : sequence of str
        Nothing, ``--write`` or ``--check``.

    Returns
    -------
    int
        0, or 1 when ``--check`` finds the file out of date.
    """
    text = render()
    if "--check" in arguments:
        written = REFERENCE.read_text(encoding="utf-8") if REFERENCE.exists() else ""
        if written != text:
            sys.stderr.write(f"{REFERENCE.relative_to(ROOT)} is out of date; run {COMMAND}\n")
            return 1
        return 0
    if "--write" in arguments:
        REFERENCE.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
