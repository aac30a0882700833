"""The headline measures of a result as the page shows them, and the answer that they give.

Verdicts, intervals and digits are those of `sim.report.comparison`; none is decided here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from sim.outputs.headlines import headlines_of
from sim.outputs.measures.registry import Good
from sim.outputs.verdicts import Verdict
from sim.report.comparison.model import Entry, Row
from sim.report.comparison.rows import row_of
from sim.report.page.figures import Number, Outcome
from sim.report.page.material import Material
from sim.report.page.words import good
from sim.report.terminal.words import counted, figure, interval, listed

#: Style of a verdict; others have none.
STYLES = {Verdict.BETTER: "better", Verdict.WORSE: "worse"}
#: Words that are no verdict.
_NO_VERDICTS = (Verdict.EXPLORATORY, Verdict.NO_DIRECTION, Verdict.EMPTY)
#: Sentences of an answer.
SENTENCES = 3


def headlines(material: Material) -> tuple[Row, ...]:
    """Return the headline measures, in the order of the screen."""
    if material.compared is not None:
        return material.compared.headlines.rows
    means = material.means[material.baseline.name]
    return tuple(
        row_of(cell, material.baseline, means, [])
        for cell in headlines_of(material.baseline)
        if cell in means
    )


def outcome_of(row: Row, entry: Entry | None) -> Outcome:
    """Return how one scenario came out in a headline measure, as it is shown."""
    measure = row.cell.measure
    if entry is None or not entry.replications:
        none = Number("no values", measure)
        return Outcome(none, none, Verdict.EMPTY)
    mean = Number(figure(entry.mean, row.decimals), measure)
    verdict = entry.verdict + (f"; target {entry.target}" if entry.target else "")
    return Outcome(mean, change_of(row, entry), verdict, STYLES.get(entry.verdict, ""))


def change_of(row: Row, entry: Entry | None) -> Number:
    """Return a change and its interval, as they are shown."""
    measure = row.cell.measure
    if entry is None or not entry.replications:
        return Number("no values", measure)
    change = figure(entry.change, entry.decimals, sign=True)
    if not math.isnan(entry.low) and entry.low == entry.high:
        return Number(f"{change} each time" if entry.change else "no change", measure)
    return Number(change, measure, interval(entry.low, entry.high, entry.decimals, sign=True))


def answer(material: Material) -> list[str]:
    """Return the answer in three sentences made from the numbers."""
    compared = material.compared
    if compared is None:
        return []
    if len(compared.scenarios) == 1:
        return list(compared.reading[:SENTENCES])
    rows = sorted(compared.headlines.rows, key=lambda row: -_clear(row))
    told = [_best_and_worst(row, compared.headlines.scenarios) for row in rows if _clear(row)]
    return [*told[: SENTENCES - 1], _tally(compared.headlines.rows)]


def details(material: Material) -> list[str]:
    """Return what the numbers say of each scenario, where the answer has no room for it."""
    compared = material.compared
    if compared is None:
        return []
    return list(compared.reading[SENTENCES if len(compared.scenarios) == 1 else 0 :])


def _clear(row: Row) -> int:
    """Return in how many scenarios a measure is clearly better or worse."""
    return sum(entry is not None and entry.verdict in STYLES for entry in row.entries)


def _best_and_worst(row: Row, names: Sequence[str]) -> str:
    """Say which scenario does best in a measure, and which worst."""
    known = [
        (entry.mean, name, entry.verdict)
        for entry, name in zip(row.entries, names, strict=True)
        if entry is not None and entry.verdict in STYLES
    ]
    known.sort(reverse=good(row.cell.measure) is Good.HIGHER)
    said = []
    for word, verdict, (mean, name, found) in (
        ("best", Verdict.BETTER, known[0]),
        ("worst", Verdict.WORSE, known[-1]),
    ):
        if found == verdict:
            said.append(f"{word} under {name} with {figure(mean, row.decimals)}")
    before = figure(row.baseline, row.decimals)
    return f"{row.how.label}: {listed(said)}, against {before} in the baseline."


def _tally(rows: Sequence[Row]) -> str:
    """Say how often each verdict was given."""
    known = [entry.verdict for row in rows for entry in row.entries if entry is not None]
    verdicts = [word for word in known if word not in _NO_VERDICTS]
    words = dict.fromkeys((Verdict.BETTER, Verdict.WORSE, Verdict.TOO_SMALL, *verdicts))
    parts = [f"{verdicts.count(word)} {word}" for word in words if word in verdicts]
    return f"Of {counted(len(verdicts), 'verdict')}: {', '.join(parts)}."
