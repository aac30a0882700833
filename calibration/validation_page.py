"""The page that holds simulated figures against published ones: docs/validation.md."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence

import sixhubs
from calibration.published import (
    SUBJECTS,
    TARGETS,
    USES,
    Finding,
    Target,
    findings,
    is_shipped,
)
from calibration.published import scenarios_of as names_of
from calibration.simulated import Outcome
from calibration.tables import REPOSITORY, sources

PAGE = REPOSITORY / "docs" / "validation.md"
COMMAND = "python -m calibration.validate"
#: Characters of a hash that the page shows.
SHOWN = 16
#: More than this share missed is a failure of `--strict`.
MOST_MISSED_SHARE = 0.2

_INTRODUCTION = f"""\
# Validation

Written by `{COMMAND}`, which runs the baseline and holds it against
what was published; change `calibration/targets`, not this page.

- **Published** is what the source says: one value, or its own range. A figure is **met** if the
  simulated mean lies in that range, widened by the tolerance; otherwise it is **missed**. A figure
  that cannot be simulated yet counts as missed.
- **Used** means that numbers of the baseline were chosen so that this figure comes out: that it
  does is little evidence. **Held out** means that it was not looked at while numbers were chosen.
- **Stated** means that the scenario says the figure itself, or has a rule that makes it so. It
  could fail by a fault of the program alone, so it is shown, and is not counted.
- **Judgement** marks a range that somebody thinks right and no source gives. It is no check, and is
  not counted either: a figure is within or outside.
- **±** is half of the 95% interval of the mean over replications. It allows for chance only.
  Figures without it follow from the scenario by arithmetic.
"""


def scenario_names(targets: Sequence[Target]) -> list[str]:
    """Return the scenarios that targets need and that come with the program, the first first."""
    names = dict.fromkeys(name for target in targets for name in names_of(target))
    return [name for name in names if is_shipped(name)]


def fingerprint(scenario: sixhubs.Scenario) -> str:
    """Return a hash of what a scenario says; fields at their default are left aside.

    So a new field whose default leaves results as they were leaves the hash as it was, too.
    """
    said = scenario.settings.model_dump(mode="json", exclude_defaults=True)
    return _hash(json.dumps(said, sort_keys=True))


def fingerprint_of_targets() -> str:
    """Return a hash of all tables of targets."""
    files = sorted(TARGETS.glob("*.csv"))
    return _hash("".join(file.name + file.read_text(encoding="utf-8") for file in files))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:SHOWN]


def made_from(targets: Sequence[Target]) -> list[str]:
    """Return the lines that say which scenarios and targets a page was made from."""
    lines = [
        f"| scenario `{name}` | `{fingerprint(sixhubs.load(name))}` |"
        for name in scenario_names(targets)
    ]
    return [*lines, f"| `calibration/targets` | `{fingerprint_of_targets()}` |"]


def number(value: float, unit: str) -> str:
    """Return a figure as it is read: shares as per cent, others with three digits or whole."""
    if unit == "share":
        return f"{value:.1%}"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def published(target: Target) -> str:
    """Return what was published, with its unit."""
    unit = "" if target.unit == "share" else f" {target.unit}"
    if target.low is None or target.high is None:
        word, value = ("at least", target.low) if target.high is None else ("at most", target.high)
        return f"{word} {number(value or 0.0, target.unit)}{unit}"
    if target.low == target.high:
        return f"{number(target.low, target.unit)}{unit}"
    low, high = number(target.low, target.unit), number(target.high, target.unit)
    return f"{low} to {high}{unit}"


def simulated(outcome: Outcome) -> str:
    """Return the simulated figure, with half of its interval."""
    if outcome.mean is None:
        return ""
    value = number(outcome.mean, outcome.target.unit)
    if outcome.half_width is None:
        return value
    half = outcome.half_width
    short = outcome.target.unit != "share" and half < 100
    return f"{value} ± {f'{half:.2g}' if short else number(half, outcome.target.unit)}"


def tally(outcomes: Sequence[Outcome]) -> str:
    """Return in words how many published figures were met."""
    parts = []
    for title, held_out in (("held out", True), ("used", False)):
        mine = [each for each in checks(outcomes) if each.target.held_out is held_out]
        parts.append(f"{sum(each.holds for each in mine)} of {len(mine)} {title}")
    met, everything = sum(each.holds for each in checks(outcomes)), len(checks(outcomes))
    return f"{met} of {everything} published figures met: {', '.join(parts)}"


def checks(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes that count: those that can fail to meet the range of a source."""
    return [outcome for outcome in outcomes if outcome.target.is_check]


