"""The headline measures of a result as the page shows them, and the answer that they give.

Verdicts, intervals and digits are those of `sim.report.comparison`; none is decided here.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.outputs.headlines import headlines_of
from sim.outputs.measures.registry import Good, good_side
from sim.outputs.verdicts import Verdict
from sim.report.comparison.moved import kind_of
from sim.report.comparison.parts import ComparedMeasure, ComparedValue, Comparison
from sim.report.comparison.rows import row_of
from sim.report.page.figures import HeadlineResult, Number
from sim.report.page.material import Material
from sim.report.terminal.words import figure, interval, plain, visible
from sim.scenario.reading.words import listed, with_capital

#: Style of a verdict; others have none.
STYLES = {Verdict.BETTER: "better", Verdict.WORSE: "worse"}
#: What is said of a scenario, by whether it is better in some measure, and worse in some.
_KINDS = {
    (True, False): "better in some and worse in none",
    (True, True): "better in some and worse in others",
    (False, True): "worse in some and better in none",
    (False, False): "clearly better or worse in none",
}
#: Measures that are named of those that moved most.
_MOVED = 2
#: Sentences of an answer.
SENTENCES = 3


def headlines(material: Material) -> tuple[ComparedMeasure, ...]:
    """Return the headline measures, in the order of the screen."""
    if material.compared is not None:
        return material.compared.headlines.rows
    means = material.means[material.baseline.name]
    return tuple(
        row_of(cell, material.baseline, means, [])
        for cell in headlines_of(material.baseline)
        if cell in means
    )


def baseline_of(row: ComparedMeasure) -> HeadlineResult:
    """Return what the baseline gives in a headline measure, and whether it meets the target."""
    mean = Number(figure(row.baseline, row.decimals), row.cell.measure)
    target = f"{row.target}, {row.baseline_target}" if row.baseline_target else ""
    return HeadlineResult(mean, Number(""), "", target=target)


def outcome_of(row: ComparedMeasure, entry: ComparedValue | None) -> HeadlineResult:
    """Return how one scenario came out in a headline measure, as it is shown."""
    measure = row.cell.measure
    if entry is None:
        return HeadlineResult(Number("no values", measure), Number(""), "")
    mean = Number(figure(entry.mean, row.decimals), measure)
    style = STYLES.get(entry.verdict, "")
    remark = f"less than {plain(entry.smallest)} may not matter" if entry.is_small else ""
    return HeadlineResult(
        mean, change_of(row, entry), entry.verdict, style, entry.target, remark=remark
    )


def change_of(row: ComparedMeasure, entry: ComparedValue | None) -> Number:
    """Return a change and its interval, as they are shown."""
    measure = row.cell.measure
    if entry is None:
        return Number("no values", measure)
    change, span = entry.change_and_span()
    return Number(change, measure, "; ".join(one for one in (span, entry.remark) if one))


def answer(material: Material) -> list[str]:
    """Return the answer in three sentences made from the numbers."""
    compared = material.compared
    if compared is None:
        return []
    if len(compared.scenarios) == 1:
        moved = _moved(compared)
        return [*compared.reading[: SENTENCES - len(moved)], *moved]
    rows = sorted(compared.headlines.rows, key=lambda row: -_clear(row))
    told = [_best_and_worst(row, compared.headlines.scenarios) for row in _of_each_kind(rows)]
    balance = _balance(compared.headlines.rows, compared.headlines.scenarios)
    return [*told[: SENTENCES - 1], balance]


def _of_each_kind(rows: Sequence[ComparedMeasure]) -> list[ComparedMeasure]:
    """Return the rows with something clear, one of those that say nearly the same of a grade.

    Otherwise two measures of the same calls would leave no room for what prevention does.
    """
    found: dict[tuple[str, str], ComparedMeasure] = {}
    for row in rows:
        if _clear(row):
            found.setdefault(kind_of(row.cell), row)
    return list(found.values())


def details(material: Material) -> list[str]:
    """Return what the numbers say of each scenario, where the answer has no room for it.

    Who waits stands last: by vulnerability and by district, which an average hides.
    """
    compared = material.compared
    if compared is None:
        return []
    told = SENTENCES - len(_moved(compared)) if len(compared.scenarios) == 1 else 0
    return [*compared.reading[told:], *compared.waits]


def _moved(compared: Comparison) -> list[str]:
    """Say what moved most outside the headlines of the only scenario, in a sentence if at all."""
    said = [
        f"{row.how.thing} from {figure(row.baseline, decimals)} to "
        f"{row.how.amount(figure(entry.mean, decimals))}"
        for block in compared.moved
        for row in block.rows[:_MOVED]
        if (entry := row.entries[0]) is not None
        for decimals in [visible(entry.mean - row.baseline, row.decimals)]
    ]
    if not said:
        return []
    return [f"Outside the headlines, for ideas and not for conclusions: {listed(said, 'and')}."]


def _clear(row: ComparedMeasure) -> int:
    """Return in how many scenarios a measure is clearly better or worse."""
    return sum(entry is not None and entry.verdict in STYLES for entry in row.entries)


def _best_and_worst(row: ComparedMeasure, names: Sequence[str]) -> str:
    """Say what a measure is in the baseline, which scenario does best in it, and which worst."""
    known = [
        (entry.mean, name, entry)
        for entry, name in zip(row.entries, names, strict=True)
        if entry is not None and entry.verdict in STYLES
    ]
    known.sort(key=lambda one: one[0], reverse=good_side(row.cell.measure) is Good.HIGHER)
    said = []
    for word, verdict, (mean, name, entry) in (
        ("best", Verdict.BETTER, known[0]),
        ("worst", Verdict.WORSE, known[-1]),
    ):
        if entry.verdict == verdict:
            reached = row.how.amount(figure(mean, row.decimals))
            said.append(f"{word} under {name} with {reached} ({_change_in_words(row, entry)})")
    before = row.how.amount(figure(row.baseline, row.decimals))
    return f"{with_capital(row.how.thing)}: {before} in the baseline; {listed(said, 'and')}."


def _change_in_words(row: ComparedMeasure, entry: ComparedValue) -> str:
    """Return e.g. ``+1.4 percentage points, 95% interval +1.0 to +1.7``."""
    change = row.how.difference(figure(entry.change, entry.decimals, sign=True))
    span = interval(entry.low, entry.high, entry.decimals, sign=True)
    if entry.low == entry.high:
        return f"{change} each time"
    return f"{change}, 95% interval {span}" if span else change


def _balance(rows: Sequence[ComparedMeasure], names: Sequence[str]) -> str:
    """Say which scenarios only gain, which only lose, and which do both."""
    kinds: dict[str, list[str]] = {}
    for place, name in enumerate(names):
        entries = [row.entries[place] for row in rows]
        verdicts = {entry.verdict for entry in entries if entry is not None}
        kinds.setdefault(_KINDS[Verdict.BETTER in verdicts, Verdict.WORSE in verdicts], []).append(
            name
        )
    said = [
        f"{listed(found, 'and')} {'is' if len(found) == 1 else 'are'} {words}"
        for words, found in ((words, kinds.get(words, [])) for words in _KINDS.values())
        if found
    ]
    return f"Of the headline measures: {'; '.join(said)}."
