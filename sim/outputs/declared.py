"""Whether there are the measures that a scenario names."""

from __future__ import annotations

from collections.abc import Iterator

from sim.outputs.measures.registry import ALL, KNOWN, REGISTRY
from sim.scenario.reading.finding import Check, Finding, reads
from sim.scenario.reading.unknown import known_of
from sim.scenario.reading.words import listed
from sim.scenario.schema.headlines import Headline
from sim.scenario.schema.scenario import Scenario
from sim.suggestions import did_you_mean
from sim.vocabulary import Role

#: Words by which a measure may name a team.
TEAMS = (ALL, *(role.name.lower() for role in Role))
#: Words by which a headline names some rows of a measure, and what these are split by.
_BY = {"team": "team", "hubs": "hub", "grades": "grade"}


@reads("headlines")
def headlines_are_measures(scenario: Scenario) -> Iterator[Finding]:
    """Require that headlines are measures that there are."""
    for name in scenario.headlines:
        if name not in KNOWN:
            near = did_you_mean(name, KNOWN)
            message = f"unknown measure {name!r}{near or '; sixhubs measures lists what there is'}"
            yield Finding(("headlines", name), message, at_key=True)


@reads("headlines")
def headlines_are_split_so(scenario: Scenario) -> Iterator[Finding]:
    """Require that a measure has rows by what a headline names: a team, hubs or grades."""
    for name, said in scenario.headlines.items():
        stated = {
            word: value != Headline.model_fields[word].default
            for word, value in known_of(said, *_BY)
        }
        if name not in KNOWN or not any(stated.values()):
            continue
        from sim.outputs.split import split_of  # which imports every measure

        split = split_of(name)
        for word, is_stated in stated.items():
            if is_stated and _BY[word] not in split:
                message = (
                    f"{name} is not worked out by {_BY[word]}; it is by {listed(split, 'and')}"
                )
                yield Finding(("headlines", name, word), message)


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


CHECKS: tuple[Check, ...] = (
    headlines_are_measures,
    headlines_are_split_so,
    published_results_are_measures,
)
