"""Patches: who owns which, and which incident is whose, where PCSOs are tied to patches.

The PCSOs who parade in a district own its patches: they are dealt to them in turn, by number. With
more PCSOs than patches, a patch has several owners; with fewer, an owner has several patches. A
district in which nobody parades has no patches: its jobs go to whoever is free, as without them.
"""

from __future__ import annotations

import numpy as np

from sim.scenario.schema.scenario import Scenario
from sim.vocabulary import Role
from sim.world.arrays import Drawn, Ints, Patches, People
from sim.world.arrivals import Block
from sim.world.streams import Streams

#: Marks per incident; never to be changed.
PATCH_WIDTH = 1


def are_used(scenario: Scenario) -> bool:
    """Return whether the PCSOs of a scenario are tied to patches."""
    team = scenario.teams.pcso
    return team is not None and team.deployment == "patches"


def numbers(scenario: Scenario) -> Ints:
    """Return the number of patches of each district, (districts,)."""
    return np.array([district.patches or 1 for district in scenario.districts.values()])


def draw(scenario: Scenario, streams: Streams, block: Block) -> Ints:
    """Draw the patch of each incident: all patches of a district are as likely."""
    (u,) = block.marks(streams, "patch", PATCH_WIDTH)
    patch: Ints = (u * numbers(scenario)[block.district]).astype(np.int64)
    return patch


def patches(scenario: Scenario, who: People, drawn: Drawn, incidents: int) -> tuple[Patches, int]:
    """Give incidents and PCSOs their patches.

    Parameters
    ----------
    scenario : Scenario
        Districts, and how PCSOs are deployed.
    who : People
        Everybody.
    drawn : Drawn
        Incidents with the patch drawn for each.
    incidents : int
        How many there are; rows behind them are other cases.

    Returns
    -------
    tuple of Patches and int
        And the number of patches in the force; patches of one owner are one. Incidents that need
        several officers together belong to no patch: no one owner could ever attend them.
    """
    of_incident = np.full(incidents, -1, dtype=np.int64)
    of_officer = np.full(who.role.size, -1, dtype=np.int64)
    if not are_used(scenario):
        return Patches(of_incident, of_officer), 0
    first = 0
    alone = ~(drawn.together & (drawn.officers > 1))
    home = np.array([list(scenario.hubs).index(d.hub) for d in scenario.districts.values()])
    for district, number in enumerate(numbers(scenario).tolist()):
        owners = np.flatnonzero(
            (who.role == Role.PCSO) & (who.station == district) & (who.hub == home[district])
        )
        owned = min(number, owners.size)
        if owned == 0:
            continue
        of_officer[owners] = first + np.arange(owners.size) % owned
        here = np.flatnonzero((alone & (drawn.district == district))[:incidents])
        of_incident[here] = first + drawn.patch[here] % owned
        first += owned
    return Patches(of_incident, of_officer), first
