"""The names by which people speak of incidents, such as ``Adur.burglary.2491.3``.

District, type, week since the epoch Monday, and ordinal, joined by dots; spaces in names become
underscores, so that no quotes are needed on the command line. An incident keeps its name in every
scenario in which it happens. Outside the base demand the ordinal has the name of the layer before
it, as in ``Adur.burglary.2491.growth-3``; a repeat has the name of its first incident and its
number in the chain, as in ``Adur.burglary.2491.3.r1``. A task, a visit or a further log of an
incident has the name of that incident before its own: ``Adur.missing_child.2491.3.task2``,
``Adur.missing_child.2491.3.visit`` and ``Adur.missing_child.2491.3.call1``.
"""

from __future__ import annotations

import itertools
import re

import numpy as np

from sim.errors import InputError, Problem
from sim.suggestions import did_you_mean
from sim.world.arrays import NEW_LOG, VISIT, Names, World

_PATTERN = re.compile(r"(.+)\.(\d+)\.(?:([a-z][a-z0-9-]*)-)?(\d+)(?:\.r([1-9]\d*))?")
_FOLLOWS = re.compile(r"(.+)\.(?:(task|call)([1-9]\d*)|visit)")


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
    task = int(world.drawn.task[incident])
    if task:
        name = identity(world, names, int(world.drawn.parent[incident]))
        if task >= NEW_LOG:
            return f"{name}.call{task - NEW_LOG + 1}"
        return f"{name}.visit" if task == VISIT else f"{name}.task{task}"
    return _name(world, names, incident, int(world.drawn.repeat[incident]))


def parent_of(world: World, names: Names, incident: int) -> str | None:
    """Return the name of the incident that this one follows.

    A repeat's is known also when it came before the run.
    """
    if world.drawn.task[incident]:
        return identity(world, names, int(world.drawn.parent[incident]))
    repeat = int(world.drawn.repeat[incident])
    return _name(world, names, incident, repeat - 1) if repeat else None


def _name(world: World, names: Names, incident: int, repeat: int) -> str:
    """Return the name of an incident's chain at some place of it."""
    drawn = world.drawn
    cell = _cell(names.districts[drawn.district[incident]], names.types[drawn.type[incident]])
    layer = names.layers[drawn.layer[incident]]
    ordinal = f"{layer}-{drawn.ordinal[incident]}" if layer else str(drawn.ordinal[incident])
    name = f"{cell}.{drawn.week[incident]}.{ordinal}"
    return f"{name}.r{repeat}" if repeat else name


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
    follows = _FOLLOWS.fullmatch(text)
    if follows is not None:
        number = VISIT if follows[2] is None else int(follows[3])
        number += NEW_LOG - 1 if follows[2] == "call" else 0
        return _what_follows(world, find(world, names, follows[1]), text, number)
    matched = _PATTERN.fullmatch(text)
    if matched is None:
        raise _wrong(text, "expected district.type.week.ordinal, such as Adur.burglary.2491.3")
    cell, week_text, layer, ordinal, repeat = matched.groups()
    if (layer or "") not in names.layers:
        raise _wrong(text, f"no such layer of demand{did_you_mean(layer, names.layers[1:])}")
    pairs = itertools.product(range(len(names.districts)), range(len(names.types)))
    cells = {(d, t): _cell(names.districts[d], names.types[t]) for d, t in pairs}
    meant = [codes for codes, known in cells.items() if known == cell]
    meant = meant or [
        codes for codes, known in cells.items() if known.casefold() == cell.casefold()
    ]
    if not meant:
        raise _wrong(text, f"no such district and type{did_you_mean(cell, cells.values())}")
    if len(meant) > 1:
        raise _wrong(text, "could be several districts and types: rename one of them")
    district, type_code = meant[0]
    week = int(week_text)
    drawn = world.drawn
    of_cell = (drawn.district == district) & (drawn.type == type_code) & (drawn.week == week)
    of_cell &= drawn.task == 0
    of_cell &= drawn.layer == names.layers.index(layer or "")
    of_chain = of_cell & (drawn.ordinal == int(ordinal))
    found = np.flatnonzero(of_chain & (drawn.repeat == int(repeat or 0)))
    if found.size == 0:
        firsts = drawn.ordinal[of_cell & (drawn.repeat == 0)]
        raise _wrong(text, _what_there_is(cell, week, firsts.tolist()))
    return int(found[0])


def _what_follows(world: World, parent: int, text: str, number: int) -> int:
    """Return the row of a task of an incident, or of the visit or log that follows it."""
    found = np.flatnonzero((world.drawn.parent == parent) & (world.drawn.task == number))
    if found.size == 0:
        raise _wrong(text, "the incident before it is there, but nothing of that name follows it")
    return int(found[0])


def _cell(district: str, type_name: str) -> str:
    return f"{district}.{type_name}".replace(" ", "_")


def _what_there_is(cell: str, week: int, ordinals: list[int]) -> str:
    """Say why there is no such incident."""
    if not ordinals:
        return f"{cell} has no incident in week {week} of this replication"
    known = ", ".join(map(str, sorted(ordinals)[:20]))
    return f"{cell} has no such incident in week {week} of this replication; it has {known}"


def _wrong(text: str, message: str) -> InputError:
    return InputError([Problem("incident", 0, 0, text, message)])
