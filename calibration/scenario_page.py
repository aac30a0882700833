"""Run every shipped scenario against the one it is to be compared with, and write the gallery.

Usage: ``python -m calibration.scenario_page [NAME ... | --missing] [--replications N]
[--executor E] [--folder DIR]``. It writes docs/scenario-results.md; of the scenarios named, if any,
it prints the page instead; with ``--missing`` it runs those that the page lacks and adds them. Each
scenario names its comparison in its second line, ``# sixhubs compare scenarios/A.yaml
scenarios/B.yaml``; without one it is compared with the baseline. Finished replications are kept in
the folder, so that the same command continues what was interrupted.
"""

from __future__ import annotations

import argparse
import functools
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from calibration.command import run
from calibration.explained import explanations
from calibration.tables import REPOSITORY
from sim.errors import OtherRunError, RunError
from sim.outputs.verdicts import Verdict
from sim.report.comparison.parts import ComparedMeasure, ComparedValue, Comparison, TitledTable
from sim.report.page.material import read_material
from sim.report.terminal.comparing import change_words
from sim.report.terminal.words import figure
from sim.runs.compiled_ahead import prepare
from sim.runs.executors.parsing import parse
from sim.runs.study import Options, Study
from sim.scenario.load import Loaded, load
from sim.scenario.reading.words import listed
from sim.wording import counted

PAGE = REPOSITORY / "docs" / "scenario-results.md"
SCENARIOS = REPOSITORY / "scenarios"
FOLDER = REPOSITORY / "results" / "gallery"
BASELINE = "sussex-2017"
#: Days that are measured, unless a scenario asks for more to be seen at all.
DAYS = 28
#: Rows of a scenario: headlines with a clear verdict, and what moved most outside them.
MOST_HEADLINES = 6
MOST_MOVED = 2
MOST_CHANGES = 5
CLEAR = (Verdict.BETTER, Verdict.WORSE)
NO_VERDICT = (Verdict.EXPLORATORY, Verdict.NO_DIRECTION, Verdict.EMPTY)
_SECTION = re.compile(r"### ([\w-]+)\n")
#: What the pages of the model say of a scenario, which is read again whenever the page is written.
_EXPLAINED = re.compile(r"^\*\*What moves:\*\* .*\n\n?", re.MULTILINE)
_TABLE = ("## All of them", "", "| scenario | against | better | worse |", "|---|---|---|---|")
_COMPARED = re.compile(r"^# sixhubs compare (scenarios/[\w-]+\.yaml(?: scenarios/[\w-]+\.yaml)+)$")
_HEAD = """\
# What each shipped scenario changes

Written by `make gallery`; change the scenarios, not this page. Each scenario was run {times}
beside the one that it is to be compared with, on the same incidents. Of its headline measures
those are shown that came out better or worse, at most {headlines}, the clearest first; intervals
hold together (95%) for all headlines of the scenario. Below them is what moved most outside the
headlines, for ideas and not for conclusions. [README](../README.md#read-the-table) explains the
verdicts. The last line of each says why a difference has its sign, from the page of
[the model](model.md) that explains the rule.

{days} days are measured, or as many as a scenario asks for. That is quick, and long enough for
queues; what prevention does to demand takes months to show, so that here it is smaller than over a
year (`sixhubs compare` measures one unless told otherwise).
"""


class Group(NamedTuple):
    """Scenarios that are run together."""

    base: str  #: what they are compared with
    start: str  #: first day, warm-up included
    days: int  #: measured
    warm_up_days: int

    @property
    def folder(self) -> str:
        """Name of the folder for its results."""
        return f"{self.base}-{self.days}-days"


def bases() -> dict[str, str]:
    """Return what each shipped scenario is compared with, by name: all but the baseline itself."""
    names = sorted(path.stem for path in SCENARIOS.glob("*.yaml"))
    found: dict[str, str] = {}
    for name in names:
        text = (SCENARIOS / f"{name}.yaml").read_text(encoding="utf-8")
        said = next(filter(None, map(_COMPARED.match, text.splitlines()[:3])), None)
        if said:
            base, *others = (Path(file).stem for file in said[1].split())
            found |= dict.fromkeys((one for one in others if one == name), base)
    return {name: found.get(name, BASELINE) for name in names if name != BASELINE}


