"""A second opinion on visits to hot spots and on problem files: counted again from the event log.

The log says when each spell of prevention ends, when incidents come about, and when days are
counted; from that all visits and files are worked out again, and held against the state.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from sim.clock import MS_PER_DAY
from sim.model.state import State
from sim.vocabulary import (
    Activity,
    FileStage,
    IncidentState,
    PreventionWork,
    Record,
    Subject,
    subject_of,
)
from sim.world.arrays import World
from tests.engine.judged import judges

STAGES = {
    PreventionWork.PROBLEM_SOLVING: FileStage.ANALYSIS,
    PreventionWork.ENFORCEMENT: FileStage.ENFORCEMENT,
}


@dataclass
class File:
    """An open file on an area."""

    area: int
    number: int  #: among the files of the area
    opened: int
    ready: int
    touched: int
    left: int
    stage: FileStage = FileStage.ANALYSIS
    done: int = 0
    owner: int = -1


def recount(world: World, state: State) -> Iterator[str]:
    """Yield what the state says of visits and files and the log does not.

    Only of runs in which the log says when days are counted.
    """
    log = state.log
    if world.sizes.patrol_days == 0 and world.sizes.files == 0:
        return
    last_count = (world.sizes.horizon_ms - 1) // MS_PER_DAY
    if last_count and not (log.record == Record.PREVENTION_COUNTED).any():
        return
    places = Places(world)
    columns = (log.time_ms, log.record, log.incident, log.officer, log.hub, log.before, log.after)
    for line in zip(*(column.tolist() for column in columns), strict=True):
        places.read(line)
    places.close()
    yield from places.differences(state)


class Places:
    """Visits and files, as far as the log has been read."""

    def __init__(self, world: World) -> None:
        self.w = world
        self.now = 0
        self.began: dict[int, int] = {}
        self.spent: Counter[int] = Counter()
        self.booked: Counter[tuple[int, int]] = Counter()
        self.turn: Counter[int] = Counter()
        self.visits: list[tuple[int, int]] = []  # day of the count, area
        self.today: Counter[int] = Counter()
        self.made: Counter[int] = Counter()
        self.counted = 0
        self.incidents: Counter[int] = Counter()
        self.harm_today: Counter[int] = Counter()
        self.of_late = dict(enumerate(world.problem_files.expected.tolist()))
        self.harm: Counter[int] = Counter()
        self.files: dict[int, list[File]] = defaultdict(list)
        self.so_far: Counter[int] = Counter()
        self.closed: dict[int, int] = {}
        self.fall: Counter[int] = Counter()
        self.sums: Counter[tuple[str, int]] = Counter()
        self.powers: Counter[tuple[int, int]] = Counter()

    def read(self, line: tuple[int, ...]) -> None:
        time, record, incident, officer, _hub, before, after = line
        self.now = time
        subject = subject_of(record)
        if record == Record.WARM_UP_ENDED:
            for counts in (self.made, self.sums, self.powers):
                counts.clear()
        elif record == Record.PREVENTION_COUNTED and time > self.counted:
            # There is a line for each hub and kind of work.
            self.counted = time
            self.count_the_day()
        elif subject == Subject.INCIDENT and before == IncidentState.EXPECTED:
            self.comes_about(incident)
        elif subject == Subject.OFFICER:
            if before == Activity.PREVENTION:
                self.spell(officer, time - self.began[officer])
            if after == Activity.PREVENTION:
                self.began[officer] = time
            else:
                self.began.pop(officer, None)

    def close(self) -> None:
        self.now = self.w.sizes.horizon_ms
        for officer, began in sorted(self.began.items()):
            self.spell(officer, self.now - began)

    def comes_about(self, incident: int) -> None:
        if not self.w.sizes.files:
            return
        drawn = self.w.drawn
        weight = int(self.w.problem_files.harm[drawn.type[incident]])
        if weight:
            self.incidents[int(drawn.area[incident])] += 1
            self.harm_today[int(drawn.area[incident])] += weight

    # --- spells ---

    @judges("teams.prevention_plan", "prevention.shortest_spell_min")
    def spell(self, officer: int, length: int) -> None:
        """Book a spell to what is furthest behind, and let it visit, or get files on."""
        role, rules = int(self.w.people.role[officer]), self.w.prevention
        if length <= 0 or not rules.planned[role]:
            return
        self.spent[officer] += length
        works = len(PreventionWork)
        behind = {
            work: Fraction(int(rules.share[role * works + work]), 1_000_000) * self.spent[officer]
            - self.booked[officer, work]
            for work in PreventionWork
            if rules.shortest_ms[work] <= length and rules.share[role * works + work] > 0
        }
        work = max(behind, key=lambda each: behind[each], default=PreventionWork.PATROL)
        if not behind or behind[work] <= 0:
            work = PreventionWork.PATROL
        self.booked[officer, work] += length
        if work == PreventionWork.PATROL:
            self.patrol(officer, length)
        elif work in STAGES and self.w.sizes.files:
            self.work_on_files(officer, STAGES[work], length)

    @judges(
        "small_areas.hot_spots.areas",
        "small_areas.hot_spots.teams",
        "small_areas.hot_spots.visit_min",
        "small_areas.hot_spots.from_hour",
        "small_areas.hot_spots.until_hour",
        "small_areas.hot_spots.enough_visits_per_day",
    )
    def patrol(self, officer: int, length: int) -> None:
        rules, hub = self.w.small_areas, int(self.w.people.hub[officer])
        listed = range(int(rules.first[hub]), int(rules.first[hub] + rules.listed[hub]))
        if not self.w.sizes.patrol_days or not rules.patrols[self.w.people.role[officer]]:
            return
        if not listed:
            return
        days = range((self.now - length) // MS_PER_DAY - 1, self.now // MS_PER_DAY + 1)
        open_ms = sum(
            max(
                0,
                min(day * MS_PER_DAY + rules.until_ms, self.now)
                - max(day * MS_PER_DAY + rules.from_ms, self.now - length),
            )
            for day in days
        )
        for _ in range(open_ms // rules.visit_ms):
            order = [listed[(self.turn[hub] + n) % len(listed)] for n in range(len(listed))]
            wanting = [area for area in order if self.today[area] < rules.most_a_day]
            if not wanting:
                break
            self.today[wanting[0]] += 1
            self.made[wanting[0]] += 1
            self.turn[hub] = wanting[0] - listed[0] + 1

    @judges(
        "problem_files.shortest_spell_min",
        "problem_files.work_hours",
        "problem_files.enforcement_share",
        "problem_files.partner_wait_days",
        "problem_files.powers_mix",
    )
    def work_on_files(self, officer: int, stage: FileStage, length: int) -> None:
        hub = int(self.w.people.hub[officer])
        if length < self.w.problem_files.shortest_ms:
            return
        while length > 0:
            file = self.next_file(officer, hub, stage)
            if file is None:
                return
            spent = min(length, file.left)
            length -= spent
            file.left -= spent
            file.done += spent
            file.owner, file.touched = officer, self.now
            self.sums["worked_ms", hub] += spent
            if file.left == 0:
                self.end_stage(officer, hub, file)

    def next_file(self, officer: int, hub: int, stage: FileStage) -> File | None:
        ready = [f for f in self.files[hub] if f.stage == stage and f.ready <= self.now]
        own = [f for f in ready if f.owner == officer]
        free = sorted(
            (f for f in ready if f.owner < 0), key=lambda f: (-self.harm[f.area], f.opened, f.area)
        )
        return next(iter([*own, *free]), None)

    def end_stage(self, officer: int, hub: int, file: File) -> None:
        rules, row = self.w.problem_files, self.row(file)
        file.owner = -1
        if file.stage == FileStage.ANALYSIS:
            file.stage, file.done = FileStage.ENFORCEMENT, 0
            file.left = int(rules.enforcement_ms[row])
            file.ready = file.touched = self.now + int(rules.wait_ms[row])
            return
        self.files[hub].remove(file)
        self.closed[file.area] = self.now
        self.of_late[file.area] = int(rules.expected[file.area])
        self.sums["closed", hub] += 1
        self.sums["closed_after_ms", hub] += self.now - file.opened
        self.powers[int(self.w.people.role[officer]), hub] += int(rules.powers[row])

    def row(self, file: File) -> int:
        marks = self.w.problem_files.marks
        return file.area * marks + file.number % marks

    # --- days ---

    def count_the_day(self) -> None:
        for officer, began in sorted(self.began.items()):
            if self.now - began >= MS_PER_DAY:  # counted before it ends
                self.spell(officer, self.now - began)
                self.began[officer] = self.now
        day = self.now // MS_PER_DAY
        self.visits += [(day, area) for area in self.today.elements()]
        self.today.clear()
        if not self.w.sizes.files:
            return
        self.let_go_cold()
        first = self.w.small_areas.first.tolist()
        for hub in range(self.w.sizes.hubs):
            for area in range(first[hub], first[hub + 1]):
                self.count_area(hub, area)
        self.incidents.clear()
        self.harm_today.clear()

    @judges("problem_files.goes_cold_days")
    def let_go_cold(self) -> None:
        for hub, files in self.files.items():
            for file in files:
                if self.now - file.touched >= self.w.problem_files.goes_cold_ms:
                    lost = file.done // 2
                    file.done, file.left = file.done - lost, file.left + lost
                    file.owner, file.touched = -1, self.now
                    self.sums["lost_ms", hub] += lost

    @judges(
        "problem_files.harm",
        "problem_files.opens_at_count",
        "problem_files.opens_at_ratio",
        "problem_files.most_open",
        "problem_files.fall",
        "problem_files.lasts_days",
    )
    def count_area(self, hub: int, area: int) -> None:
        rules = self.w.problem_files
        late = self.of_late[area]
        self.of_late[area] = late - late // 28 + 1_000_000 * self.incidents[area]
        self.harm[area] += self.harm_today[area] - self.harm[area] // 28
        if area in self.closed:
            lasts = int(rules.lasts_days) * MS_PER_DAY
            left = max(lasts - (self.now - self.closed[area]), 0)
            self.fall[area] = int(rules.fall) * left // lasts
        has_file = any(file.area == area for file in self.files[hub])
        if self.of_late[area] < rules.opens_at[area] or has_file:
            return
        if len(self.files[hub]) >= rules.per_hub:
            self.sums["refused", hub] += 1
            return
        file = File(area, self.so_far[area], self.now, self.now, self.now, 0)
        file.left = int(rules.analysis_ms[self.row(file)])
        self.so_far[area] += 1
        self.files[hub].append(file)
        self.sums["opened", hub] += 1

    # --- the state ---

    @judges(
        "small_areas.hot_spots.remembered_days", "small_areas.hot_spots.reference_visits_per_day"
    )
    def differences(self, state: State) -> Iterator[str]:
        sizes, rules = self.w.sizes, self.w.small_areas
        if sizes.patrol_days:
            yield from _differ("visits made", state.patrols.made, self.made)
            counted = max(0, (sizes.horizon_ms - 1) // MS_PER_DAY)
            kept = Counter(a for day, a in self.visits if day > counted - sizes.patrol_days)
            for hub in range(sizes.hubs):
                for area in range(rules.first[hub], rules.first[hub] + rules.listed[hub]):
                    # The reference's visits are forgotten day by day, the odd ones first.
                    whole, odd = divmod(int(rules.reference_visits), sizes.patrol_days)
                    left = [
                        whole + (day % sizes.patrol_days < odd)
                        for day in range(counted + 1, sizes.patrol_days + 1)
                    ]
                    kept[area] += sum(left)
            yield from _differ("visits remembered", state.patrols.visits, kept)
        if not sizes.files:
            return
        yield from _differ("counts", state.problem_areas.of_late, self.of_late)
        yield from _differ("falls", state.problem_areas.fall, self.fall)
        for name in ("opened", "closed", "refused", "closed_after_ms", "worked_ms", "lost_ms"):
            mine = {hub: self.sums[name, hub] for hub in range(sizes.hubs)}
            yield from _differ(name, getattr(state.problem_hubs, name), mine)
        powers = {role * sizes.hubs + hub: n for (role, hub), n in self.powers.items()}
        yield from _differ("powers", state.problem_hubs.powers, powers)
        files = state.problem_files
        columns = (files.area, files.stage, files.left_ms, files.owner)
        rows = zip(*(column.tolist() for column in columns), strict=True)
        stated = sorted(row for row in rows if row[1] != FileStage.NONE)
        mine_open = sorted(
            (f.area, int(f.stage), f.left, f.owner) for fs in self.files.values() for f in fs
        )
        if stated != mine_open:
            yield f"problem files open are {stated}, from the log {mine_open}"


def _differ(what: str, stated: Any, mine: Any) -> Iterator[str]:
    for place, value in enumerate(np.asarray(stated).tolist()):
        if value != mine.get(place, 0):
            yield f"{what} of {place}: {value}, from the log {mine.get(place, 0)}"
            return
