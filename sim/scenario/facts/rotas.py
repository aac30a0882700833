"""Which rotas the people of a team work: one, or several by hub and by share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from sim.scenario.facts.head_counts import deal
from sim.scenario.reading.tree import Path
from sim.scenario.reading.unknown import known_of
from sim.scenario.schema.teams import HubTeam, Team

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

#: Most people who are dealt out to several rotas one by one.
DEALT_LIMIT = 1_000_000

#: (3 - sqrt(5)) / 2: steps of this part of a circle leave no large gap, however many are made.
_GOLDEN_PART = 0.381966

#: The number of a person, or an array of them.
PersonNumber = TypeVar("PersonNumber", int, "npt.NDArray[np.int64]")

#: A rota by name, or several with shares.
RotasSaid = str | Mapping[str, float]


def days_later(number: PersonNumber, groups: int, days: int) -> PersonNumber:
    """Return how many days later than group 0 somebody works a rota's pattern.

    People are dealt to the groups in turn, and the groups lie evenly over the pattern. One after
    another lies some way from the one before, so that a few people do not all have the same days
    off.

    Parameters
    ----------
    number : int or array of int
        The person's number among those on the rota, or that of the group.
    groups : int
        Groups of the rota.
    days : int
        Days of its pattern.
    """
    place = number % groups * _step(groups) % groups
    return place * days // groups


@cache
def _step(groups: int) -> int:
    """Return by how many places of the pattern one group lies behind the one before."""
    steps = [step for step in range(1, groups + 1) if math.gcd(step, groups) == 1]
    return min(steps, key=lambda step: abs(step - _GOLDEN_PART * groups))


def said_of_rotas(team: Team) -> Iterator[tuple[Path, RotasSaid]]:
    """Yield what a team says of its rotas, for all hubs and by hub, with its path in the team."""
    yield ("rota",), team.rota
    if isinstance(team, HubTeam):
        for hub, said in team.rota_by_hub.items():
            yield ("rota_by_hub", hub), said


def known_of_rotas(team: Team) -> Iterator[tuple[Path, RotasSaid]]:
    """Yield the same of a team of which not all need be known, as far as it is."""
    for field, said in known_of(team, "rota", "rota_by_hub"):
        if field == "rota":
            yield (field,), said
        else:
            yield from (((field, hub), each) for hub, each in said.items())


def rotas_named(team: Team) -> dict[Path, str]:
    """Return the rotas that a team names, by the path in the team at which each is named."""
    return rotas_among(said_of_rotas(team))


def rotas_among(all_said: Iterable[tuple[Path, RotasSaid]]) -> dict[Path, str]:
    """Return the rotas that are named in what a team says of them, by path."""
    found: dict[Path, str] = {}
    for path, said in all_said:
        if isinstance(said, str):
            found[path] = said
        elif isinstance(said, Mapping):
            found |= {(*path, name): name for name in said}
    return found


def rota_shares(team: Team, place: str) -> dict[str, float]:
    """Return the rotas that people of a team at a place work, with the share of them who do."""
    said: RotasSaid = team.rota
    if isinstance(team, HubTeam):
        said = team.rota_by_hub.get(place, team.rota)
    if isinstance(said, str):
        return {said: 1.0}
    return {name: share for name, share in said.items() if share > 0}


def rota_of_each(team: Team, place: str, number: int) -> list[str]:
    """Deal the people of a team at a place out to its rotas.

    Parameters
    ----------
    team : Team
        The team.
    place : str
        A hub, or the whole force.
    number : int
        How many people there are.

    Returns
    -------
    list of str
        (number,) the rota of each. A further person changes nobody else's.
    """
    shares = rota_shares(team, place)
    return deal(shares, [0] * number) if shares else []


def people_by_rota(team: Team, place: str, number: int) -> dict[str, int]:
    """Return how many of the people of a team at a place work each of its rotas.

    Numbers beyond reason, which a check refuses, are not dealt out one by one.
    """
    shares = rota_shares(team, place)
    if len(shares) == 1:
        return dict.fromkeys(shares, number)
    if number > DEALT_LIMIT:
        total = sum(shares.values())
        return {name: int(number * share / total) for name, share in shares.items()}
    return dict(Counter(rota_of_each(team, place, number)))
