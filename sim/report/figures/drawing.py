"""How figures look: axes to draw on, rows that each have a scale of their own, notes, files.

Only this file and those who draw import matplotlib, and only once a figure is drawn.
"""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.report.page.svg import shortened
from sim.scenario.facts.times import measured_period
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INSTALL = "figures need matplotlib, which is not installed: pip install 'sixhubs[plot]'"
#: Told apart by those who do not see all colours, in this order (Okabe and Ito, 2008).
SERIES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00", "#000000")
DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 1)), (0, (8, 3)))
MARKS = "oDs^vPX"
BETTER, WORSE, UNCLEAR = "#0072b2", "#d55e00", "#595959"
BAND, GRID, TEXT = "#e4e4e4", "#d0d0d0", "#333333"
WIDTH = 9.0
_STYLE: Any = {
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "svg.fonttype": "none",
    "svg.hashsalt": "sixhubs",
}
#: What files of these kinds say of the moment in which they were made: nothing.
_UNDATED: dict[str, dict[str, None]] = {
    ".svg": {"Date": None},
    ".pdf": {"CreationDate": None},
}
#: Inches that a row takes for each line of its words, and those between strips and around them.
_LINE, _AROUND, _REST = 0.17, 0.34, 1.0
#: Shares of the width for labels, names of rows and what stands behind them.
_LABEL, _NAMES, _SAYS = 0.22, 0.13, 0.25
_LETTERS = 25
#: Lines of a label that have room beside a row, and the size of the letters, in points, of others.
_MOST_LINES, _SMALL, _SMALL_LETTERS = 4, 7, 31
#: Letters of the name of a row.
_NAME_LETTERS = 20


class Strip(NamedTuple):
    """Rows on a scale of their own: a measure in each scenario, for example."""

    label: str  #: what it shows, with its unit
    names: Sequence[str]  #: of the rows; shown where a strip has several
    says: Sequence[str]  #: what stands behind each row
    draw: Callable[[Axes], None]  #: draws the rows, the first at 0, the next at 1 below it

    @property
    def row(self) -> float:
        """Height of a row in inches."""
        return 0.1 + _LINE * max(says.count("\n") + 1 for says in self.says)


@contextlib.contextmanager
def axes_for(ax: Axes | None, height: float) -> Iterator[Axes]:
    """Provide axes of this height in inches to draw on, or those that were given.

    Raises
    ------
    ImportError
        If matplotlib is not installed, saying how to install it.
    """
    try:
        import matplotlib as mpl
        from matplotlib import pyplot as plt
    except ImportError:
        raise ImportError(INSTALL) from None
    with mpl.rc_context(_STYLE):
        yield (plt.subplots(figsize=(WIDTH, height), layout="constrained")[1] if ax is None else ax)


def height_of(strips: Sequence[Strip]) -> float:
    """Return the height in inches that strips take."""
    return _REST + sum(len(strip.names) * strip.row + _AROUND for strip in strips)


def draw_strips(axes: Axes, strips: Sequence[Strip]) -> None:
    """Draw strips below each other, with their labels on the left and their words on the right."""
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(0, 1))
    named = any(len(strip.names) > 1 for strip in strips)
    left = _LABEL + (_NAMES if named else 0.0)
    whole = height_of(strips) - _REST
    top = 1.0
    for strip in strips:
        row = strip.row / whole
        high = len(strip.names) * row
        inner = axes.inset_axes((left, top - high, 1 - left - _SAYS, high))
        inner.set(ylim=(len(strip.names) - 0.5, -0.5), yticks=[])
        inner.spines["left"].set_visible(False)
        inner.tick_params(axis="x", labelsize=7.5, length=2)
        inner.grid(axis="x", color=GRID, linewidth=0.6)
        inner.set_axisbelow(True)
        inner.xaxis.set_major_formatter(plain)
        strip.draw(inner)
        label, size = wrapped(strip.label, _LETTERS), None
        if label.count("\n") >= _MOST_LINES:
            label, size = wrapped(strip.label, _SMALL_LETTERS), _SMALL
        axes.text(0, top - high / 2, label, va="center", fontsize=size)
        for place, (name, says) in enumerate(zip(strip.names, strip.says, strict=True)):
            y = top - (place + 0.5) * row
            if named:
                axes.text(left - 0.01, y, shortened(name, _NAME_LETTERS), va="center", ha="right")
            axes.text(1 - _SAYS + 0.015, y, says, va="center")
        top -= high + _AROUND / whole


def wrapped(text: str, letters: int) -> str:
    """Return a text in lines of a largest number of letters, where its words allow it."""
    return "\n".join(textwrap.fill(line, letters) for line in text.splitlines())


def plain(value: float, _place: float = 0) -> str:
    """Return the number at a tick."""
    return f"{value:,g}" if abs(value) > 1e-12 else "0"


def signed(value: float, _place: float = 0) -> str:
    """Return the number at a tick of changes."""
    return f"{value:+,g}" if abs(value) > 1e-12 else "0"


def legend(axes: Axes) -> None:
    """Say above the axes what each line is, if there are several."""
    if len(axes.get_legend_handles_labels()[1]) > 1:
        axes.legend(frameon=False, loc="lower right", bbox_to_anchor=(1, 0.99), ncols=4,
                    borderaxespad=0)  # fmt: skip


def notes(axes: Axes, scenario: Scenario, replications: int, marking: str, *says: str) -> None:
    """Write below the axes what a reader must know, and the protective marking."""
    below = -10 if axes.child_axes else -36 if axes.get_xlabel() else -26
    period = f"{measured_period(scenario.run)}, {counted(replications, 'replication')}"
    lines = [*says, f"{period}.", marking]
    text = wrapped("\n".join(lines), 120)
    axes.annotate(
        text, (0, 0), (0, below), xycoords="axes fraction", textcoords="offset points",
        va="top", ha="left", fontsize=8, color=TEXT, annotation_clip=False,
    )  # fmt: skip


def save(axes: Axes, path: Path) -> None:
    """Save the figure of some axes; the same figure gives the same bytes as SVG, PNG and PDF."""
    import matplotlib as mpl

    figure: Figure | None = axes.get_figure(root=True)
    if figure is None:
        raise ValueError("the axes are in no figure")
    with mpl.rc_context(_STYLE):
        figure.savefig(path, metadata=_UNDATED.get(path.suffix.lower(), {}), dpi=150)
