"""A comparison in plain words: what a scenario buys, what it costs, and what stays open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sim.outputs.headlines import headlines_between
from sim.outputs.measures.registry import ALL, COMPARED, Good, good_side
from sim.outputs.rows import Row
from sim.outputs.statistics import Cell
from sim.outputs.verdicts import Verdict
from sim.report.comparison.rows import row_of
from sim.report.labels import label_of, within
from sim.report.terminal.words import MeasureFormat, decimals_for, figure, interval, shown, visible
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted

#: Facts in one sentence; more are hard to take in, and stand in the table.
FACTS = 4
#: What a scenario does to a measure, by verdict and by which side of the measure is good.
_VERBS = {
    Verdict.BETTER: {Good.HIGHER: "gains", Good.LOWER: "saves"},
    Verdict.WORSE: {Good.HIGHER: "loses", Good.LOWER: "costs"},
}
#: What is said of the other verdicts, of one headline and of several.
_NOTHING_CLEAR = {
    Verdict.UNCLEAR: ("may be better or worse (cannot tell)",) * 2,
    Verdict.TOO_SMALL: ("changes too little to matter", "change too little to matter"),
    Verdict.SAME: ("does not change", "do not change"),
}
#: Work that is not done, by the measure that shows it, and which way it goes then.
UNDONE: dict[Cell, int] = {
    Cell("unfinished_count"): 1,
    Cell("attended_share"): -1,
    Cell("attended_of_all_share"): -1,
    Cell("cancelled_share"): 1,
    Cell("closed_without_visit_share"): 1,
    Cell("desk_waiting_end_count", team="resolution_centre"): 1,
    Cell("desk_no_reply_share", team="resolution_centre"): 1,
    Cell("screened_out_share"): 1,
    Cell("appointments_missed_count"): 1,
}
#: Less than this share of the baseline's value is not named as work left undone.
_LEAST_UNDONE = 0.02


def reading(
    baseline: Scenario,
    scenarios: Sequence[Scenario],
    changes: Mapping[str, Mapping[Cell, Row]],
) -> list[str]:
    """Return up to four lines for each scenario: what it buys, what it costs, what stays open.

    Where clearly more is left undone, a line says so: work that is not done makes other measures
    better, such as cases that are never opened.

    Parameters
    ----------
    baseline : Scenario
        What the others are compared with.
    scenarios : sequence of Scenario
        The others.
    changes : mapping
        Rows of ``comparison.csv`` of each, by its name and by cell.
    """
    lines = []
    for scenario in scenarios:
        rows = changes[scenario.name]
        cells = [one.cell for one in headlines_between(baseline, scenario)]
        # As in the table: a local change is about its hubs, and only the first facts are told.
        chosen = sorted(cells, key=lambda cell: cell.hub == ALL)
        known = [cell for cell in chosen if cell in rows and rows[cell]["replications"] > 0]
        for verdict, verbs in _VERBS.items():
            clear = [cell for cell in known if rows[cell]["better"] == verdict]
            if clear:
                lines.append(f"{scenario.name} {_clear(clear, verdict, verbs, baseline, rows)}.")
        verdicts = [rows[cell]["better"] for cell in known]
        if Verdict.BETTER in verdicts:
            lines += _left_undone(baseline, scenario, rows)
        lines += _nothing_clear(scenario, verdicts)
    return lines


def _nothing_clear(scenario: Scenario, verdicts: Sequence[str]) -> list[str]:
    """Say of how many headlines nothing can be told, or only that little changes."""
    parts = []
    for verdict, (of_one, of_many) in _NOTHING_CLEAR.items():
        number = verdicts.count(verdict)
        if number:
            parts.append(f"{number} {of_one if number == 1 else of_many}")
    if not parts:
        return []
    return [
        f"{scenario.name}: of {counted(len(verdicts), 'headline measure')}, {listed(parts, 'and')}."
    ]


def _left_undone(baseline: Scenario, scenario: Scenario, rows: Mapping[Cell, Row]) -> list[str]:
    """Warn of what is better where clearly more work is left undone."""
    found = []
    for cell, worse in UNDONE.items():
        row = rows.get(cell)
        if row is None or not row["replications"]:
            continue
        # At least so much less is done, if it is less.
        least = row["ci_low"] if worse > 0 else -row["ci_high"]
        headline_says = row["better"] in (Verdict.TOO_SMALL, Verdict.UNCLEAR, Verdict.SAME)
        if least > _LEAST_UNDONE * abs(row["baseline_mean"]) and not headline_says:
            how = shown(cell, baseline)
            change = row["difference"] * how.factor
            decimals = visible(change, decimals_for(change))
            means = (row[name] * how.factor for name in ("baseline_mean", "scenario_mean"))
            before, after = (figure(mean, decimals) for mean in means)
            name = within(label_of(cell.measure))
            unit = "%" if how.share else ""
            found.append(f"{name} {before}{unit} -> {after}{unit}")
    if not found:
        return []
    which = f"{scenario.name}: what is better here may be so because work was left undone, not "
    return [f"{which}done well: {listed(found, 'and')}."]


def _telling(clear: Sequence[Cell]) -> list[Cell]:
    """Leave out shares within target where the mean response to the same grade is told."""
    minutes = {(c.grade, c.hub) for c in clear if c.measure == "response_time_mean_min"}
    return [
        c for c in clear if c.measure != "within_target_share" or (c.grade, c.hub) not in minutes
    ]


def _clear(
    clear: Sequence[Cell],
    verdict: str,
    verbs: dict[Good, str],
    baseline: Scenario,
    rows: Mapping[Cell, Row],
) -> str:
    """Return what is better, or worse: amounts of what matters, and the names of all else."""
    small = [cell for cell in clear if _is_small(cell, baseline, rows[cell])]
    matters = [cell for cell in clear if cell not in small]
    told = _telling(matters)
    parts = [_facts(told[:FACTS], verbs, baseline, rows)] if told else []
    if others := _things(told[FACTS:], baseline):
        parts.append(f"{verdict} too: {others}")
    # Here too, what is said in another way is passed over.
    if others := _things([cell for cell in small if cell in _telling(clear)], baseline):
        start = "" if parts else "is "
        parts.append(f"{start}{verdict}, but on average by less than what matters: {others}")
    return "; ".join(parts)


def _is_small(cell: Cell, baseline: Scenario, row: Row) -> bool:
    """Whether a change is clear, but smaller than what matters: as the table says it."""
    (entry,) = row_of(cell, baseline, {}, [{cell: row}]).entries
    return entry is not None and entry.is_small


def _things(cells: Sequence[Cell], baseline: Scenario) -> str:
    return listed([shown(cell, baseline).thing for cell in cells], "and")


def _facts(
    clear: Sequence[Cell],
    verbs: dict[Good, str],
    baseline: Scenario,
    rows: Mapping[Cell, Row],
) -> str:
    """Return e.g. ``loses 122 hours of prevention a week (...) and costs 0.9 minutes on ...``."""
    parts: list[str] = []
    for good, verb in verbs.items():
        ours = [cell for cell in clear if good_side(cell.measure) is good]
        # What the brackets hold is said once in a sentence.
        amounts = [
            _amount(cell, baseline, rows[cell], explain=not parts and place == 0)
            for place, cell in enumerate(ours)
        ]
        if amounts:
            parts.append(f"{verb} {listed(amounts, 'and')}")
    return ", and ".join(parts)


def _amount(cell: Cell, baseline: Scenario, row: Row, *, explain: bool) -> str:
    """Return e.g. ``1.3 minutes on the mean drive (from 14.5 to 15.8; 0.5 to 2.1)``."""
    how = shown(cell, baseline)
    ends = ("difference", "simultaneous_low", "simultaneous_high")
    change, low, high = (row[name] * how.factor for name in ends)
    decimals = how.decimals_of(change)
    if change < 0:
        change, low, high = -change, -high, -low
    # What is told is clear: neither the change nor the end beside none is to be read as none.
    decimals = visible(min(change, low) if low > 0 else change, decimals)
    span = "in every replication"
    if low < high:
        span = f"{'95% interval ' if explain else ''}{interval(low, high, decimals)}"
    return f"{figure(change, decimals)} {how.what} ({_from_to(cell, how, row)}{span})"


def _from_to(cell: Cell, how: MeasureFormat, row: Row) -> str:
    """Return e.g. ``from 79.8% to 81.2%; ``; nothing of what compares with the baseline itself."""
    if cell.measure in COMPARED:
        return ""
    before, after = (row[name] * how.factor for name in ("baseline_mean", "scenario_mean"))
    decimals = how.decimals_of(before)
    decimals = visible(after - before, decimals)
    ends = figure(before, decimals), figure(after, decimals)
    sign = "%" if how.unit == "%" else ""
    return f"from {ends[0]}{sign} to {ends[1]}{sign}; "
