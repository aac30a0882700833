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
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.scenario import json_schema
from sim.scenario.checks import registry
from sim.scenario.reading import extends, yaml_reader
from sim.scenario.reading.words import Wanted, expected, is_model, kinds_of, strip, wanted_by
from sim.scenario.schema import distributions
from sim.scenario.schema.scenario import Scenario

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "docs" / "scenario-reference.md"
EXAMPLE = ROOT / "tests" / "scenario" / "good" / "all-levers.yaml"
COMMAND = "make docs"

#: Units that a field's name ends with.
SUFFIX_UNITS = {
    "_min": "minutes",
    "_hours": "hours",
    "_days": "days",
    "_share": "share, 0 to 1",
    "_km2": "square kilometres",
    "_km_per_hour": "kilometres an hour",
    "_gbp": "pounds",
    "_factor": "ratio",
}
#: Units of fields whose names do not say them.
UNITS = {
    "area_km2": "square kilometres",
    "at_once": "share, 0 to 1",
    "asb_powers_per_hour": "uses an hour",
    "caseload_limit": "cases",
    "cost_per_post_gbp": "pounds a year",
    "cv": "ratio",
    "day_of_week": "weights",
    "days": "days",
    "episodes": "spells of work",
    "extra_per_hour": "incidents an hour",
    "factor": "ratio",
    "from_hour": "hour of the day",
    "grade_mix": "shares, summing to 1",
    "groups": "groups",
    "growth": "ratio",
    "high": "unit of the field",
    "hour_of_day": "weights",
    "hour_of_week": "weights",
    "held_back": "officers (or crews)",
    "hours": "hours",
    "interruptions_limit": "officers",
    "latitude": "degrees",
    "longitude": "degrees",
    "lost_per_hour": "share an hour",
    "low": "unit of the field",
    "lowest": "share, 0 to 1",
    "mean": "unit of the field",
    "minutes": "minutes",
    "mode": "unit of the field",
    "minimum_strength": "officers",
    "most": "times",
    "month_shapes": "weights",
    "officers": "officers",
    "officers_mix": "shares, summing to 1",
    "patches": "patches",
    "per_hour": "incidents an hour",
    "prevention_plan": "shares, summing to 1",
    "posts": "full-time-equivalent posts",
    "open_cases_weeks": "weeks",
    "overtime_gbp_per_hour": "pounds an hour",
    "recall_below": "incidents",
    "reference_hours_per_week": "hours a week",
    "replications": "runs",
    "saturation": "ratio",
    "share": "share, 0 to 1",
    "skills": "share, 0 to 1",
    "solvability_below": "share, 0 to 1",
    "stations": "shares, summing to 1",
    "until_hour": "hour of the day",
    "value": "unit of the field",
    "values": "unit of the field",
    "waiting": "incidents",
    "weights": "weights",
    "yearly_count": "incidents a year",
}
#: Numbers that are names or ranks and so have no unit.
UNITLESS = frozenset(
    {
        *("attended_by", "grades", "harm", "no_reply_as", "seed", "sent_on_as"),
        *("to_prevention_as", "upgraded_to", "harm_below"),
    }
)


def unit(name: str, field: FieldInfo) -> str:
    """Return the unit of a field in words; empty for what is not a number."""
    if name in UNITLESS or not holds_numbers(wanted_by(field)):
        return ""
    if name in UNITS:
        return UNITS[name]
    return next((words for end, words in SUFFIX_UNITS.items() if name.endswith(end)), "")


def holds_numbers(wanted: Wanted) -> bool:
    """Tell whether the values themselves, not the parts within, are numbers with a unit."""
    annotation = strip(wanted).annotation
    if kinds_of(annotation):
        return True
    if get_origin(annotation) is dict:
        return holds_numbers(Wanted(get_args(annotation)[1]))
    if get_origin(annotation) is list:
        return holds_numbers(Wanted(get_args(annotation)[0]))
    return annotation in (int, float)


def parts_of(annotation: Any) -> list[type[BaseModel]]:
    """Return the parts of the schema that an annotation leads to, distributions left out."""
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
        f"Made by `{COMMAND}` from the schema in `sim/scenario`; do not edit.",
        "The examples are taken from `tests/scenario/good/two-hubs.yaml`, which the tests load.",
        "",
        "## The file",
        "",
        *_prose(yaml_reader),
        "",
        "## Extending another scenario",
        "",
        "`extends:` names a file, or a list of files, relative to the file that says so; or the",
        "bare name of a scenario that comes with the program, where there is no such file.",
        "`sixhubs check --verbose` lists each value that one file changes in another, old and new.",
        "",
        *_prose(extends),
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
    parts = [part for part in parts_of(field.annotation) if part not in done]
    if not parts and get_origin(strip(wanted_by(field)).annotation) is not dict:
        return
    yield from (f"## {name}", "")
    for part in parts:
        done.add(part)
        yield from (f"### {part.__name__}", "", _first_line(part), "", *_table(part), "")
    yield from ("Example:", "", "```yaml", *example(name), "```", "")


def _distributions() -> Iterator[str]:
    """Yield the section on distributions."""
    yield from ("## Distributions", "", "Durations and work are given as one of these.", "")
    for name, model in kinds_of(strip(Wanted(distributions.Distribution)).annotation).items():
        yield from (f"### {name}", "", _first_line(model), "", *_table(model), "")


def _checks() -> Iterator[str]:
    """Yield the section on the checks beyond the schema."""
    yield from ("## What is checked beyond the tables", "", "All faults are reported at once.", "")
    for check in registry.CHECKS:
        rule = _first_line(check.find).removeprefix("Require that ")
        yield f"- {rule[0].upper()}{rule[1:]}"
    yield ""


def _table(part: type[BaseModel]) -> Iterator[str]:
    """Yield a table of the fields of a part."""
    yield "| key | what it is | unit | default | meaning |"
    yield "|---|---|---|---|---|"
    for name, field in part.model_fields.items():
        words = expected(wanted_by(field), name_part=_link)
        cells = (f"`{name}`", words, unit(name, field), _default(field), field.description)
        yield f"| {' | '.join(map(str, cells))} |"


def _link(part: type[BaseModel], plural: bool) -> str:
    return f"[{part.__name__}](#{part.__name__.lower()})" + (" parts" if plural else "")


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "**required**"
    value = field.get_default(call_default_factory=True)
    if value is None:
        return "left out"
    if isinstance(value, BaseModel):
        said = {key: item for key, item in value.model_dump().items() if key == "rule"}
        return f"`{json.dumps(said)}`"
    # JSON has only names as keys; in the file, numbers stand without quotes.
    return "`" + re.sub(r'"(\d+)":', r"\1:", json.dumps(value)) + "`"


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