def groups(names: Collection[str] = ()) -> tuple[dict[Group, list[str]], list[str]]:
    """Return the scenarios by what they are run with, and those that nothing can be compared with.

    Parameters
    ----------
    names : collection of str
        The scenarios that are wanted; empty for all.
    """
    found: dict[Group, list[str]] = defaultdict(list)
    alone: list[str] = []
    start = _load(BASELINE).scenario.run.start
    for name, base in bases().items():
        if names and name not in names:
            continue
        period = _load(name).scenario.run
        if period.start == start:
            days = max(DAYS, period.days)
            found[Group(base, start.isoformat(), days, period.warm_up_days)].append(name)
        else:
            alone.append(name)
    order = sorted(found, key=lambda one: (one.base != BASELINE, one.base, one.days))
    return {group: found[group] for group in order}, alone


def _load(name: str) -> Loaded:
    return _loaded(SCENARIOS / f"{name}.yaml")


@functools.cache
def _loaded(path: Path) -> Loaded:
    return load(path)


def compared(
    group: Group, names: Sequence[str], replications: int, executor: str, folder: Path
) -> Comparison:
    """Run a group, or read what was kept of it, and return its comparison.

    Results of another program or of other scenarios in the folder are replaced.

    Raises
    ------
    RunError
        If a replication fails.
    """
    scenarios = [_load(name) for name in (group.base, *names)]
    options = Options(replications=replications, executor=parse(executor), days=group.days)
    study = Study(scenarios, folder / group.folder, options)
    try:
        study.check_folder()
    except OtherRunError:
        study = Study(scenarios, study.out, replace(options, overwrite=True))
    study.check_executor()
    prepare(options.engine, print)
    failures = study.execute().failures
    if failures:
        raise RunError(f"{len(failures)} replications failed; the first: {failures[0]}")
    found = read_material(study.out).compared
    if found is None:
        raise RunError(f"{study.out} holds no comparison")
    return found


def section(name: str, comparison: Comparison) -> Iterator[str]:
    """Yield the lines on one scenario."""
    place = comparison.headlines.scenarios.index(name)
    scenario = comparison.scenarios[place]
    yield from (
        f"### {name}",
        "",
        f"**{scenario.title}.** {' '.join(map(_sentence, scenario.why))}",
    )
    yield from ("", f"Changed ([file](../scenarios/{name}.yaml)):", "")
    changes = comparison.changes[name]
    shown = changes if len(changes) <= MOST_CHANGES + 1 else changes[:MOST_CHANGES]
    yield from (f"- `{line}`" for line in shown)
    if len(shown) < len(changes):
        yield f"- and {len(changes) - len(shown)} more"
    yield ""
    clear = clearest(comparison.headlines, place)
    rows = [*clear[:MOST_HEADLINES], *_moved(comparison, name)]
    if rows:
        base = comparison.baseline.name
        yield from (
            f"| measure | `{base}` | `{name}` | change | verdict |",
            "|---|---|---|---|---|",
        )
        yield from (_line(row, entry) for row, entry in rows)
        yield ""
    yield from (_rest(comparison.headlines, place, len(clear)), "")


def clearest(block: TitledTable, place: int) -> list[tuple[ComparedMeasure, ComparedValue]]:
    """Return the headlines of a scenario that are better or worse, the clearest first."""
    found = [(row, row.entries[place]) for row in block.rows]
    clear = [(row, entry) for row, entry in found if entry and entry.verdict in CLEAR]
    return sorted(clear, key=lambda each: -_clarity(each[1]))


def _clarity(entry: ComparedValue) -> float:
    """Return how many times its uncertainty a change is."""
    half = (entry.high - entry.low) / 2
    return abs(entry.change) / half if half > 0 else float("inf")


def _moved(comparison: Comparison, name: str) -> list[tuple[ComparedMeasure, ComparedValue]]:
    """Return what moved most outside the headlines."""
    rows = [row for block in comparison.moved if block.scenarios == (name,) for row in block.rows]
    return [(row, entry) for row in rows[:MOST_MOVED] if (entry := row.entries[0])]


def _line(row: ComparedMeasure, entry: ComparedValue) -> str:
    means = (figure(row.baseline, row.decimals), figure(entry.mean, row.decimals))
    said = entry.verdict if entry.verdict in CLEAR else Verdict.EXPLORATORY
    word = f"**{said}**" if entry.verdict in CLEAR else said
    return f"| {row.how.label} | {' | '.join(means)} | {change_words(entry)} | {word} |"