def sourced(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Return the outcomes whose range is that of a source, those stated included."""
    return [outcome for outcome in outcomes if not outcome.target.is_judgement]


def missed_share(outcomes: Sequence[Outcome]) -> float:
    """Return the share of published figures that was missed or could not be simulated."""
    counted = checks(outcomes)
    return sum(not outcome.holds for outcome in counted) / len(counted) if counted else 0.0


def page(outcomes: Sequence[Outcome], replications: int) -> str:
    """Return the whole page.

    Parameters
    ----------
    outcomes : sequence of Outcome
        In the order of the targets.
    replications : int
        How many replications were run of each scenario.
    """
    lines = [_INTRODUCTION, f"**{tally(outcomes)}.** Each scenario was run {replications} times."]
    for subject, title in SUBJECTS.items():
        mine = [each for each in sourced(outcomes) if each.target.subject == subject]
        if mine:
            lines += ["", f"## {title}", "", *_table(mine)]
    lines += _missed(outcomes) + _judgements(outcomes) + _tolerances(outcomes)
    lines += _findings(outcomes) + _sources(outcomes)
    targets = [outcome.target for outcome in outcomes]
    lines += ["", "## Made from", "", "| what | hash |", "|---|---|", *made_from(targets)]
    return "\n".join(lines) + "\n"


def _table(outcomes: Sequence[Outcome]) -> list[str]:
    """Return a table of published and simulated figures."""
    lines = ["| what | year | published | simulated | verdict | chosen by it? | source |"]
    lines.append("|---|---|---|---|---|---|---|")
    for each in outcomes:
        target = each.target
        cells = (
            target.says, target.year, published(target), simulated(each),
            f"**{each.verdict}**" if target.is_check else each.verdict,
            USES[target.use], _source(target.source),
        )  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
    return lines


def _source(key: str) -> str:
    return "" if key == "none" else f"[{key.replace('_', ' ')}](#sources)"


def _missed(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the section that says why figures were missed."""
    lines = ["", "## Missed, and why", ""]
    missed = [each for each in checks(outcomes) if not each.holds]
    reason = "no reason is known"
    lines += [
        f"- **{each.target.says}** ({each.verdict}): {each.target.note or reason}."
        for each in missed
    ]
    return [*lines, "Nothing."] if not missed else lines


def _judgements(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the section of figures without a published range."""
    lines = ["", "## Judgements", "", "No source gives these ranges.", ""]
    lines += [
        "| what | judgement | simulated | verdict | rests on | note |",
        "|---|---|---|---|---|---|",
    ]
    for each in outcomes:
        if each.target.is_judgement:
            target = each.target
            cells = (
                target.says, published(target), simulated(each), each.verdict,
                _source(target.source), target.note,
            )  # fmt: skip
            lines.append(f"| {' | '.join(cells)} |")
    return lines


def _tolerances(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the section of tolerances, with notes on what was met."""
    lines = ["", "## Tolerances", "", "| what | tolerance | why | note |", "|---|---|---|---|"]
    for each in sourced(outcomes):
        target = each.target
        unit = "" if target.unit == "share" else f" {target.unit}"
        size = f"{number(target.tolerance, target.unit)}{unit}" if target.tolerance else "none"
        note = target.note if each.holds or not target.is_check else ""
        lines.append(f"| {target.says} | {size} | {target.tolerance_reason} | {note} |")
    return lines


def _findings(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the section of what an experienced reader found hard to believe."""
    lines = [
        "",
        "## What was hard to believe",
        "",
        "Remarks on the first baseline, as somebody who runs a district would make them, and what",
        "became of each. What the baseline says now is a figure from the tables above, or has the",
        "command that prints it.",
        "",
        "| | remark | first baseline | what was done | now | what stays, and why |",
        "|---|---|---|---|---|---|",
    ]
    return lines + [_line_of(finding, outcomes) for finding in findings()]


def _line_of(finding: Finding, outcomes: Sequence[Outcome]) -> str:
    """Return the line of a finding: the figures of its targets, or what became of it."""
    mine = [each for each in outcomes if finding.id in each.target.findings]
    now = "; ".join(map(_now, mine)) or finding.state
    cells = (finding.id, finding.says, finding.was, finding.done, now, finding.note)
    return f"| {' | '.join(cells)} |"


def _now(outcome: Outcome) -> str:
    """Return what is simulated for a target, and the verdict on it."""
    target, unit = outcome.target, outcome.target.unit
    if outcome.mean is None:
        return f"{target.says}: {outcome.verdict}"
    said = number(outcome.mean, unit) + ("" if unit == "share" else f" {unit}")
    return f"{target.says}: {said} ({outcome.verdict})"


def _sources(outcomes: Sequence[Outcome]) -> list[str]:
    """Return the sources of the targets."""
    used, known = {each.target.source for each in outcomes}, sources()
    lines = ["", "## Sources", ""]
    for key in sorted(used - {"none"}):
        record = known[key]
        parts = [record["title"], record["publisher"], record["year"], record["address"]]
        lines.append(
            f"- **{key.replace('_', ' ')}** ({record['basis']}): {'. '.join(filter(None, parts))}"
        )
    return lines
