"""Patches: who owns which, and which incident is whose, where PCSOs are tied to patches.

The PCSOs who parade in a district own its patches: they are dealt to them in turn, by number. With
more PCSOs than patches, a patch has several owners; with fewer, an owner has several patches. A
district in which nobody parades has no patches: its jobs go to whoever is free, as without them.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from sim.scenario.schema.scenario import District
from sim.scenario.schema.teams import PcsoTeam
from sim.vocabulary import Role
from sim.world.arrays import Drawn, Ints, People
from sim.world.arrays_demand import Patches
from sim.world.blocks import Blocks
from sim.world.streams import Streams

#: Marks per incident; never to be changed.
PATCH_WIDTH = 1


def patch_counts(pcsos: PcsoTeam | None, districts: Collection[District]) -> Ints | None:
    """Return the number of patches of each district, (districts,); None if PCSOs are pooled."""
    if pcsos is None or pcsos.deployment != "patches":
        return None
    return np.array([district.patches or 1 for district in districts])


def draw_patch(counts: Ints, streams: Streams, blocks: Blocks) -> Ints:
    """Draw the patch of each incident: all patches of a district are as likely."""
    (u,) = blocks.marks(streams, "patch", PATCH_WIDTH)
    patch: Ints = (u * counts[blocks.column("district")]).astype(np.int64)
    return patch


def patches(
    counts: Ints | None,
    hub_of_district: Ints,
    who: People,
    changed: Ints,
    drawn: Drawn,
    incidents: int,
) -> tuple[Patches, int]:
    """Give incidents and PCSOs their patches.

    Parameters
    ----------
    counts : Ints or None
        From `patch_counts`.
    hub_of_district : Ints
        (districts,) hub that serves each district.
    who : People
        Everybody.
    changed : Ints
        Those of them who come or leave at any time.
    drawn : Drawn
        Incidents with the patch drawn for each.
    incidents : int
        How many there are; rows behind them are other cases.

    Returns
    -------
    tuple of Patches and int
        And the number of patches in the force; patches of one owner are one. Incidents that need
        several officers together belong to no patch: no one owner could ever attend them. Where
        posts change by date, each patch has an owner who is there all the time.
    """
    of_incident = np.full(incidents, -1, dtype=np.int32)
    of_officer = np.full(who.role.size, -1, dtype=np.int64)
    if counts is None:
        return Patches(of_incident, of_officer), 0
    first = 0
    lasting = who.in_post.copy()
    lasting[changed] = False
    alone = ~(drawn.together & (drawn.officers > 1))
    for district, number in enumerate(counts.tolist()):
        owners = np.flatnonzero(
            (who.role == Role.PCSO)
            & (who.station == district)
            & (who.hub == hub_of_district[district])
        )
        owned = min(number, int(lasting[owners].sum()))
        if owned == 0:
            continue
        of_officer[owners] = first + np.arange(owners.size) % owned
        here = np.flatnonzero((alone & (drawn.district == district))[:incidents])
        of_incident[here] = first + drawn.patch[here] % owned
        first += owned
    return Patches(of_incident, of_officer), first
