"""What the audit asks at the end of a run: accounts, queues, pools, and what is in hand."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from sim.model.state import State
from sim.vocabulary import ATTENDING_ROLES, Activity
from sim.world.arrays import World
from tests.engine.audit_cases import Casework
from tests.engine.audit_chasers import ChaserReplay
from tests.engine.audit_control_room import ControlRoomReplay
from tests.engine.audit_desk import DeskReplay
from tests.engine.audit_lines import ENGAGED, FREE, STILL


class Ending(Casework):
    """The state of the run held against what the log says."""

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        people = world.sizes.officers
        self.arrays = world
        self.missed = [0] * people
        self.redeployed = [0] * people
        self.on_duty: list[list[tuple[int, int]]] = [[] for _ in range(people)]
        self.desk = DeskReplay(world)
        self.chasers = ChaserReplay(self.w, self.s)
        self.control_room = ControlRoomReplay(world)

    def settle(self, officer: int, until: int) -> None:
        since, warm_up = self.redeployed_since[officer], self.w.sizes.warm_up_ms
        if since >= 0:
            self.redeployed_in_shift[officer] += until - max(since, self.shift_since[officer])
            self.redeployed[officer] += max(until, warm_up) - max(since, warm_up)
            before = self.redeployed_so_far[officer] if self.now < warm_up else 0
            self.redeployed_so_far[officer] = (
                before + until - since if self.now < warm_up else self.redeployed[officer]
            )
            self.redeployed_since[officer] = -1

    def at_the_end(self) -> Iterator[str]:
        w, s, horizon = self.w, self.s, self.w.sizes.horizon_ms
        queues = s.queues
        for officer in range(w.sizes.officers):
            self.settle(officer, horizon)
            if self.activity[officer] != Activity.OFF_DUTY:
                self.on_duty[officer].append((self.since[officer], horizon))
        yield from _compare("missed breaks", list(s.officers.missed_breaks), self.missed)
        yield from _compare("redeployed", list(s.officers.redeployed_ms), self.redeployed)
        over = [self.overtime(officer) for officer in range(w.sizes.officers)]
        yield from _compare("overtime", list(s.officers.overtime_ms), over)
        yield from self.work_adds_up()
        queued = {i for line in self.waiting.values() for i in line} | set(self.desk.waiting)
        if queued != {i for i, queue in enumerate(queues.of_incident) if queue >= 0}:
            yield f"{sorted(queued)} wait, but the queues say otherwise"
        tied = {i for line in self.waiting.values() for i in line if self.patch(i) >= 0}
        if not sum(queues.waiting) + len(tied) == len(queued) == sum(queues.length):
            yield "the queues' lengths are wrong"
        yield from self.in_hand()
        yield from self.pools()
        yield from self.jobs_in_hand()
        yield from self.places_in_line()

    def in_hand(self) -> Iterator[str]:
        """Question that anybody has an incident or a case in hand but those who are at one."""
        sitting = (Activity.DESK_CALL, Activity.CASE_WORK)
        for officer, activity in enumerate(self.activity):
            held = self.s.officers.slot[officer] >= 0, self.s.officers.incident[officer] >= 0
            answers = officer in self.chasers.until  # somebody who calls again
            sits = (activity in sitting and not answers) or officer in self.between_calls
            goes = activity in ENGAGED and self.leader[officer] < 0  # the leader of a crew has it
            if held != (goes, sits):
                yield f"officer {officer}, {Activity(activity).name}, has {held} in hand"

    def pools(self) -> Iterator[str]:
        interruptible = (*STILL, Activity.RETURNING)
        for officer, pool in enumerate(self.s.pools.of_officer):
            attends = self.role[officer] in ATTENDING_ROLES
            kind = -1
            if self.leader[officer] >= 0:
                pass  # those who are led are in no pool
            elif self.activity[officer] in FREE:
                kind = 0
            elif self.activity[officer] == Activity.WRITING_UP and self.at_the_scene(officer):
                pass  # nor are those who write at the scene
            elif self.activity[officer] == Activity.WATCH and not self.may_leave_watch(officer):
                pass  # nor those on a watch that nothing interrupts
            elif attends and self.activity[officer] in interruptible:
                kind = 1
            elif self.may_ever_be_taken(officer):
                kind = 2
            cell = self.role[officer] * (self.w.sizes.hubs + 1) + self.home[officer]
            cells = self.w.sizes.roles * (self.w.sizes.hubs + 1)
            if pool != (kind * cells + cell if kind >= 0 else -1):
                doing = Activity(self.activity[officer]).name
                yield f"officer {officer}, {doing}, is in pool {pool}"

    def may_ever_be_taken(self, officer: int) -> bool:
        """Whether one has a job in hand of a lower grade than one that takes officers off jobs."""
        engaged = self.activity[officer] in ENGAGED
        return engaged and self.grade(self.incident[officer]) > min(self.preempting, default=99)

    def overtime(self, officer: int) -> int:
        """Return the time on duty that lies outside rostered shifts."""
        duties, warm_up = self.arrays.duties, self.arrays.sizes.warm_up_ms
        rows = np.flatnonzero(duties.member == officer)
        mine = np.searchsorted(duties.first_member, rows, side="right") - 1
        total = 0
        for start, end in self.on_duty[officer]:
            total += max(0, end - max(start, warm_up))
            for duty in mine.tolist():
                first = max(start, warm_up, int(duties.start_ms[duty]))
                total -= max(0, min(end, int(duties.end_ms[duty])) - first)
        return total


def _compare(what: str, booked: list[int], replayed: list[int]) -> Iterator[str]:
    for officer, (one, other) in enumerate(zip(booked, replayed, strict=True)):
        if one != other:
            yield f"officer {officer}: {what} {one}, but {other} by the log"
