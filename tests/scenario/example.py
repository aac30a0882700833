"""Puts what is missing into the scenario that sets every lever, by the examples of the fields.

``python -m tests.scenario.example`` does so; ``make docs`` runs it first. A new field of a part
that the scenario has comes into the first such part, before the field that follows it in the
schema. A whole new part is written there by hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from docs.generators.scenario_reference import EXAMPLE, as_written, example_of
from sim.scenario.reading.tree import Path, locate, plain
from sim.scenario.reading.yaml_reader import read_text
from tests.support.schema_levers import levers, owed_by_parts


def completed(text: str) -> str:
    """Return the text of a scenario with an example of each lever that its parts do not state."""
    while True:
        tree, _ = read_text(text, EXAMPLE.name)
        data = plain(tree)
        assert isinstance(data, dict)
        owed = next(_places(data), None)
        if owed is None:
            return text
        entry, path = owed
        mark = locate(tree, path, at_key=True)
        lines = text.splitlines(keepends=True)
        line = lines[mark.line - 1]
        before, after = line[: mark.column - 1], line[mark.column - 1 :]
        between = ", " if before.strip() else f"\n{before}"
        lines[mark.line - 1] = f"{before}{entry}{between}{after}"
        text = "".join(lines)


def _places(data: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """Yield each entry that is missing, and the path of the key before which it belongs."""
    for name, path, part, values in owed_by_parts(data):
        keys = list(part.model_fields)
        key = name.rsplit(".", 1)[-1]
        later = [each for each in keys[keys.index(key) :] if each in values]
        before = (later or [each for each in values if each in keys])[0]
        yield f"{key}: {as_written(example_of(levers()[name]))}", (*path, before)


def main() -> None:
    """Complete the file."""
    text = EXAMPLE.read_text(encoding="utf-8")
    EXAMPLE.write_text(completed(text), encoding="utf-8")


if __name__ == "__main__":
    main()
