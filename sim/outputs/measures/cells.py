"""Tables of sums by hub, grade and team, and how they are laid out as rows of a measure.

A sum is always taken over the smallest cells first and the totals from those, so that hubs add up
to the force and grades to all grades exactly: all times are whole milliseconds, far below 2**53.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

import numpy as np

from sim.outputs.measures.registry import ALL
from sim.world.arrays import GRADES, Bools, Floats, Ints, Names, World


class Layout(Protocol):
    """What tables are laid out by: the hubs, teams and grades of a world (see `View`)."""

    @property
    def world(self) -> World:
        """The world, for its sizes."""

    @property
    def names(self) -> Names:
        """Names of hubs and teams."""

    @property
    def attended_grades(self) -> Sequence[int]:
        """Grades to which officers are sent."""

    @property
    def at_hubs(self) -> Collection[int]:
        """Roles whose people belong to hubs, not to the whole force."""


class Cells(NamedTuple):
    """Values of one measure and where they belong; four columns of one length."""

    team: tuple[str, ...]
    hub: tuple[str, ...]
    grade: tuple[str, ...]
    value: Floats


def by_cell(
    view: Layout,
    cell: Ints,
    weights: Ints | Floats | Bools | None = None,
    *,
    grades: Sequence[int] | None = None,
) -> Floats:
    """Sum weights (or count) by hub and grade.

    Parameters
    ----------
    view : Layout
        For hubs and grades.
    cell : Ints
        (n,) hub and grade of each in one number: hub * GRADES + grade.
    weights : array, optional
        (n,) what to sum.
    grades : sequence of int, optional
        Grades to show, by default those to which officers are sent.

    Returns
    -------
    array of shape (hubs + 1, grades + 1)
        First row: all hubs. First column: all grades. Then hubs in their order, and `grades`.
    """
    hubs = view.world.sizes.hubs
    cells = np.bincount(cell, weights=weights, minlength=hubs * GRADES)
    by_hub = cells.astype(np.float64).reshape(hubs, GRADES)
    shown = list(view.attended_grades if grades is None else grades)
    return _with_totals(by_hub.sum(axis=1), by_hub[:, shown])


def by_team_hub(
    view: Layout, role: Ints, hub: Ints, weights: Ints | Floats | Bools | None = None
) -> Floats:
    """Sum weights (or count) by role and hub; people of the whole force count in the total only.

    Returns
    -------
    array of shape (roles + 1, hubs + 1)
        First row: all roles. First column: the whole force.
    """
    roles, hubs = view.world.sizes.roles, view.world.sizes.hubs
    cells = np.bincount(role * (hubs + 1) + hub, weights=weights, minlength=roles * (hubs + 1))
    by_role = cells.astype(np.float64).reshape(roles, hubs + 1)
    return _with_totals(by_role.sum(axis=1), by_role[:, :hubs])


def _with_totals(first: Floats, rest: Floats) -> Floats:
    """Return a table of these columns, with the sums of its rows above them.

    Sums of fractions depend on how the columns lie in memory: they are added as they come.
    """
    rows, columns = rest.shape
    found = np.empty((rows, columns + 1), order="F" if rest.flags.f_contiguous else "C")
    found[:, 0], found[:, 1:] = first, rest
    table = np.empty((rows + 1, columns + 1))
    found.sum(axis=0, out=table[0])
    table[1:] = found
    return table


def ratio(numerator: Floats, denominator: Floats) -> Floats:
    """Divide cell by cell; NaN where there is nothing to divide by."""
    empty = np.full_like(numerator, np.nan)
    return np.divide(numerator, denominator, out=empty, where=denominator > 0)


def hub_grade_cells(view: Layout, table: Floats, *, grades: Sequence[int] | None = None) -> Cells:
    """Lay a table of `by_cell` out as rows."""
    shown = view.attended_grades if grades is None else grades
    hub, grade = _hubs_and_grades(view.names.hubs, tuple(shown))
    return Cells((ALL,) * len(hub), hub, grade, table.ravel())


@lru_cache(maxsize=64)
def _hubs_and_grades(
    hubs: tuple[str, ...], shown: tuple[int, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return hub and grade of each row of a table of `by_cell`."""
    grade_names = (ALL, *(str(grade) for grade in shown))
    hub = tuple(name for name in (ALL, *hubs) for _ in grade_names)
    return hub, grade_names * (len(hubs) + 1)


def hub_cells(view: Layout, values: Floats) -> Cells:
    """Lay values out as rows by hub.

    Parameters
    ----------
    values : array
        (hubs + 1,), of all hubs first; or a table of `by_cell` without grades.
    """
    hubs = (ALL, *view.names.hubs)
    nothing_else = (ALL,) * len(hubs)
    return Cells(nothing_else, hubs, nothing_else, values.ravel())


def team_hub_cells(
    view: Layout, table: Floats, roles: Sequence[int], *, everybody: bool = False
) -> Cells:
    """Lay a table of `by_team_hub` out as rows, for these roles and, if asked, all together.

    Teams that serve the whole force have no rows by hub.
    """
    shown = tuple(roles), everybody, frozenset(view.at_hubs)
    layout = _teams_and_hubs(view.names.roles, view.names.hubs, *shown)
    return Cells(layout.team, layout.hub, (ALL,) * len(layout.team), table.ravel()[layout.place])


class _TeamsAndHubs(NamedTuple):
    """Team and hub of each row, and its place in a table of `by_team_hub`."""

    team: tuple[str, ...]
    hub: tuple[str, ...]
    place: Ints


@lru_cache(maxsize=256)
def _teams_and_hubs(
    names: tuple[str, ...], hubs: tuple[str, ...], roles: tuple[int, ...], everybody: bool,
    at_hubs: frozenset[int],
) -> _TeamsAndHubs:  # fmt: skip
    """Return the rows for these roles and, if asked, all together."""
    columns = 1 + len(hubs)
    rows = [(ALL, 0, columns)] if everybody else []
    rows += [(names[role], role + 1, columns if role in at_hubs else 1) for role in roles]
    places = [row * columns + column for _, row, shown in rows for column in range(shown)]
    return _TeamsAndHubs(
        tuple(name for name, _, shown in rows for _ in range(shown)),
        tuple(hub for _, _, shown in rows for hub in (ALL, *hubs)[:shown]),
        np.array(places, dtype=np.int64),
    )


def nothing() -> Cells:
    """Return no rows, for a measure of what a scenario does not have."""
    return Cells((), (), (), np.zeros(0))


def join(*parts: Cells) -> Cells:
    """Put rows of one measure under each other."""
    return Cells(
        tuple(x for part in parts for x in part.team),
        tuple(x for part in parts for x in part.hub),
        tuple(x for part in parts for x in part.grade),
        np.concatenate([part.value for part in parts]),
    )
