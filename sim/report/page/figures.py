"""A figure of the page: a chart, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sim.report.page.svg import Chart


@dataclass(frozen=True)
class Number:
    """A number as it is shown, with the measure that explains it."""

    text: str
    measure: str = ""  #: name in the registry; empty for what is not a measure
    span: str = ""  #: its interval

    def __str__(self) -> str:
        """Return it as it is shown."""
        return self.text


@dataclass(frozen=True)
class HeadlineResult:
    """How one scenario came out in one headline measure, as it is shown."""

    mean: Number
    change: Number
    verdict: str  #: nothing where there are no values
    style: str = ""  #: how the verdict looks, beside its word: better, worse or nothing
    target: str = ""  #: whether the scenario meets the target of the measure, if it has one
    remark: str = ""  #: what else is to be known of the change

    @property
    def said(self) -> list[str]:
        """What stands below the change."""
        return [*([self.remark] if self.remark else []),
                *([f"target: {self.target}"] if self.target else [])]  # fmt: skip


#: What a cell of a table holds: words, a number that links to its measure, or an outcome.
TableEntry = str | Number | HeadlineResult
#: Texts longer than this are words to be wrapped, not numbers to be aligned.
_LONG = 30
#: A table of more columns than this has its numbers wrapped, so that it fits on a screen.
_MANY = 5
#: Up to as many columns are of the same width, where there is room.
_EVEN = 10


@dataclass(frozen=True)
class Table:
    """A table of the page: the first entry of each row is its heading."""

    caption: str
    headers: Sequence[TableEntry]
    rows: Sequence[Sequence[TableEntry]]
    in_words: bool = False  #: whether its cells hold words, short ones too

    @property
    def kind(self) -> dict[str, str]:
        """The attributes of the whole table."""
        if self.in_words:
            return {"class": "worded"}
        if self.rows and sum(isinstance(one, HeadlineResult) for one in self.rows[0]) == 2:
            return {"class": "lined"}
        if len(self.headers) > _MANY:
            return {"class": "many even" if len(self.headers) <= _EVEN else "many"}
        return {}

    def looks(self, value: TableEntry) -> dict[str, str]:
        """Return the attributes of the cell that holds an entry."""
        if isinstance(value, HeadlineResult):
            return {"class": value.style} if value.style else {}
        is_long = isinstance(value, str) and (self.in_words or len(value) > _LONG)
        return {"class": "words"} if is_long else {}


@dataclass(frozen=True)
class FigurePanel:
    """One chart of a figure, with a heading of its own."""

    heading: str
    chart: Chart

    @property
    def markup(self) -> str:
        """The chart as SVG; every text in it is escaped."""
        return self.chart.markup()


@dataclass(frozen=True)
class Figure:
    """Charts beside each other, the words below them, and their numbers as a table."""

    name: str  #: identifier on the page
    caption: str
    panels: Sequence[FigurePanel]
    tables: Sequence[Table] = field(default_factory=tuple)
