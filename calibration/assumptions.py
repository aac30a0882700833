"""The page of assumptions: every number that no public source gives, its range, what it affects.

Usage: ``python -m calibration.assumptions [--write | --check]``. Without an option the page goes to
standard output; ``--write`` writes docs/assumptions.md; ``--check`` exits 1 if that file is stale.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from calibration.assumption_tables import figure, link, markdown, sections
from calibration.command import run
from calibration.tables import BASELINE, REPOSITORY, inputs, parse_value, sources
from calibration.workload import yearly
from sim.outputs.manifest import demand_by_basis, demand_on_assumptions_share
from sim.scenario.load import load
from sim.scenario.schema.scenario import Scenario

PAGE = REPOSITORY / "docs" / "assumptions.md"

_INTRODUCTION = """\
# Assumptions

Written by `python -m calibration.assumptions`; change the tables in `calibration/figures`, not this
page. It lists every number of the baseline, `scenarios/sussex-2017.yaml`, that no public source
gives: the value, a plausible range, and the measures it affects. Numbers that do have a source are
in `calibration/figures/rows`, each with its source and year.
"""

_READING = """\
## Read this first

- **Counts of crime and anti-social behaviour** are police.uk records of October 2018 to January
  2019, 123 days, times 365/123. That assumes that summer is as busy as those four months. The
  result agrees with what is published for whole years: 27,800 reports of anti-social behaviour
  against 26,100 to 26,400. Month shapes move incidents within the year and leave its total alone.
- **The year is mixed**: people are those of 2017; recorded crime is that of 2018-19, when it was
  somewhat higher.
- **A recorded crime is not an incident.** Some crimes are recorded without anyone being sent, some
  calls record several crimes, and most incidents record none. The model takes each recorded crime
  as one incident, and adds incidents that are not crimes, up to a total for the force.
- **That total, about 354,000 a year, is itself an assumption**: calls to Sussex Police in March
  2018 times the incidents per call of another force on one Saturday in June 2018.
- **Incidents that a control room closes at once**, with advice or as a duplicate, are not counted
  separately. They are among the other calls for service, most of which are given a short visit. So
  the hours of work are more likely too high than too low.
- **Arrests** come to about 22,000 a year, against some 24,000 detainees reported in 2019. Others
  are brought in by officers who are not modelled. Which districts have the five custody suites is
  an assumption.
- **Writing up** includes enquiries that response officers make themselves.
- **Posts of response** were chosen, not found: with them the simulated share of emergencies and
  priority calls reached within target is near what was published for 2013 and 2014.
- **Minutes at the scene** are those of Detroit in 2019: no figures were found for a British force.
- **What moves the results most and is not public**: minutes of writing up, shares by grade, and the
  posts of response, investigation and the Resolution Centre.
"""


def _demand(scenario: Scenario) -> list[str]:
    """Return the section on the share of demand that rests on assumptions."""
    shares = sorted(demand_by_basis(scenario).items(), key=lambda item: -item[1])
    everything = sum(yearly(incident_type) for incident_type in scenario.incident_types.values())
    lines = [
        "## How much of the demand is assumed",
        "",
        f"{demand_on_assumptions_share(scenario):.0%} of the {everything:,.0f} incidents a year",
        "are of a type whose count is an assumption. The rest is counted by an official source or",
        "derived from one. A type with more than one basis is listed under that of its larger",
        "part.",
        "",
        "| basis | incidents a year | share |",
        "|---|---:|---:|",
    ]
    lines += [f"| {basis} | {share * everything:,.0f} | {share:.1%} |" for basis, share in shares]
    return lines


def _figure(text: str) -> str:
    """Return a number with thousands separated; other text unchanged."""
    return figure(parse_value(text))


def _span(line: dict[str, str]) -> str:
    """Return the range of a line of inputs as text."""
    return f"{_figure(line['low'])} to {_figure(line['high'])}" if line["low"] else ""


def _input_table(title: str, name: str, labels: tuple[str, ...], value: str) -> list[str]:
    """Return the assumptions of one table of inputs."""
    lines = [
        "",
        f"### {title}",
        "",
        "| what | value | range | rests on | note |",
        "|---|---|---|---|---|",
    ]
    for line in inputs(name):
        if line["basis"] == "assumption":
            label = ", ".join(line[key].replace("_", " ") for key in labels)
            number = _figure(line[value])
            lines.append(
                f"| {label} | {number} | {_span(line)} | {link(line['source'])} | {line['note']} |"
            )
    return lines


def _counts(scenario: Scenario) -> list[str]:
    """Return the section on yearly counts: what they are made from, and totals by type."""
    lines = ["", "## Yearly counts", "", "Affects: every measure of workload and waiting."]
    lines += _input_table("Totals of the force", "force_totals", ("name",), "value")
    split = ("record_type", "incident_type")
    lines += _input_table("Splits of recorded types", "splits", split, "value")
    lines += _input_table(
        "Incidents that are not recorded crimes", "other_incidents", ("incident_type",), "yearly"
    )
    lines += [
        "",
        "### Types whose count is an assumption",
        "",
        "Counts by district follow police.uk or population; see `scenarios/sussex/counts.yaml`.",
        "",
        "| type | incidents a year | range |",
        "|---|---:|---|",
    ]
    for line in inputs("incident_types"):
        if line["basis"] == "assumption":
            incident_type = scenario.incident_types[line["incident_type"]]
            total = yearly(incident_type)
            low, high = total * float(line["count_low"]), total * float(line["count_high"])
            lines.append(f"| {incident_type.label} | {total:,.0f} | {low:,.0f} to {high:,.0f} |")
    return lines


def _numbers() -> list[str]:
    """Return the sections with every assumption of the scenario."""
    lines = ["", "In the tables below, a plausible range in brackets follows each value."]
    for section, found in sections().items():
        lines += ["", f"## {section[0].upper()}{section[1:]}"]
        for table in found:
            lines += markdown(table)
    return lines


def _sources() -> list[str]:
    """Return the list of sources."""
    lines = [
        "",
        "## Sources",
        "",
        "A source may be about another place or another year than Sussex in 2017.",
        "",
    ]
    for key, source in sources().items():
        if key in ("none", "choice"):
            continue
        parts = [source["title"], source["publisher"], source["year"], source["address"]]
        lines.append(
            f"- **{key.replace('_', ' ')}** ({source['basis']}): " + ". ".join(filter(None, parts))
        )
    return lines


def page() -> str:
    """Return the whole page."""
    scenario = load(BASELINE).scenario
    lines = [_INTRODUCTION, _READING, *_demand(scenario), *_counts(scenario), *_numbers()]
    return "\n".join([*lines, *_sources()]) + "\n"


def main(arguments: list[str] | None = None, path: Path = PAGE) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="calibration.assumptions", description=__doc__)
    action = parser.add_mutually_exclusive_group()
    action.add_argument("--write", action="store_true", help="write docs/assumptions.md")
    action.add_argument(
        "--check", action="store_true", help="exit 1 if docs/assumptions.md is stale"
    )
    options = parser.parse_args(arguments)
    text = page()
    if options.check:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            return 0
        print(f"{path.name} is stale: run python -m calibration.assumptions --write")
        return 1
    if options.write:
        path.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    run(main)
