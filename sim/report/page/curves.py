"""How response times are spread: the curve of each scenario over that of the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sim.report.labels import grade_label
from sim.report.page.figures import Figure, FigurePanel, Table, TableEntry
from sim.report.page.material import Material
from sim.report.page.svg import Axis, Chart, shortened, width_of
from sim.report.terminal.words import figure, plain, target_of
from sim.wording import counted

if TYPE_CHECKING:
    import pandas as pd

_WIDTH, _HEIGHT, _TOP, _LEFT, _RIGHT, _BOTTOM = 460.0, 272.0, 12.0, 44.0, 440.0, 184.0
_LETTERS = 20
#: From this target on, in minutes, times are shown in hours.
_IN_HOURS = 600
#: A chart ends where every scenario has reached this share, but not before twice the target.
_NEARLY_ALL, _TARGETS = 0.95, 2


def unit_of_times(target_min: float) -> tuple[str, float]:
    """Return the unit in which response times of a grade are shown, and its minutes."""
    return ("hours", 60.0) if target_min >= _IN_HOURS else ("minutes", 1.0)


class Curve(NamedTuple):
    """How the responses of one scenario are spread."""

    scenario: str
    share: dict[int, float]  #: share reached, by minutes since the log was created


class Scale(NamedTuple):
    """How minutes are shown."""

    unit: str
    minutes: float  #: in one of them
    target_min: float
    end_min: float


def spread(material: Material, grade: str) -> Figure | None:
    """Return a panel for each scenario that is compared, or one for a single run.

    None where nothing is known of the grade.
    """
    curves = [_curve(material, scenario.name, grade) for scenario in material.scenarios]
    if not all(curve.share for curve in curves):
        return None
    label, target = grade_label(material.baseline, grade), target_of(material.baseline, grade)
    unit, minutes = unit_of_times(target)
    scale = Scale(unit, minutes, target, end_of(curves, target))
    baseline, *others = curves
    panels = [
        FigurePanel(
            curve.scenario, _chart(f"spread-{grade}-{place}", label, scale, baseline, curve)
        )
        for place, curve in enumerate(others or curves)
    ]
    caption = (
        f"{label}: the share of incidents that an officer has reached, by {unit} since the log was "
        "created. Those that nobody had reached after that time count as not reached."
    )
    if others:
        caption += f" The broken line is {baseline.scenario}."
    return Figure(f"spread-{grade}", caption, panels, (_table(label, scale, curves),))


def _curve(material: Material, scenario: str, grade: str) -> Curve:
    own = rows_of_grade(material.reached[scenario], grade)
    return Curve(
        scenario, dict(zip(own["within_min"].tolist(), own["share"].tolist(), strict=True))
    )


def rows_of_grade(frame: pd.DataFrame, grade: str) -> pd.DataFrame:
    """Return the rows of ``response_times.csv`` of a grade, in the order of their minutes."""
    own = frame[(frame["grade"] == grade) & (frame["replications"] > 0)]
    return own.sort_values("within_min")


def end_of(curves: Sequence[Curve], target: float) -> float:
    """Return the number of minutes up to which curves are drawn."""
    shared = sorted(set.intersection(*(set(curve.share) for curve in curves)))
    enough = (
        x for x in shared
        if x >= _TARGETS * target and all(curve.share[x] >= _NEARLY_ALL for curve in curves)
    )  # fmt: skip
    return next(enough, shared[-1])


def _chart(name: str, label: str, scale: Scale, baseline: Curve, curve: Curve) -> Chart:
    lines = {"before": baseline, "now": curve} if curve is not baseline else {"now": curve}
    chart = Chart(
        name, f"{label}: share reached within some {scale.unit}, {curve.scenario}",
        "; ".join(_told(one, scale) for one in lines.values()), width=_WIDTH, height=_HEIGHT,
    )  # fmt: skip
    axis = Axis([0.0, scale.end_min / scale.minutes], _LEFT, _RIGHT)
    axis.draw(chart, _TOP, _BOTTOM)
    said = f"{scale.unit} since the log was created"
    chart.text((_LEFT + _RIGHT) / 2, _BOTTOM + 34, said, anchor="middle", style="small")
    for percent in (0, 25, 50, 75, 100):
        y = _height(percent / 100)
        chart.line(_LEFT, y, _RIGHT, y, "zero" if percent == 0 else "grid")
        chart.text(_LEFT - 6, y + 4, f"{percent}%", anchor="end", style="small")
    target = axis.at(scale.target_min / scale.minutes)
    chart.line(target, _TOP, target, _BOTTOM, "target")
    left = _LEFT
    for style, one in lines.items():
        drawn = [(axis.at(x / scale.minutes), _height(share))
                 for x, share in sorted(one.share.items()) if x <= scale.end_min]  # fmt: skip
        chart.curve(drawn, f"curve {style}")
        left = _key(chart, left, 0, f"curve {style}", shortened(one.scenario, _LETTERS))
    aim = counted(scale.target_min / scale.minutes, scale.unit.removesuffix("s"))
    _key(chart, _LEFT, 1, "target", f"target, {aim}")
    return chart


def _height(share: float) -> float:
    return _BOTTOM - share * (_BOTTOM - _TOP)


def _key(chart: Chart, left: float, line: int, style: str, words: str) -> float:
    """Explain a line below the chart; return where the next explanation begins."""
    y = _HEIGHT - 32 + 18 * line
    chart.line(left, y, left + 22, y, style)
    chart.text(left + 28, y + 4, words, style="small")
    return left + 28 + width_of([words], 12) + 14


def _told(curve: Curve, scale: Scale) -> str:
    """Say how many were reached by the target, by half of it and by twice as long."""
    known = sorted(curve.share)
    near = dict.fromkeys(
        min(known, key=lambda x: abs(x - scale.target_min * part)) for part in (0.5, 1, 2)
    )
    said = [f"{_percent(curve.share[x])} within {plain(x / scale.minutes)}" for x in near]
    return f"{curve.scenario}: {', '.join(said)} {scale.unit}"


def _percent(share: float) -> str:
    return f"{figure(100 * share, 1)}%"


def _table(label: str, scale: Scale, curves: Sequence[Curve]) -> Table:
    minutes = [x for x in sorted(curves[0].share) if x <= scale.end_min]
    rows: list[list[TableEntry]] = [
        [
            plain(round(x / scale.minutes, 1)),
            *(_percent(curve.share[x]) if x in curve.share else "-" for curve in curves),
        ]
        for x in minutes
    ]
    headers = (f"Within, {scale.unit}", *(curve.scenario for curve in curves))
    return Table(f"{label}: share of incidents reached", headers, rows)
