"""A second opinion on the control room: which log a dispatcher takes when, and for how long."""

from __future__ import annotations

from collections.abc import Iterator

from sim.vocabulary import Record
from sim.world.arrays import World
from tests.engine.judged import judges

HOUR_MS = 3_600_000
_PASSED_ON = (Record.CREATED, Record.DESK_QUEUED, Record.CLOSED_WITHOUT_VISIT)


class ControlRoomReplay:
    """Logs that wait or are in hand as the event log says, line by line."""

    def __init__(self, world: World) -> None:
        self.w = world
        self.waiting: dict[int, tuple[int, int]] = {}  # grade, line
        self.in_hand: dict[int, int] = {}  # since when

    def at_work(self, now: int) -> int:
        """Return how many dispatchers there are by now."""
        room = self.w.control_room
        return int(room.at_work[now // HOUR_MS % 168]) if room.limited else 1 << 30

    @judges("control_room.grading_min")
    def of_incident(self, line: int, now: int, record: int, incident: int) -> Iterator[str]:
        if record == Record.RECEIVED:
            self.waiting[incident] = (int(self.w.drawn.grade[incident]), line)
        elif record == Record.GRADING_STARTED:
            if self.waiting.pop(incident) > min(self.waiting.values(), default=(99, 0)):
                yield f"log {incident} is graded out of turn at {now}"
            if len(self.in_hand) >= self.at_work(now):
                yield f"log {incident} is graded at {now}, when all dispatchers are busy"
            self.in_hand[incident] = now
        elif record in _PASSED_ON:
            took = now - self.in_hand.pop(incident, now)
            if took != self.w.drawn.grading_ms[incident]:
                yield f"log {incident} is passed on at {now} after {took} ms"

    @judges("control_room.dispatchers")
    def at_rest(self, now: int) -> Iterator[str]:
        if self.waiting and len(self.in_hand) < self.at_work(now):
            yield f"a dispatcher is idle at {now} while {sorted(self.waiting)} wait"
