"""Work that follows incidents: tasks that come back until it is resolved, and a visit after that.

A task or visit is an incident of another type, known by the incident that makes it and its number
among what follows that. When each is resolved, and what follows, is hashed from the incident's own
name, so a changed share or interval moves nothing else. What incidents from before the run would
still make is not drawn.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from sim import clock
from sim.scenario.facts.incident_counts import makes_work
from sim.world.array_kinds import Keys
from sim.world.arrays import ALWAYS, NEW_LOG, NO_PARENT, VISIT, WITH_PARENT, Ints
from sim.world.arrivals_plan import TypePlan
from sim.world.blocks import Blocks
from sim.world.columns import Columns
from sim.world.marks import duration_ms
from sim.world.streams import Streams, following, hashed_uniforms, part
from sim.world.time_grid import on_grid_ms

#: Marks of the purpose ``follow-ups``: when it is resolved, whether a visit follows, and how long
#: after. More may be added behind them.
WIDTH = 3


class Following(NamedTuple):
    """What follows the incidents of some types, of one type of work; each (rows,)."""

    maker: Ints  #: type of the incident that it follows
    row: Ints  #: of that incident in the block of its type
    number: Ints  #: among what follows it; `VISIT` for the visit, from `NEW_LOG` for further logs
    created_ms: Ints
    key: Keys  #: from which all its marks are hashed


def following_work(
    plans: Sequence[TypePlan], streams: Streams, blocks: Blocks
) -> dict[str, Following]:
    """Draw what follows the incidents of each type.

    Parameters
    ----------
    plans, blocks : sequence of TypePlan, Blocks
        What is known of each type, and the incidents drawn of all, in order of type.
    streams : Streams
        Where the marks come from.

    Returns
    -------
    dict of str to Following
        By the type of the tasks and visits.
    """
    found: dict[str, list[Following]] = {}
    types = [plan.incident_type for plan in plans]
    some = np.array([makes_work(each) for each in types])
    if not some.any():
        return {}
    created_ms = blocks.column("created_ms")
    every = np.empty(len(blocks), dtype=np.uint64)
    every[blocks.rows(some)] = blocks.keys(streams, "follow-ups", some)
    for maker in np.flatnonzero(some).tolist():
        plan, incident_type = plans[maker], types[maker]
        ours = slice(*blocks.first[maker : maker + 2])
        keys, of_type_ms = every[ours], created_ms[ours]
        stream = streams.key(f"{part(plan.name)}/follow-ups")
        u_resolved, u_visit, u_after = hashed_uniforms(stream, keys, np.arange(WIDTH)).T
        resolved_ms = of_type_ms
        tasks = incident_type.recurring_tasks
        if tasks is not None:
            resolved_ms = resolved_ms + duration_ms(
                tasks.until_hours, u_resolved, clock.MS_PER_HOUR, plan.tick_ms
            )
            every_ms = max(plan.tick_ms, on_grid_ms(60 * tasks.every_hours, plan.tick_ms))
            rows, number = _until(
                np.minimum(resolved_ms, plan.end_ms) - of_type_ms, every_ms, tasks.most
            )
            if rows.size:
                at_ms = of_type_ms[rows] + number * every_ms
                found.setdefault(tasks.type, []).append(
                    following_of(maker, rows, number, at_ms, keys)
                )
        visit = incident_type.follow_up
        if visit is not None:
            at_ms = resolved_ms + duration_ms(
                visit.after_hours, u_after, clock.MS_PER_HOUR, plan.tick_ms
            )
            rows = np.flatnonzero((u_visit < visit.share) & (at_ms < plan.end_ms))
            visits = following_of(maker, rows, np.full_like(rows, VISIT), at_ms[rows], keys)
            found.setdefault(visit.type, []).append(visits)
    return {name: together(parts) for name, parts in found.items()}


def together(parts: Sequence[Following]) -> Following:
    """Return what follows in one table."""
    return Following._make(np.concatenate(column) for column in zip(*parts, strict=True))


def _until(left_ms: Ints, every_ms: int, most: int) -> tuple[Ints, Ints]:
    """Return the incidents with a task at each interval before their time is up, and its number.

    All first tasks come first, in order of incident, then all second ones, up to the most.
    """
    tasks = np.clip(-(-left_ms // every_ms) - 1, 0, most)
    rows = np.repeat(np.arange(tasks.size), tasks)
    number = np.arange(rows.size) - np.repeat(np.cumsum(tasks) - tasks, tasks) + 1
    order = np.argsort(number, kind="stable")
    return rows[order], number[order]


def following_of(
    maker: int | Ints, rows: Ints, number: Ints, created_ms: Ints, keys: Keys
) -> Following:
    """Return what follows some of the incidents of a type, whose keys are given."""
    return Following(
        maker=np.full_like(rows, maker),
        row=rows,
        number=number,
        created_ms=created_ms,
        key=following(keys[rows], number),
    )


def with_following(blocks: Blocks, work: Mapping[int, Following]) -> Blocks:
    """Return the incidents of all types with the tasks and visits behind those of their types.

    Each has the place and the identity of the incident that it follows, and comes about if that
    does.
    """
    found = {code: (each.key, _columns(blocks, each)) for code, each in work.items()}
    return blocks.with_behind(found)


def _columns(blocks: Blocks, work: Following) -> dict[str, Ints]:
    """Return the columns of tasks and visits."""
    makers = blocks.first[work.maker] + work.row
    surely = (blocks.column("mark")[makers] == ALWAYS) & (work.number < NEW_LOG)
    depends = np.where(surely, ALWAYS, WITH_PARENT)
    alike = ("district", "week", "ordinal", "layer")
    return {
        **{name: blocks.column(name)[makers] for name in alike},
        "repeat": np.zeros_like(work.row),
        "parent": np.full_like(work.row, NO_PARENT),
        "mark": depends,
        "created_ms": work.created_ms,
    }


def link(columns: Columns, work: Mapping[int, Following], turn: Ints, first: Ints) -> None:
    """Note what follows what.

    Parameters
    ----------
    columns : Columns
        Those of all incidents; they are changed.
    work : mapping of int to Following
        The tasks and visits by their type.
    turn, first : Ints
        Where each incident stands in order of creation, type after type; and the first of each
        type, and the end of the last.
    """
    for code, follows in work.items():
        rows = turn[first[code + 1] - follows.row.size : first[code + 1]]
        made_by = turn[first[follows.maker] + follows.row]
        columns.column("task")[rows] = follows.number
        columns.column("parent")[rows] = made_by
        visits = np.flatnonzero(follows.number == VISIT)
        if visits.size:
            columns.column("follow_up")[made_by[visits]] = rows[visits]
