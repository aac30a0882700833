"""Settings that are tables whose rows are added and taken away: posts by date, a rota in shares."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sim.report.explore.typed_numbers import number_of
from sim.report.page.sections import in_words

#: What somebody typed, row by row.
TableRows = tuple[tuple[str, ...], ...]
#: Rows that are read of one setting, and characters of a cell.
_MOST_ROWS, _LONGEST = 200, 80
#: Stands in a table for all places together.
_IN_ALL = "in all"


class InputColumn(NamedTuple):
    """A column of a table to fill in."""

    label: str
    options: tuple[tuple[str, str], ...] = ()  #: value and words; none for what is typed


class RowsError(ValueError):
    """Rows that do not say one thing; the message is for whoever typed them."""


def typed_rows(given: object, columns: int) -> TableRows:
    """Return the rows that were typed, without those in which nothing is."""
    rows = given if isinstance(given, list) else []
    cells = [[str(cell).strip()[:_LONGEST] for cell in row] for row in rows[:_MOST_ROWS]
             if isinstance(row, list) and len(row) == columns]  # fmt: skip
    return tuple(tuple(row) for row in cells if any(row))


class SettingTable(ABC):
    """How a setting is shown as rows, and what rows say."""

    columns: tuple[InputColumn, ...]

    @abstractmethod
    def rows_of(self, value: Any) -> TableRows:
        """Return a value of the scenario as rows."""

    @abstractmethod
    def said_by(self, rows: TableRows) -> Any:
        """Return what rows say, as a scenario file would.

        Raises
        ------
        RowsError
            If they do not say one thing.
        """

    def complete(self, rows: TableRows) -> TableRows:
        """Return the rows in which every cell is filled in."""
        return tuple(row for row in rows if all(row))

    def data_of(self, rows: TableRows, before: Any) -> Any:
        """Return what rows say, with null for what was there before and is not any more.

        Raises
        ------
        RowsError
            If they do not say one thing.
        """
        return _with_removed(self.said_by(rows), self.said_by(self.rows_of(before)))

    def words_of(self, rows: TableRows) -> str:
        """Return rows as a reader is told them."""
        return "; ".join(" ".join(in_words(cell) for cell in row) for row in rows) or "none"


@dataclass(frozen=True)
class PostsByDate(SettingTable):
    """Posts of a team from a date on, of all hubs together or of one."""

    columns: tuple[InputColumn, ...]

    def rows_of(self, value: Any) -> TableRows:
        """Return a value of the scenario as rows."""
        found = []
        for day, said in sorted((value or {}).items(), key=lambda item: str(item[0])):
            where = said if isinstance(said, Mapping) else {_IN_ALL: said}
            found += [(str(day), place, f"{posts:g}") for place, posts in where.items()]
        return tuple(found)

    def said_by(self, rows: TableRows) -> Any:
        """Return what rows say, as a scenario file would."""
        found: dict[str, Any] = {}
        for day, place, posts in rows:
            by_hub = found.setdefault(day, {})
            if place in by_hub:
                raise RowsError(f"{day}: {place} stands there twice; expected one row of it")
            by_hub[place] = number_of(posts)
            if _IN_ALL in by_hub and len(by_hub) > 1:
                raise RowsError(f"{day}: posts in all and by hub; expected one or the other")
        return {day: said.get(_IN_ALL, said) for day, said in found.items()}


@dataclass(frozen=True)
class RotaShares(SettingTable):
    """The rotas of a team, with the share of its people who work each."""

    columns: tuple[InputColumn, ...]

    def rows_of(self, value: Any) -> TableRows:
        """Return a value of the scenario as rows."""
        shares = value if isinstance(value, Mapping) else {str(value): 1.0}
        return tuple((name, f"{share:.15g}") for name, share in shares.items())

    def said_by(self, rows: TableRows) -> Any:
        """Return what rows say, as a scenario file would: one rota for all by its name."""
        found = {name: number_of(share) for name, share in rows}
        if len(found) < len(rows):
            raise RowsError("a rota stands there twice; expected one row of it")
        if not found:
            raise RowsError("expected at least one rota")
        (name, share), *more = found.items()
        return name if share == 1 and not more else found


def posts_by_date(hubs: Collection[str]) -> SettingTable:
    """Return the table of posts by date."""
    places = tuple((name, name) for name in (_IN_ALL, *hubs))
    return PostsByDate(
        (InputColumn("From (YYYY-MM-DD)"), InputColumn("Where", places), InputColumn("Posts"))
    )


def rota_shares(names: Collection[str]) -> SettingTable:
    """Return the table of rotas and their shares."""
    rotas = tuple((name, in_words(name)) for name in names)
    return RotaShares((InputColumn("Rota", rotas), InputColumn("Share")))


def _with_removed(now: Any, before: Any) -> Any:
    """Return nested data with null for every key that it had before."""
    if not isinstance(now, Mapping) or not isinstance(before, Mapping):
        return now
    gone = {key: None for key in before if key not in now}
    return {key: _with_removed(said, before.get(key)) for key, said in now.items()} | gone
