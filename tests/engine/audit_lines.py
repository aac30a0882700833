"""What the audit knows of incidents: who may attend them, and in which order they wait."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from sim.clock import MS_PER_HOUR
from sim.model.state import State
from sim.vocabulary import Activity, Record, RedeploymentRule, Role
from sim.world.arrays import GRADES, World
from tests.engine.judged import judges

FREE = (Activity.AVAILABLE, Activity.PREVENTION)
#: What emergencies call away from; casework of those who attend, on the file of a prisoner.
STILL = (
    *(Activity.BRIEFING, Activity.BREAK, Activity.WRITING_UP, Activity.CASE_WORK),
    Activity.WATCH,
)
WITH_SOMEBODY = (Activity.CUSTODY, Activity.WATCH)
ENGAGED = (Activity.TRAVEL, Activity.WAITING_AT_SCENE, Activity.SCENE)

#: Place in the line: grade as of which officers are sought, line of the log on which it fell due.
Place = tuple[int, int]
#: What is the same for some who wait: grade as of which officers are sought, the incident's own,
#: type, officers to go together, district, patch.
Sort = tuple[int, int, int, int, int, int]


def plain(arrays: Any) -> Any:
    """Return nested tuples of arrays as objects of the same shape that hold lists."""
    if isinstance(arrays, np.ndarray):
        return arrays.tolist()
    if not isinstance(arrays, tuple):
        return arrays
    parts = zip(arrays._fields, arrays, strict=True)  # type: ignore[attr-defined]
    return SimpleNamespace(**{name: plain(part) for name, part in parts})


class Lines:
    """Lines of waiting incidents as the log says they are."""

    def __init__(self, world: World, state: State) -> None:
        self.w, self.s = plain(world), plain(state)
        self.now = 0
        self.waiting: dict[int, dict[int, Place]] = defaultdict(dict)
        self.by_sort: dict[int, dict[Sort, list[tuple[Place, int]]]] = defaultdict(dict)
        self.sorted_as: dict[int, Sort] = {}
        self.blocking_anywhere: dict[int, dict[int, Place]] = defaultdict(dict)
        self.in_force = 0  # number of the rule of redeployment of this date
        self.rule_on = [self.one_pool] * world.sizes.hubs
        self.graded: dict[int, int] = {}  # grades other than the first
        self.begun_as: dict[int, int] = {}  # grades as of which officers are sought for begun jobs
        self.joined: dict[int, int] = {}  # line of the log on which each fell due
        self.fell_due: dict[int, int] = {}  # when that was
        self.open_to_all: set[int] = set()  # not left to the owners of a patch any more
        self.assigned: dict[int, int] = defaultdict(int)  # officers on the way or there
        self.deployed: dict[int, int] = defaultdict(int)  # officers who were ever sent
        self.relief: dict[int, int] = defaultdict(int)  # officers to be relieved

    @property
    def one_pool(self) -> bool:
        return bool(self.w.redeployment.rule[self.in_force] == RedeploymentRule.ONE_POOL)

    # --- the line ---

    def wait(self, hub: int, incident: int, place: Place) -> None:
        """Let an incident stand in the line of its hub."""
        sort = self.sort(incident)
        self.waiting[hub][incident] = place
        self.sorted_as[incident] = sort
        insort(self.by_sort[hub].setdefault(sort, []), (place, incident))
        several = self.w.drawn.together[incident] and self.w.drawn.officers[incident] > 1
        if several and not self.w.drawn.bypass[incident]:
            self.blocking_anywhere[hub][incident] = place

    def falls_due_at(self, incident: int, line: int) -> None:
        """Note when an incident falls due, and its place among all that did."""
        self.joined[incident], self.fell_due[incident] = line, self.now
        self.open_to_all.discard(incident)

    def wait_no_more(self, hub: int, incident: int) -> None:
        if incident in self.waiting[hub]:
            sort, place = self.sorted_as.pop(incident), self.waiting[hub].pop(incident)
            line = self.by_sort[hub][sort]
            del line[bisect_left(line, (place, incident))]
            if not line:
                del self.by_sort[hub][sort]
            self.blocking_anywhere[hub].pop(incident, None)

    def count(self, incident: int, officers: int, *, relief: int = 0) -> None:
        """Note that officers are sent to an incident, or leave it; it waits while some miss."""
        hub = int(self.w.drawn.hub[incident])
        self.assigned[incident] += officers
        self.relief[incident] += relief
        self.wait_no_more(hub, incident)
        if self.missing(incident) > 0:
            self.wait(hub, incident, (self.sought_as(incident), self.joined.get(incident, -1)))

    def sort(self, incident: int) -> Sort:
        grade, drawn = self.sought_as(incident), self.w.drawn
        district = drawn.district[incident] if grade == 1 else -1
        job = drawn.type[incident], self.together(incident), district, self.patch(incident)
        return grade, self.grade(incident), *job

    @judges("teams.deployment")
    def patch(self, incident: int) -> int:
        """Return the patch whose owners alone may go; -1: it is nobody's own job."""
        falls_to_pcsos = self.w.teams.rank[self.sort_of_team(incident, Role.PCSO)] == 1
        tied = falls_to_pcsos and incident not in self.open_to_all
        return int(self.w.patches.of_incident[incident]) if tied else -1

    def owners_time(self, incident: int) -> int:
        """Return until when a job is left to the owners of its patch; -1: for ever, or not."""
        limit = int(self.w.types.patch_owner_within_ms[self.w.drawn.type[incident]])
        left = limit > 0 and self.patch(incident) >= 0
        return self.fell_due[incident] + limit if left else -1

    @judges("incident_types.patch_owner_within_hours")
    def opens(self, incident: int) -> Iterator[str]:
        """Let whoever may attend go to a job, and question that its owners had their time."""
        hub, until = int(self.w.drawn.hub[incident]), self.owners_time(incident)
        if not 0 <= until <= self.now or incident not in self.waiting[hub]:
            yield f"{incident} is open to all at {self.now}, and to owners until {until}"
            return
        place = self.waiting[hub][incident]
        self.wait_no_more(hub, incident)
        self.open_to_all.add(incident)
        self.wait(hub, incident, place)

    def patches_at_rest(self) -> Iterator[str]:
        """Question that a job is left to owners of its patch for longer than it may be."""
        if self.w.sizes.patches and any(self.w.types.patch_owner_within_ms):
            for incident in (i for line in self.waiting.values() for i in line):
                if 0 <= self.owners_time(incident) <= self.now:
                    yield f"{incident} is left to the owners of its patch at {self.now}"

    def wanted(self, incident: int) -> int:
        """Return how many officers an incident needs, with those who relieve others."""
        return int(self.w.drawn.officers[incident]) + self.relief[incident]

    @judges("incident_types.officers_mix")
    def missing(self, incident: int) -> int:
        return self.wanted(incident) - self.assigned[incident]

    def together(self, incident: int) -> int:
        """Return how many must go at once."""
        return max(1, self.missing(incident)) if self.w.drawn.together[incident] else 1

    def first_of_each_sort(self, hub: int) -> list[int]:
        """Return of those who wait the first of each sort: what holds for it holds for the rest."""
        return [line[0][1] for line in self.by_sort[hub].values()]

    def holders(self, hub: int, place: Place) -> list[int]:
        """Return what waits before a place in the line and may not be overtaken."""
        return [i for i, ahead in self.blocking_anywhere[hub].items() if ahead < place]

    @judges(
        "grades.patience.upgraded_to",
        "incident_types.resolution_centre.sent_on_as",
        "incident_types.resolution_centre.to_prevention_as",
    )
    def grade(self, incident: int, record: int = Record.CREATED) -> int:
        if record == Record.SENT_ON:
            self.graded[incident] = int(self.w.drawn.sent_on_grade[incident])
        elif record == Record.UPGRADED:
            self.graded[incident] = int(self.w.grades.upgraded_to[self.grade(incident)])
        return self.graded.get(incident, int(self.w.drawn.grade[incident]))

    def sought_as(self, incident: int) -> int:
        """Return the grade as of which officers are sought."""
        return self.begun_as.get(incident, self.grade(incident))

    @judges("dispatch.begun_jobs_as")
    def stands_as_begun(self, incident: int) -> None:
        """Let an incident wait as a job that was begun, for relief or for those who left it."""
        rule, own = self.w.dispatch.begun_jobs_as, self.grade(incident)
        if rule:
            short = self.assigned[incident] < self.w.drawn.officers[incident]
            self.begun_as[incident] = min(own, rule) if short else rule
            self.count(incident, 0)

    # --- which teams ---

    def sort_of_team(self, incident: int, role: int) -> int:
        """Return the cell of an incident's class and a role."""
        grade = self.grade(incident)
        teams = self.w.teams.class_of[self.w.drawn.type[incident] * GRADES + grade]
        return int(teams * self.w.sizes.roles + role)

    def rank(self, incident: int, role: int) -> int:
        """Return a role's place among those who may attend an incident; 0: it may not."""
        if self.patch(incident) >= 0 and role != Role.PCSO:
            return 0
        return int(self.w.teams.rank[self.sort_of_team(incident, role)])

    @judges(
        "incident_types.needs_power",
        "teams.powers",
        "redeployment.rule",
        "redeployment.rule_from.rule",
        "redeployment.at_once",
        "redeployment.rule_from.at_once",
        "redeployment.teams",
        "redeployment.rule_from.teams",
        "redeployment.grades",
    )
    def redeployable(self, incident: int, role: int) -> bool:
        w, hub, grade = self.w, int(self.w.drawn.hub[incident]), self.sought_as(incident)
        team = self.in_force * w.sizes.roles + role
        by_rule = w.redeployment.follows_rule[team] and self.rule_on[hub]
        by_rule = by_rule and w.redeployment.redeploys[self.in_force * GRADES + grade]
        return bool(
            (by_rule or w.redeployment.at_once[team * GRADES + grade])
            and not self.rank(incident, role)
            and self.patch(incident) < 0
            and not w.teams.barred[self.sort_of_team(incident, role)]
        )

    @judges("travel.speed_factor_by_hour", "travel.emergency_speed_factor_by_hour")
    def drive(self, origin: int, destination: int, kind: int, since: int | None = None) -> int:
        """Return the drive that is expected of one who sets out now, or did so at another time."""
        n = self.w.sizes.districts
        hours = len(self.w.places.expected_ms) // (2 * n * n)
        hour = (self.now if since is None else since) // MS_PER_HOUR % hours
        return int(self.w.places.expected_ms[((2 * hour + kind) * n + origin) * n + destination])

    @judges("redeployment.older_than_min", "redeployment.rule_from.older_than_min")
    def overdue(self, hub: int) -> list[int]:
        """Return what has waited at a hub for so long that it counts for redeployment."""
        rules = self.w.redeployment
        return [
            i
            for i, (grade, _) in self.waiting[hub].items()
            if rules.redeploys[self.in_force * GRADES + grade]
            and not self.assigned[i]
            and self.patch(i) < 0
            and self.fell_due[i] + rules.older_than_ms[self.in_force] <= self.now
        ]
