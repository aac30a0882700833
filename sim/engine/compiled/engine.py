"""The compiled clock: the same model as on SimPy, driven by a calendar in machine code.

Nothing of the model is said here: `sim.engine.compiled.loop` calls the transitions of `sim.model`,
which `sim.engine.compiled.compiling` compiles as they stand. World and run are handed over as
tables of where their arrays are (`sim.engine.compiled.tables`).
"""

from __future__ import annotations

from sim.engine import eventlog, memory
from sim.engine.compiled import compiling, loop, tables
from sim.engine.compiled.calendar import Calendar, grow, new_calendar
from sim.model.state import State
from sim.vocabulary import FullArray
from sim.world.arrays import Ints, World

#: Entries for which the calendar has room at first, besides those that one event may bring.
FIRST_ROOM = 16_384
#: Events after which Python looks for signals, such as Ctrl-C: a quarter of a second's.
PART = 1 << 20


class Compiled:
    """One replication on the compiled clock.

    Parameters
    ----------
    world : World
        Everything that exists before the clock starts.
    log : bool
        Whether to keep the event log.
    """

    def __init__(self, world: World, *, log: bool = False) -> None:
        self.world = world
        self.state = memory.new_state(world, log=log)
        self._log_room = memory.step_room(world) if log else 0
        room = len(self.state.requests.time_ms) + FIRST_ROOM
        self._due = new_calendar(room, world.sizes.horizon_ms)
        #: State and calendar of which tables have been made, and these, with that of the world.
        self._found: tuple[State, Calendar, tuple[Ints, Ints]] | None = None

    def run(self, steps: int = loop.ALL) -> bool:
        """Run events to the horizon, or a number of them; return whether the horizon is reached.

        Raises
        ------
        RoomError
            If an array of fixed size turns out too small.
        """
        target = int(self.state.clock.events[0]) + steps
        while True:
            left = target - int(self.state.clock.events[0]) if steps >= 0 else loop.ALL
            why = self._go_on(left)
            if self._makes_room(why):
                continue
            if why == loop.LOG_IS_FULL:
                self.state = eventlog.grow_log(self.state)
            elif why == loop.OVERFLOW:
                memory.check_room(self.world, self.state)
            else:
                return why == loop.AT_THE_HORIZON

    def run_past(self, line: int) -> State:
        """Run events until one has written a line of the log; return the state after it."""
        # Run from the start, this stops when the log is full, which it then is.
        log = eventlog.new_log(on=True, room=line + self._log_room)
        self.state = self.state._replace(log=log)
        while self._makes_room(self._go_on(loop.ALL)):
            pass
        return self.state

    def _makes_room(self, why: int) -> bool:
        """Make room for what is due, or for officers sent; return whether there was none."""
        overflow = self.state.clock.overflow
        if why == loop.CALENDAR_IS_FULL:
            self._due = grow(self._due, len(self.state.requests.time_ms))
        elif why == loop.OVERFLOW and overflow[0] == FullArray.SENT:
            overflow[0] = FullArray.ENOUGH
            self.state = memory.more_rows(self.state, len(self.state.deployments.incident))
        else:
            return False
        return True

    def _go_on(self, steps: int) -> int:
        """Run events until something has to be seen to; return why it stopped."""
        if compiling.is_off():
            return loop.drive(self.world, self.state, self._due, self._log_room, steps)
        return compiling.entry()(*self._tables(), self._log_room, steps)

    def _tables(self) -> tuple[Ints, Ints]:
        """Return where all arrays are: those of the run are found again when some are replaced."""
        if (
            self._found is None
            or self._found[0] is not self.state
            or self._found[1] is not self._due
        ):
            of_run = tables.table(tables.RunMemory(self.state, self._due))
            of_world = self._found[2][0] if self._found else tables.table(self.world)
            self._found = self.state, self._due, (of_world, of_run)
        return self._found[2]

    def finish(self) -> State:
        """Settle the accounts at the horizon and return the state, however it was reached.

        Raises
        ------
        RoomError
            If an array of fixed size turned out too small.
        """
        self._go_on(loop.CLOSE)
        memory.check_room(self.world, self.state)
        return memory.rows_in_order(eventlog.trim_log(self.state))


def simulate(world: World, *, log: bool = False) -> State:
    """Simulate one replication from time 0 to the horizon.

    Parameters
    ----------
    world : World
        Everything that exists before the clock starts.
    log : bool
        Whether to keep the event log.

    Returns
    -------
    State
        NumPy arrays as they stand at the horizon, equal to those of the SimPy engine.

    Raises
    ------
    RoomError
        If an array of fixed size turns out too small.
    """
    run = Compiled(world, log=log)
    while not run.run(PART):
        pass
    return run.finish()
