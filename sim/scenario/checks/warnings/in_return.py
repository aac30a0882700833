"""What a file changes without meaning to, as something else that it leaves alone still holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.scenario.facts.desk import (
    resolved_shares,
    share_with_others_as_they_were,
    worked_by_type,
)
from sim.scenario.reading.finding import Finding
from sim.scenario.reading.merging import Override
from sim.scenario.reading.tree import dotted
from sim.scenario.schema.scenario import Scenario

#: The share of all its cases that the Resolution Centre resolves.
_OF_ALL = "teams.resolution_centre.resolved_share"


def changed_in_return(scenario: Scenario, overrides: Sequence[Override]) -> Iterator[Finding]:
    """Warn of a type's share of cases resolved that is changed while that of all is not.

    Parameters
    ----------
    scenario : Scenario
        One without faults.
    overrides : sequence of Override
        What its files change in one another.
    """
    team = scenario.teams.resolution_centre
    said = {item.path: item for item in overrides}
    if team is None or team.resolved_share is None or _OF_ALL in said:
        return
    work = worked_by_type(scenario)
    paths = {name: ("incident_types", name, "resolution_centre", "resolved_share") for name in work}
    old = {name: said[dotted(path)].old for name, path in paths.items() if dotted(path) in said}
    before = {name: float(one) for name, one in old.items() if isinstance(one, int | float)}
    if not before:
        return
    share, scaled = share_with_others_as_they_were(scenario, before), resolved_shares(scenario)
    for name in before:
        message = (
            f"the Centre still resolves {team.resolved_share:g} of all its cases ({_OF_ALL}), so "
            f"{work[name].resolved_share:g} becomes {scaled[name]:.2g}, and those of other types "
            f"change in return; to leave them as they were, write {share:.4g} there"
        )
        yield Finding(paths[name], message, level="warning")
