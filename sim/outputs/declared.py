"""Whether there are the measures that a scenario names."""

from __future__ import annotations

from collections.abc import Iterator

from sim.outputs.measures.registry import ALL, COMPARED, REGISTRY
from sim.scenario.reading.finding import Check, Finding, reads
from sim.scenario.schema.scenario import Scenario
from sim.suggestions import did_you_mean
from sim.vocabulary import Role

#: Words by which a measure may name a team.
TEAMS = (ALL, *(role.name.lower() for role in Role))


@reads("headlines")
def headlines_are_measures(scenario: Scenario) -> Iterator[Finding]:
    """Require that headlines are measures that there are."""
    for name in scenario.headlines:
        if name not in REGISTRY | COMPARED:
            near = did_you_mean(name, REGISTRY | COMPARED)
            message = f"unknown measure {name!r}{near or '; sixhubs measures lists what there is'}"
            yield Finding(("headlines", name), message, at_key=True)


@reads("published", "grades", "hubs")
def published_results_are_measures(scenario: Scenario) -> Iterator[Finding]:
    """Require that published results are of measures, teams, hubs and grades that there are."""
    known = {
        "measure": REGISTRY,
        "team": TEAMS,
        "hub": (ALL, *scenario.hubs),
        "grade": (None, *scenario.grades),
    }
    for name, result in scenario.published.items():
        for word, there_are in known.items():
            given = getattr(result, word)
            if given not in there_are:
                near = did_you_mean(str(given), map(str, there_are))
                expected = (
                    "sixhubs measures lists what there is"
                    if word == "measure"
                    else (f"expected one of {', '.join(str(one) for one in there_are if one)}")
                )
                yield Finding(
                    ("published", name, word), f"unknown {word} {given!r}{near}; {expected}"
                )


CHECKS: tuple[Check, ...] = (headlines_are_measures, published_results_are_measures)
