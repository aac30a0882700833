"""The posts of a team in a scenario, varied to find how many make it as good as a baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.outputs.posts_needed import PostsNeeded, find
from sim.outputs.statistics import Cell
from sim.runs.length import changed_for_as_long
from sim.runs.searching import Search
from sim.scenario.facts.teams import teams_of
from sim.scenario.load import Loaded
from sim.scenario.reading.exact import spread
from sim.scenario.schema.decimals import exact


@dataclass(frozen=True)
class TeamPosts:
    """The posts of a team in the scenario, spread over the hubs as it spreads them.

    Attributes
    ----------
    team : str
        Its key under ``teams``.
    """

    team: str

    @property
    def name(self) -> str:
        """What they are called in lines about what has been run."""
        return f"{self.team} posts"

    def pair(self, scenarios: Sequence[Loaded], value: float) -> list[Loaded]:
        """Return the baseline as it is, and the scenario with a number of posts."""
        baseline, scenario = scenarios
        return [baseline, self.at(scenario, value)]

    def at(self, loaded: Loaded, number: float) -> Loaded:
        """Return a scenario with a number of posts, measured for as many days.

        Raises
        ------
        InputError
            If such a scenario is not valid.
        """
        team = teams_of(loaded.scenario)[self.team]
        if number == float(team.posts_in_all):
            return loaded
        posts = spread(exact(number), {hub: exact(own) for hub, own in team.posts.items()})
        changes = {"teams": {self.team: {"posts": {hub: float(n) for hub, n in posts.items()}}}}
        return changed_for_as_long(loaded, changes)


def posts_needed(search: Search, cell: Cell, low: int, now: float, high: int) -> PostsNeeded:
    """Return how many posts make the scenario as good by a measure, within a range.

    Raises
    ------
    InputError
        If a number makes no valid scenario, or there is no such cell at any number.
    RunError
        If a replication fails.
    """
    found = find(partial(search.gain, cell), low, now, high)
    if np.isnan(found.now.gain):
        search.refuse_unmeasured(cell)
    return found
