"""What the audit asks of help from other hubs: who may give it, and to what first."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from sim.clock import MS_PER_DAY, MS_PER_HOUR
from sim.model.state import State
from sim.vocabulary import ATTENDING_ROLES, Activity, CrossHub, Record
from sim.world.arrays import GRADES, World
from tests.engine.audit_lines import FREE, Place
from tests.engine.audit_scenes import Scenes
from tests.engine.judged import judges

#: Whether an incident has called a team.
Called = Callable[[int, int], bool]


class Help(Scenes):
    """Who helps whom, and which incidents have called for help after a wait.

    The log does not say when an incident calls a team, but it follows: when nobody has been sent
    for as long as the team waits. At that very moment it may not have called yet.
    """

    def __init__(self, world: World, state: State) -> None:
        super().__init__(world, state)
        teams = self.w.teams
        self.after_ms = {
            role: teams.cross_hub_after_ms[role]
            for role in ATTENDING_ROLES
            if teams.cross_hub[role] in (CrossHub.AFTER_WAIT, CrossHub.SHARED)
        }
        self.unassigned_since: dict[int, int] = {}
        #: When something last ceased to wait for which officers of other hubs were looked for.
        self.wanted_help_at = -1
        #: Help that was given at this moment: what is said of it, and the incident.
        self.given: list[tuple[str, int]] = []
        #: Line of the log by which each became free.
        self.freed_by: dict[int, int] = {}
        #: How many the desk sent on at each moment, for officers to attend.
        self.sent_on_at: Counter[int] = Counter()
        #: The longest wait of a team that each has called, and of one that it may have called.
        self.called_after: dict[int, int] = defaultdict(lambda: -1)
        self.perhaps_after: dict[int, int] = defaultdict(lambda: -1)

    # --- who has been called ---

    def wait(self, hub: int, incident: int, place: Place) -> None:
        super().wait(hub, incident, place)
        if not self.assigned[incident]:
            self.unassigned_since[incident] = self.now

    def wait_no_more(self, hub: int, incident: int) -> None:
        if self.wants_help(incident):
            self.wanted_help_at = self.now
        for role in self.after_ms:
            if self.has_called(incident, role):
                self.note_call(incident, role)
            elif self.may_have_called(incident, role):
                self.perhaps_after[incident] = max(
                    self.perhaps_after[incident], self.after_ms[role]
                )
        self.unassigned_since.pop(incident, None)
        super().wait_no_more(hub, incident)

    def falls_due_at(self, incident: int, line: int) -> None:
        """Forget whom a visit called in an earlier slot: it waits from the start of this one."""
        super().falls_due_at(incident, line)
        self.called_after.pop(incident, None)
        self.perhaps_after.pop(incident, None)

    def note_call(self, incident: int, role: int) -> None:
        self.called_after[incident] = max(self.called_after[incident], self.after_ms[role])

    def calls_at(self, incident: int, role: int) -> float:
        """Return when an incident calls a team if nobody is sent; never: it has been sent one."""
        if incident not in self.unassigned_since or not self.rank(incident, role):
            return float("inf")
        if not self.w.teams.cross_hub_grades[role * GRADES + self.sought_as(incident)]:
            return float("inf")
        due_ms = self.fell_due[incident] + self.after_ms[role]
        return float(max(self.unassigned_since[incident], due_ms))

    def has_called(self, incident: int, role: int) -> bool:
        known = self.called_after[incident] >= self.after_ms[role]
        return known or self.calls_at(incident, role) < self.now

    def has_called_by_now(self, incident: int, role: int) -> bool:
        """Tell whether an incident has called a team as hubs help, after all else of a moment."""
        waited = self.unassigned_since.get(incident, self.now) < self.now
        now = waited and self.calls_at(incident, role) == self.now
        return now or self.has_called(incident, role)

    def may_have_called(self, incident: int, role: int) -> bool:
        known = max(self.called_after[incident], self.perhaps_after[incident])
        return known >= self.after_ms[role] or self.calls_at(incident, role) <= self.now

    # --- who may help ---

    @judges(
        "teams.cross_hub_help.rule",
        "teams.cross_hub_help.grades",
        "teams.cross_hub_help.after_min",
    )
    def helps(self, incident: int, role: int, called: Called | None = None) -> bool:
        """Tell whether a team helps at an incident of another hub, or may do so."""
        teams, grade = self.w.teams, self.sought_as(incident)
        if not self.rank(incident, role):
            return False
        if role not in self.after_ms:
            return bool(grade == 1 and teams.cross_hub[role] == CrossHub.EMERGENCIES)
        called = called or self.has_called
        return bool(teams.cross_hub_grades[role * GRADES + grade]) and called(incident, role)

    def helpers(self, incident: int) -> Iterator[tuple[int, ...]]:
        """Yield those of other hubs who may help, each after the place among them."""
        hub, within = self.w.drawn.hub[incident], self.w.teams.cross_hub_within_ms
        for role in ATTENDING_ROLES:
            if not self.helps(incident, role, self.has_called_by_now):
                continue
            for other in set(range(self.w.sizes.hubs)) - {hub}:
                for o in self.candidates(incident, role, hub=other):
                    drive = self.drive_to(o, incident)
                    if drive <= within[role]:
                        yield 0, drive, self.rank(incident, role), self.idle_since[o], o
                for o in self.called_elsewhere(incident, role, other):
                    drive = self.drive_to(o, incident)
                    if drive <= within[role]:
                        yield 1, drive, self.rank(incident, role), self.idle_since[o], o

    @judges("teams.cross_hub_help.calls_away")
    def calls_elsewhere(self, incident: int, role: int) -> bool:
        """Tell whether an incident calls a team away at other hubs, if nobody who helps is free."""
        by_rule = self.w.teams.cross_hub[role] == CrossHub.EMERGENCIES
        calls = self.w.teams.cross_hub_calls_away[role]
        return bool(by_rule and calls and self.sought_as(incident) == 1)

    def called_elsewhere(self, incident: int, role: int, hub: int) -> list[int]:
        """Return who of another hub is surely called away, if nobody who helps is free."""
        calls = self.calls_elsewhere(incident, role)
        return self.called_away(incident, role, hub=hub) if calls else []

    def in_reach(self, incident: int, role: int, home: int) -> list[int]:
        """Return who of a hub can help, at any hour and wherever the officer is on the way back.

        Nobody looks again when an hour begins in which drives are quicker.
        """
        to, kind = self.w.drawn.district[incident], self.w.grades.drive[self.sought_as(incident)]
        within = self.w.teams.cross_hub_within_ms[role]
        return [
            o
            for o in (
                *self.candidates(incident, role, hub=home),
                *self.called_elsewhere(incident, role, home),
            )
            if all(
                self.drive(place, int(to), int(kind), hour * MS_PER_HOUR) <= within
                for place in (self.district[o], self.station[o])
                for hour in range(self.w.sizes.drive_hours)
            )
        ]

    # --- who shares ---

    def shares(self, incident: int, role: int) -> bool:
        """Tell whether a team shares out jobs like this one over its people of all hubs."""
        named = self.w.teams.cross_hub_grades[role * GRADES + self.sought_as(incident)]
        is_shared = self.w.teams.cross_hub[role] == CrossHub.SHARED and self.patch(incident) < 0
        return bool(is_shared and named and self.rank(incident, role))

    def sharers(self, incident: int, role: int, home: int | None = None) -> list[int]:
        """Return who of a team that shares may go when an officer of a hub does, if one does.

        Who goes from another hub is to come before all there and at home, at any moment.
        """
        hub, within = int(self.w.drawn.hub[incident]), self.w.teams.cross_hub_within_ms[role]
        found = self.candidates(incident, role)
        if home in (None, hub) and self.own_come_first(incident):
            return found
        for other in set(range(self.w.sizes.hubs)) - {hub}:
            away = self.candidates(incident, role, hub=other)
            away = [o for o in away if self.began[o] < self.now]
            found += [o for o in away if self.drive_to(o, incident) <= within]
        return found

    def own_come_first(self, incident: int) -> bool:
        """Tell whether an incident's own hub may be looked at before all others, at this moment.

        So it is for a job that waits until enough can go together, while somebody is sought for
        those called away, as protected hours end, as the desk sends several on, where somebody of
        the hub has only just become free, and wherever hubs are to help each other at the end of
        the moment.
        """
        hub = int(self.w.drawn.hub[incident])
        ends = {until % MS_PER_DAY for until in self.w.teams.protected_until_ms if until}
        own = (o for o, home in enumerate(self.home) if home == hub)
        return (
            bool(self.w.drawn.together[incident])
            or self.now in self.interrupted_at.values()
            or self.now % MS_PER_DAY in ends
            or self.sent_on_at[self.now] > 1
            or any(self.began[one] == self.now for one in own)
            or self.hubs_may_help_later(incident)
        )

    def hubs_may_help_later(self, incident: int) -> bool:
        """Tell whether hubs may be about to help each other with what else waits, or just waited.

        For that something else has happened at this moment already, or calls for help at it.
        """
        waiting = [i for line in self.waiting.values() for i in line if i != incident]
        calls = any(self.calls_at(i, role) == self.now for i in waiting for role in self.after_ms)
        begins = bisect_left(self.s.log.time_ms, self.now)
        is_first = self.s.log.incident[begins] == incident
        wanted = self.wanted_help_at == self.now or any(self.wants_help(i) for i in waiting)
        return wanted and (calls or not is_first)

    def wants_help(self, incident: int) -> bool:
        """Tell whether officers of other hubs may be looked for, for an incident that waits."""
        called = any(self.may_have_called(incident, role) for role in self.after_ms)
        return called or self.sought_as(incident) == 1

    def share_so_far(self, officer: int, incident: int) -> tuple[int, ...]:
        """Return the officer's place among those who share: fewest jobs, then nearest."""
        drive = self.drive_to(officer, incident)
        return self.jobs[officer], drive, self.idle_since[officer], officer

    # --- whether it was right ---

    @judges("teams.cross_hub_help.rule")
    def whether_shared(self, what: str, incident: int, officer: int, before: int) -> Iterator[str]:
        """Question that it is the turn of an officer of any hub, and that nobody comes before."""
        role, home = self.role[officer], self.home[officer]
        sharers = self.sharers(incident, role, home)
        mine = self.share_so_far(officer, incident)
        if any(self.share_so_far(o, incident) < mine for o in sharers):
            yield f"{what} though it is the turn of another of {sharers}"
        for other in ATTENDING_ROLES:
            if 0 < self.rank(incident, other) < self.rank(incident, role):
                yield from self.whether_preferred(what, incident, other)
        if home == self.w.drawn.hub[incident]:
            return
        if before not in FREE or officer not in self.candidates(incident, role, hub=home):
            yield f"{what} of another hub, who is not free, or held back"
        if mine[1] > self.w.teams.cross_hub_within_ms[role]:
            yield f"{what} from too far away"
        yield from self.whether_first_at_home(what, officer)
        yield from self.whether_first_elsewhere(what, incident, officer)

    def whether_preferred(self, what: str, incident: int, role: int) -> Iterator[str]:
        """Question that somebody of a team that comes first is free."""
        shares = self.shares(incident, role)
        free = self.sharers(incident, role) if shares else self.candidates(incident, role)
        if free:
            yield f"{what} though {free} are of a team that is preferred"

    @judges("teams.cross_hub_help.within_min")
    def whether_helped(self, what: str, incident: int, officer: int, before: int) -> Iterator[str]:
        teams, role = self.w.teams, self.role[officer]
        called = before not in FREE and self.calls_elsewhere(incident, role)
        may_be = called and self.interrupts(self.sought_as(incident), officer)
        if before not in FREE and not may_be:
            yield f"{what} of another hub from {Activity(before).name}"
        if not self.helps(incident, role, self.may_have_called):
            yield f"{what} of another hub"
        if self.drive_to(officer, incident) > teams.cross_hub_within_ms[role]:
            yield f"{what} from too far away"
        if not called and officer not in self.candidates(incident, role, hub=self.home[officer]):
            yield f"{what} of another hub, and is held back"
        if role in self.after_ms:
            self.note_call(incident, role)
        nearest = min(self.helpers(incident), default=())
        place = (int(called), self.drive_to(officer, incident), self.rank(incident, role))
        if nearest and nearest < (*place, self.idle_since[officer], officer):
            yield f"{what} of another hub though {nearest[-1:]} is nearer, or idle for longer"
        yield from self.whether_first_at_home(what, officer)
        yield from self.whether_first_elsewhere(what, incident, officer, self.has_called_by_now)
        self.given.append((what, incident))
        for own in ATTENDING_ROLES:
            mine = self.rank(incident, own) > 0 or self.redeployable(incident, own)
            if mine and self.candidates(incident, own):
                yield f"{what} while {self.candidates(incident, own)} of the hub are free"
            if self.rank(incident, own) and self.called_away(incident, own):
                yield f"{what} while {self.called_away(incident, own)} can be called away"
            if self.takeable(incident, own):
                yield f"{what} while {self.takeable(incident, own)} can be taken from jobs"

    def whether_own_came(self) -> Iterator[str]:
        """Question help at a moment at which one of the hub became free, whom it could have had.

        Those who were sent somewhere at this moment, and are free at once, came too late for it.
        """
        for what, incident in self.given:
            for own in ATTENDING_ROLES:
                able = self.candidates(incident, own) if self.rank(incident, own) else []
                came = [
                    o for o in able if self.began[o] == self.now and not self.follows_sending(o)
                ]
                if came:
                    yield f"{what} of another hub though {came} of the hub became free"
        self.given.clear()

    def follows_sending(self, officer: int) -> bool:
        """Tell whether an officer became free because somebody was sent at this moment."""
        line = self.freed_by[officer]
        while line >= 0 and self.s.log.time_ms[line] == self.now:
            if self.s.log.record[line] == Record.ASSIGNED:
                return True
            line = self.s.log.parent[line]
        return False

    def whether_first_at_home(self, what: str, officer: int) -> Iterator[str]:
        """Question that a helper leaves work for one officer behind at the home hub."""
        role, home = self.role[officer], self.home[officer]
        for other in self.first_of_each_sort(home):
            is_held = self.patch(other) < 0 and self.holders(home, self.waiting[home][other])
            able = self.rank(other, role) or self.redeployable(other, role)
            alone = self.together(other) == 1
            if alone and not is_held and able and officer in self.candidates(other, role):
                yield f"{what} of another hub though {other} waits at home"

    def whether_first_elsewhere(
        self, what: str, incident: int, officer: int, called: Called | None = None
    ) -> Iterator[str]:
        """Question that a helper goes past what comes first at any other hub."""
        role, home, place = self.role[officer], self.home[officer], self.waiting
        mine = place[int(self.w.drawn.hub[incident])][incident]
        for hub in set(range(self.w.sizes.hubs)) - {home}:
            for other, ahead in place[hub].items():
                if ahead >= mine or self.holders(hub, ahead):
                    continue
                able = self.helps(other, role, called)
                alone = self.together(other) == 1 and self.patch(other) < 0
                if able and alone and officer in self.in_reach(other, role, home):
                    yield f"{what} though {other} of hub {hub} comes first"

    def whether_help_comes(self, hub: int, incident: int) -> Iterator[str]:
        """Question that an incident still waits; helpers who drove into reach are not judged."""
        for role in self.after_ms:
            if self.calls_at(incident, role) <= self.now:
                self.note_call(incident, role)
        for role in ATTENDING_ROLES:
            if not self.helps(incident, role):
                continue
            for other in set(range(self.w.sizes.hubs)) - {hub}:
                for o in self.in_reach(incident, role, other):
                    yield f"incident {incident} waits at {self.now} while {o} could help"
