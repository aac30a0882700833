"""Counts of people from shares: exact, as somebody with pencil and paper would count them.

A share such as 0.58 is no binary number: 0.58 * 100 / 2 is a hair below 29 on a computer, and a
person would be lost. Shares are therefore taken as the decimals that the file shows.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from fractions import Fraction

from sim.scenario.schema.decimals import exact


def nearest(number: Fraction) -> int:
    """Return the nearest whole number; halves up."""
    return math.floor(number + Fraction(1, 2))


def crews_among(double_share: float, people: int) -> int:
    """Return how many whole crews of two a share of some people forms."""
    return math.floor(exact(double_share) * people / 2)


def weights(shares: Mapping[str, float]) -> dict[str, int]:
    """Return whole numbers in the proportion of shares; those of zero are dropped."""
    given = {name: exact(value) for name, value in shares.items() if value > 0}
    unit = math.lcm(*(value.denominator for value in given.values()))
    return {name: int(value * unit) for name, value in given.items()}


def belongs(share: float, groups: int, number: int) -> bool:
    """Return whether the person of a number, from 0, belongs to a share of all.

    In each group, to which people are dealt in turn, the k-th person does when k times the share
    passes a whole number; groups are shifted against one another, and the first person of all does.
    """
    return _belongs(exact(share), groups, number)


def _belongs(share: Fraction, groups: int, number: int) -> bool:
    """Return whether the person of a number belongs to an exact share; see `belongs`."""
    above, below = share.as_integer_ratio()
    k, group = divmod(number, groups)
    # ceil(share * k - group / groups), in whole numbers: this is asked for everybody in turn.
    before, after = (
        -((group * below - above * n * groups) // (below * groups)) for n in (k, k + 1)
    )
    return after > before


def deal_skills(shares: Mapping[str, float], groups: int, people: int) -> list[frozenset[str]]:
    """Return which skills each of some people has, so that as few as possible have none.

    Skills are dealt in the order named, each to its share of people: first to those who have none
    yet, then to others. Within either, people who belong are spread over groups as in `belongs`,
    so that no later person changes an earlier one's skills.

    Parameters
    ----------
    shares : mapping of str to float
        Share of people who have each skill.
    groups : int
        Rota groups into which people are dealt in turn.
    people : int
        How many there are.

    Returns
    -------
    list of frozenset of str
        (people,) skills of each.
    """
    held: list[frozenset[str]] = [frozenset()] * people
    without = Fraction(1)
    for skill, given in shares.items():
        share = exact(given)
        of_new = min(share, without)
        of_first = of_new / without if without else Fraction()
        of_others = (share - of_new) / (1 - without) if without < 1 else Fraction()
        met = Counter[tuple[int, bool]]()
        for person in range(people):
            is_first, group = not held[person], person % groups
            number = met[group, is_first] * groups + group
            met[group, is_first] += 1
            if _belongs(of_first if is_first else of_others, groups, number):
                held[person] |= {skill}
        without -= of_new
    return held


def deal(shares: Mapping[str, float], groups: Sequence[Hashable]) -> list[str]:
    """Deal people out to places, so that everybody up to any number is spread by the shares.

    The next person goes where most are missing, counted among all people so far and, again, among
    those of the same group: so no place depends on one group alone, and no later person changes an
    earlier one's place. Equal claims go to the place named first.

    Parameters
    ----------
    shares : mapping of str to float
        Share of each place; taken in proportion to their sum.
    groups : sequence
        (people,) group of each.

    Returns
    -------
    list of str
        (people,) place of each.
    """
    share = weights(shares)
    if len(share) == 1:
        return [*share] * len(groups)
    total = sum(share.values())
    in_all = Counter[str]()
    in_group = Counter[tuple[Hashable, str]]()
    of_group = Counter[Hashable]()
    places: list[str] = []
    for person, group in enumerate(groups):
        of_group[group] += 1
        due = person + 1 + of_group[group]
        claims = {
            name: value * due - total * (in_all[name] + in_group[group, name])
            for name, value in share.items()
        }
        chosen = max(claims, key=claims.__getitem__)
        in_all[chosen] += 1
        in_group[group, chosen] += 1
        places.append(chosen)
    return places
