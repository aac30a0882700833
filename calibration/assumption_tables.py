"""The assumed numbers of the baseline as tables in Markdown: things down, fields across."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from calibration.tables import Row, Value, rows, tidy

Cells = dict[tuple[str, str], Row]


@dataclass
class Table:
    """Rows of figures laid out in two directions.

    Attributes
    ----------
    title : str
        Heading of the table.
    cells : dict
        Row of figures by thing (down) and field (across).
    """

    title: str
    cells: Cells = field(default_factory=dict)

    def things(self) -> list[str]:
        """Return what stands down the side, in order."""
        return list(dict.fromkeys(thing for thing, _ in self.cells))

    def fields(self) -> list[str]:
        """Return what stands across the top, in order."""
        return sorted(
            dict.fromkeys(name for _, name in self.cells),
            key=[name for _, name in self.cells].index,
        )

    def column(self, name: str) -> list[Row]:
        """Return the rows of figures under one heading."""
        return [row for (_, other), row in self.cells.items() if other == name]


def plain(text: str) -> str:
    """Return a key as words."""
    return text.replace("_", " ")


def figure(value: Value) -> str:
    """Return a value as text: thousands separated, long lists by their length."""
    if isinstance(value, list):
        if len(value) > 28:
            return f"{len(value)} weights"
        return ", ".join(str(item) for item in value)
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 10_000 else tidy(value)


def span(low: float | None, high: float | None) -> str:
    """Return a range as text; nothing where there is none."""
    return "" if low is None or high is None else f"{figure(low)} to {figure(high)}"


def link(source: str) -> str:
    """Return a source as a link to the list of sources."""
    return "no public source" if source == "none" else f"[{plain(source)}](#sources)"


def _place(path: str) -> tuple[str, str, str, str]:
    """Return section, table, thing and field of a path."""
    keys = path.split(".")
    section, rest = keys[0], keys[1:]
    if section == "incident_types":
        return "incidents", rest[1], rest[0], " ".join(rest[2:]) or rest[1]
    if section == "rotas":
        if rest[1] == "shifts":
            return "rotas", "shifts", f"{rest[0]}, {rest[2]}", rest[3]
        return "rotas", "patterns", rest[0], rest[1]
    if section == "shapes":
        return "rates over time", "hours and days", rest[0], rest[1]
    if section == "month_shapes":
        return "rates over time", "months", rest[0], "weights from January"
    if section == "teams":
        team, *below = rest
        if below[0] in ("posts", "stations"):
            return "teams", below[0], ", ".join(below[1:]), team
        if below[0] == "absence":
            return "teams", f"absence: {below[2]}", below[1], team
        return "teams", "how teams work", " ".join(below), team
    return "rules and drives", section, " ".join(rest), "value"


def sections() -> dict[str, list[Table]]:
    """Return all assumptions as tables by section; yearly counts have their own."""
    found: dict[str, dict[str, Table]] = defaultdict(dict)
    for row in rows().values():
        if row.basis == "assumption" and ".yearly_count." not in row.path:
            section, table, thing, name = _place(row.path)
            tables = found[section]
            tables.setdefault(table, Table(table)).cells[thing, name] = row
    order = ("incidents", "teams", "rotas", "rates over time", "rules and drives")
    return {section: list(found[section].values()) for section in order}


def _common(values: list[str]) -> str | None:
    """Return the value that all share, or None."""
    return values[0] if len(set(values)) == 1 else None


def _unit(unit: str) -> str:
    """Return a unit as words that follow a name."""
    if unit in ("share", "ratio", "rank", "grade", "time of day"):
        return f"a {unit}"
    if unit in ("attempts", "cases", "groups", "incidents", "repeats", "spells"):
        return f"number of {unit}"
    return unit if unit in ("shifts by day", "uses an hour", "weights") else f"in {unit}"


def _about(name: str, members: list[Row], titled: bool) -> str:
    """Return what applies to all numbers under one heading."""
    first = members[0]
    parts = [_unit(first.unit) if _common([row.unit for row in members]) else ""]
    parts.append("affects " + ", ".join(dict.fromkeys(row.affects for row in members)))
    source = _common([row.source for row in members])
    if source:
        parts.append(f"rests on {link(source)}")
    if _common([row.note for row in members]):
        parts.append(first.note)
    said = "; ".join(part for part in parts if part)
    return f"- **{plain(name)}**: {said}" if titled else f"{said[0].upper()}{said[1:]}."


def _remarks(table: Table, thing: str) -> str:
    """Return the notes and sources of one row that its column does not share."""
    remarks = []
    for name in table.fields():
        row = table.cells.get((thing, name))
        if row is None:
            continue
        members = table.column(name)
        if row.note and _common([other.note for other in members]) is None:
            remarks.append(row.note)
        if row.source != "none" and _common([other.source for other in members]) is None:
            remarks.append(link(row.source))
    return "; ".join(dict.fromkeys(remarks))


def _cell(row: Row | None) -> str:
    """Return a value with its range in brackets."""
    if row is None:
        return ""
    within = span(row.low, row.high)
    return f"{figure(row.value)} ({within})" if within else figure(row.value)


def markdown(table: Table) -> list[str]:
    """Return a table as lines of Markdown, with what its columns share above it.

    Where things differ in kind (a team's briefing and its cost), each line says what it affects.
    """
    by_thing = table.title == "how teams work" or table.fields() == ["value"]
    lines = ["", f"### {plain(table.title)[0].upper()}{plain(table.title)[1:]}", ""]
    if not by_thing:
        names = table.fields()
        alike = {_about("", table.column(name), False) for name in names}
        if len(alike) == 1:
            lines.append(alike.pop())
        else:
            lines += [_about(name, table.column(name), True) for name in names]
        lines.append("")
    remarks = {thing: _remarks(table, thing) for thing in table.things()}
    if by_thing:
        remarks = {thing: _thing_remarks(table, thing) for thing in table.things()}
    headings = ["", *(plain(name) for name in table.fields())]
    noted = any(remarks.values())
    lines.append("| " + " | ".join([*headings, *(["remarks"] if noted else [])]) + " |")
    lines.append("|---" * (len(headings) + noted) + "|")
    for thing in table.things():
        cells = [plain(thing), *(_cell(table.cells.get((thing, name))) for name in table.fields())]
        lines.append("| " + " | ".join([*cells, *([remarks[thing]] if noted else [])]) + " |")
    return lines


def _thing_remarks(table: Table, thing: str) -> str:
    """Return unit, measures, sources and notes of one line."""
    members = [row for (other, _), row in table.cells.items() if other == thing]
    parts = [_unit(members[0].unit), "affects " + members[0].affects]
    parts += [link(row.source) for row in members if row.source != "none"]
    parts += [row.note for row in members if row.note]
    return "; ".join(dict.fromkeys(parts))
