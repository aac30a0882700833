"""Checks on triage and MARACs: types, somebody to do the work, and meetings within the run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sim.scenario.checks.faults import time_fault
from sim.scenario.facts.attendance import busy_hubs
from sim.scenario.facts.teams import people
from sim.scenario.facts.times import last_day_of, last_of_longest, longest
from sim.scenario.reading.finding import Finding, reads
from sim.scenario.reading.names import unknown
from sim.scenario.reading.unknown import known_of
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import FORCE_WIDE


def _shares(scenario: Scenario) -> Iterator[tuple[str, str, dict[str, float]]]:
    """Yield each part with the field that says of which types there is work, and its shares."""
    fields = {"marac": "referred_share", "mash": "reported_share"}
    for name, part in known_of(scenario.safeguarding, *fields):
        for field, shares in known_of(part, fields[name]) if part is not None else ():
            yield name, field, shares


@reads("safeguarding", "incident_types")
def safeguarding_names_known_types(scenario: Scenario) -> Iterator[Finding]:
    """Require that shares are given for types of the scenario."""
    for part, field, shares in _shares(scenario):
        for name in shares:
            if name not in scenario.incident_types:
                message = unknown("type", name, scenario.incident_types)
                yield Finding(("safeguarding", part, field, name), message, at_key=True)


@reads("safeguarding", "incident_types", "teams", "hubs", "districts")
def safeguarding_has_people(scenario: Scenario) -> Iterator[Finding]:
    """Require people of public protection wherever there is such work, or for the whole force."""
    team = scenario.teams.public_protection
    for part, field, shares in _shares(scenario):
        path = ("safeguarding", part)
        if team is None:
            message = "the scenario has no teams.public_protection to do the work"
            yield Finding(path, message, at_key=True)
            continue
        if people(team, FORCE_WIDE) >= 1:
            continue
        for name, share in shares.items():
            incident_type = scenario.incident_types.get(name)
            if incident_type is None or share == 0:
                continue
            for hub, district in busy_hubs(scenario, incident_type).items():
                if people(team, hub) < 1:
                    message = (
                        f"{district!r} needs people of public protection at {hub!r}, which has none"
                    )
                    yield Finding((*path, field, name), message)


@reads("safeguarding", "run")
def meetings_are_within_the_run(scenario: Scenario) -> Iterator[Finding]:
    """Require a meeting within the run, at a time of day."""
    marac, run = scenario.safeguarding.marac, scenario.run
    if marac is None:
        return
    path = ("safeguarding", "marac")
    if message := time_fault(marac.start):
        yield Finding((*path, "start"), message)
    last = last_day_of(longest(run))
    first = marac.first_meeting or run.start + dt.timedelta(days=marac.every_days)
    if not run.start <= first <= last:
        period = f"from {run.start} to {last_of_longest(run)}"
        message = f"the first meeting is on {first}, and the run goes {period}"
        field = "first_meeting" if marac.first_meeting else "every_days"
        yield Finding((*path, field), message)
