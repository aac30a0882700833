"""The names by which people speak of incidents, such as ``Adur.burglary.2491.3``.

District, type, week since the epoch Monday, and ordinal, joined by dots; spaces in names become
underscores, so that no quotes are needed on the command line. An incident keeps its name in every
scenario in which it happens.
"""

from __future__ import annotations

import itertools

import numpy as np

from sim.errors import InputError, Problem, did_you_mean
from sim.world.arrays import Names, World


def identity(world: World, names: Names, incident: int) -> str:
    """Return the permanent name of an incident.

    Parameters
    ----------
    world : World
        The world it stands in.
    names : Names
        Names of the scenario.
    incident : int
        Its row.

    Returns
    -------
    str
        E.g. ``Adur.burglary.2491.3``.
    """
    drawn = world.drawn
    cell = _cell(names.districts[drawn.district[incident]], names.types[drawn.type[incident]])
    return f"{cell}.{drawn.week[incident]}.{drawn.ordinal[incident]}"


def find(world: World, names: Names, text: str) -> int:
    """Return the row of an incident.

    Parameters
    ----------
    world : World
        The world to look in.
    names : Names
        Names of the scenario.
    text : str
        Its permanent name.

    Returns
    -------
    int
        Row in `world.drawn`.

    Raises
    ------
    InputError
        If the name is malformed, names nothing in the scenario, or names an incident that is not
        in this world.
    """
    cell, *numbers = text.rsplit(".", 2)
    if len(numbers) != 2 or not all(number.isdecimal() for number in numbers):
        raise _wrong(text, "expected district.type.week.ordinal, such as Adur.burglary.2491.3")
    pairs = itertools.product(range(len(names.districts)), range(len(names.types)))
    cells = {(d, t): _cell(names.districts[d], names.types[t]) for d, t in pairs}
    meant = [codes for codes, known in cells.items() if known == cell]
    if not meant:
        raise _wrong(text, f"no such district and type{did_you_mean(cell, cells.values())}")
    if len(meant) > 1:
        raise _wrong(text, "could be several districts and types: rename one of them")
    district, kind = meant[0]
    week, ordinal = map(int, numbers)
    drawn = world.drawn
    of_cell = (drawn.district == district) & (drawn.type == kind) & (drawn.week == week)
    found = np.flatnonzero(of_cell & (drawn.ordinal == ordinal))
    if found.size == 0:
        raise _wrong(text, _what_there_is(cell, week, drawn.ordinal[of_cell].tolist()))
    return int(found[0])


def _cell(district: str, kind: str) -> str:
    return f"{district}.{kind}".replace(" ", "_")


def _what_there_is(cell: str, week: int, ordinals: list[int]) -> str:
    """Say why there is no such incident."""
    if not ordinals:
        return f"{cell} has no incident in week {week} of this replication"
    known = ", ".join(map(str, sorted(ordinals)[:20]))
    return f"{cell} has no such incident in week {week} of this replication; it has {known}"


def _wrong(text: str, message: str) -> InputError:
    return InputError([Problem("incident", 0, 0, text, message)])