def _rest(block: TitledTable, place: int, clear: int) -> str:
    """Return a sentence on the headlines that are neither better nor worse, and how many are."""
    found = (entry.verdict for row in block.rows if (entry := row.entries[place]))
    verdicts = [word for word in found if word not in NO_VERDICT]  # headlines of others have none
    words = Counter(word for word in verdicts if word not in CLEAR)
    said = listed([f"{word} in {number}" for word, number in words.most_common()], "and")
    more = f", {clear - MOST_HEADLINES} of them not shown" if clear > MOST_HEADLINES else ""
    headlines = counted(len(verdicts), "headline measure")
    return f"Of {headlines}, {clear} better or worse{more}{f'; {said}' if said else ''}."


def _sentence(text: str) -> str:
    """Return a line of a scenario as a sentence."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


class Shown(NamedTuple):
    """What the page shows of a scenario."""

    row: str  #: of the table of all
    section: str


def shown(found: Mapping[Group, Comparison]) -> dict[str, Shown]:
    """Return what the page shows of each scenario that was run, by name."""
    return {
        name: Shown(_row(group.base, comparison, place), "\n".join(section(name, comparison)))
        for group, comparison in found.items()
        for place, name in enumerate(comparison.headlines.scenarios)
    }


def _row(base: str, comparison: Comparison, place: int) -> str:
    """Return the row of a scenario in the table of all, with the number of its verdicts."""
    name, title = comparison.headlines.scenarios[place], comparison.scenarios[place].title
    words = Counter(e.verdict for r in comparison.headlines.rows if (e := r.entries[place]))
    counts = f"{words[Verdict.BETTER]} | {words[Verdict.WORSE]}"
    return f"| [`{name}`](#{name}): {title} | `{base}` | {counts} |"


def shown_already(text: str) -> dict[str, Shown]:
    """Return what a page that was written before shows, by name of scenario."""
    rows = {m[2]: m[1] for m in re.finditer(r"^(\| \[`([\w-]+)`\].*)$", text, re.MULTILINE)}
    parts = re.split(r"^(?=###? )", _EXPLAINED.sub("", text), flags=re.MULTILINE)
    sections = {m[1]: part.rstrip() + "\n" for part in parts if (m := _SECTION.match(part))}
    return {name: Shown(row, sections[name]) for name, row in rows.items()}


def page(
    of: Mapping[Group, Sequence[str]],
    alone: Sequence[str],
    found: Mapping[str, Shown],
    replications: int,
) -> str:
    """Return the whole page of groups of scenarios, and of those that are compared with none."""
    explained = explanations()
    times = {1: "once", 2: "twice"}.get(replications, f"{replications} times")
    lines = [_HEAD.format(times=times, headlines=MOST_HEADLINES, days=DAYS), *_TABLE]
    lines += [found[name].row for names in of.values() for name in names]
    lines.append("")
    for group, names in of.items():
        lines += [f"## Against {group.base}, {group.days} days", ""]
        for name in names:
            lines.append(found[name].section)
            lines += [explained[name].line, ""] if name in explained else []
    if alone:
        lines += ["## By themselves", "", "Their period is another, so that nothing is compared."]
        lines += ["They are shown in [the story](story.md).", ""]
        lines += [f"- `{name}`: {_load(name).scenario.title}" for name in alone]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Write or print the page; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="scenarios to print; all: write")
    parser.add_argument("--missing", action="store_true", help="add those that the page lacks")
    # With two, an interval that holds for all headlines together is too wide for any verdict.
    parser.add_argument("--replications", type=int, default=6)
    parser.add_argument("--executor", default="processes")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    options = parser.parse_args(arguments)
    asked, alone = groups(options.names)
    known, folder = {}, options.folder
    if options.missing:
        known, folder = shown_already(PAGE.read_text(encoding="utf-8")), folder / "missing"
    found = {}
    for group, names in asked.items():
        lacking = [name for name in names if name not in known]
        if lacking:
            print(f"{group.base}, {group.days} days: {', '.join(lacking)}", flush=True)
            found[group] = compared(group, lacking, options.replications, options.executor, folder)
    text = page(asked, alone, {**known, **shown(found)}, options.replications)
    if options.names:
        print(text)
    else:
        PAGE.write_text(text, encoding="utf-8")
        print(f"wrote {PAGE.name}")
    return 0


if __name__ == "__main__":
    run(main)
