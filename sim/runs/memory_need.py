"""Whether replications fit into memory: an estimate before they start.

The bytes were measured as the peak memory of fresh processes (Python 3.11, numpy 2.4, Linux
x86_64) that ran one replication each, of the baseline over 28, 91 and 364 days, of a tenth of its
demand over 182 days, and of a single queue; `tests/runs/test_memory_need.py` holds the
estimate to them within a factor of 1.5.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from sim.scenario.facts.closed_by_rule import closed_shares
from sim.scenario.facts.demand_changes import days_of_decay
from sim.scenario.facts.districts import places_of
from sim.scenario.facts.facts import Facts
from sim.scenario.facts.harm import reporting_factor
from sim.scenario.facts.incident_counts import makers_of, per_hour_by_place, work_per_incident
from sim.scenario.facts.multiplier import kept_up_to, repeats_kept_up_to
from sim.scenario.facts.sizes import posts
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.demand_changes import Change
from sim.scenario.schema.scenario import Scenario

GB = 1e9
#: Share of days on which somebody on a rota works.
WORKED_SHARE = 0.45
#: Lines of the event log, measured on the baseline.
LINES_AN_INCIDENT = 10.0
LINES_A_SHIFT = 5.3

_CGROUPS = Path("/sys/fs/cgroup")
_OWN_CGROUP = Path("/proc/self/cgroup")


class Size(NamedTuple):
    """How much there is of what takes memory; expected numbers."""

    incidents: float  #: including those that prevention may avert
    rows: float  #: officers who may be sent, over all incidents
    shifts: float  #: shifts of one person each
    lines: float  #: of the event log; 0 without


@dataclass(frozen=True)
class Bytes:
    """What each takes in one engine."""

    base: float  #: the program and its libraries
    incident: float
    row: float
    shift: float
    log_base: float  #: libraries that write tables
    line: float


BYTES = {
    "simpy": Bytes(200e6, 1_500, 420, 190, 88e6, 200),
    "compiled": Bytes(165e6, 740, 13, 110, 115e6, 275),
}

#: Bytes that a line of the log takes in two engines that are compared.
BOTH_LINES = 130


class Need(NamedTuple):
    """Bytes that replications need."""

    base: float  #: once in each process
    replication: float  #: for each one that runs in it

    def of(self, at_a_time: int, *, in_one_process: bool) -> float:
        """Return the bytes that a number of replications at a time need."""
        return (1 if in_one_process else at_a_time) * self.base + at_a_time * self.replication


def size(scenario: Scenario, *, log: bool) -> Size:
    """Return how much one replication of a scenario is expected to hold."""
    from sim.world.attendance import spare_rows

    facts = Facts(scenario)
    days = facts.times.days
    incidents = rows = 0.0
    for name, kind in scenario.incident_types.items():
        number = _incidents_a_day(scenario, name, kind) * days
        for maker_name, maker in makers_of(scenario, kind).items():
            each = work_per_incident(maker, kind_name=name)
            number += each * _incidents_a_day(scenario, maker_name, maker) * days
        officers = sum(n * share for n, share in kind.officers_mix.items())
        incidents += number
        attended = 1 - _closed_share(scenario, kind)
        rows += number * attended * (officers + spare_rows(facts, kind))
    shifts = posts(scenario) * days * WORKED_SHARE
    lines = LINES_AN_INCIDENT * incidents + LINES_A_SHIFT * shifts if log else 0.0
    return Size(incidents, rows, shifts, lines)


def _closed_share(scenario: Scenario, kind: IncidentType) -> float:
    """Return the share of a type's incidents that is closed by rule: nobody is sent to them."""
    closed, mix = closed_shares(scenario, kind), kind.grade_mix
    return sum(share * mix[grade] for grade, share in closed.items()) / sum(mix.values())


def need(scenario: Scenario, engine: str, *, log: bool) -> Need:
    """Return the bytes that replications of a scenario need."""
    if engine != "both":
        return _need_of(BYTES[engine], size(scenario, log=log), log=log)
    # Their event logs are compared, whether or not tables are made of one.
    first = need(scenario, "compiled", log=log)
    second = need(scenario, "simpy", log=False)
    logs = BOTH_LINES * size(scenario, log=True).lines
    return Need(max(first.base, second.base), first.replication + second.replication + logs)


def _need_of(cost: Bytes, much: Size, *, log: bool) -> Need:
    return Need(
        base=cost.base + (cost.log_base if log else 0.0),
        replication=cost.incident * much.incidents
        + cost.row * much.rows
        + cost.shift * much.shifts
        + cost.line * much.lines,
    )


@dataclass(frozen=True)
class Plan:
    """What will be run, as far as memory is concerned.

    Parameters
    ----------
    scenario : Scenario
        The one that needs most.
    at_a_time : int
        Replications that run together.
    in_one_process : bool
        Whether they share a process.
    """

    scenario: Scenario
    engine: str
    log: bool
    at_a_time: int
    in_one_process: bool

    @property
    def need(self) -> Need:
        """Return the bytes that replications need."""
        return need(self.scenario, self.engine, log=self.log)

    def fits(self, memory: float) -> bool:
        """Tell whether the plan fits into a number of bytes."""
        return self.need.of(self.at_a_time, in_one_process=self.in_one_process) <= memory

    def complaint(self, memory: float) -> str:
        """Say what is needed, what there is, and what would fit."""
        run, much = self.scenario.run, size(self.scenario, log=self.log)
        one = self.need.of(1, in_one_process=True)
        lines = f" and {much.lines:,.0f} lines of the log" if self.log else ""
        together = self.need.of(self.at_a_time, in_one_process=self.in_one_process)
        many = f", {self.at_a_time} at a time {_gb(together)}" if self.at_a_time > 1 else ""
        return (
            f"{run.days:,} days are too many for the memory: a replication needs some {_gb(one)} "
            f"({much.incidents:,.0f} incidents{lines}){many}, and there is {_gb(memory)}; "
            f"expected {self._ways_out(memory)}"
        )

    def _ways_out(self, memory: float) -> str:
        """Say what would fit: fewer at a time, fewer days, no log."""
        ways = []
        fewer = self.at_a_time - 1
        while fewer > 0 and not replace(self, at_a_time=fewer).fits(memory):
            fewer -= 1
        if fewer > 0:
            place = "threads" if self.in_one_process else "processes"
            ways.append(f"fewer workers (--executor {place}:{fewer})")
        if self.log and replace(self, at_a_time=1, log=False).fits(memory):
            ways.append("no --log")
        run, needed = self.scenario.run, self.need
        share = (memory - needed.base) / needed.of(self.at_a_time, in_one_process=True)
        days = int((run.days + run.warm_up_days) * share) - run.warm_up_days
        if days >= 1:
            ways.append(f"at most {days:,} days")
        return ", or ".join(ways or ["a smaller force, or a machine with more memory"])


def _gb(number: float) -> str:
    return f"{number / GB:.2g} GB" if number < 10 * GB else f"{number / GB:,.0f} GB"


def _incidents_a_day(scenario: Scenario, name: str, kind: IncidentType) -> float:
    """Return the incidents of a type a day that are drawn and kept, on average over the run."""
    stated = 24 * sum(per_hour_by_place(scenario, kind).values())
    more = further = 0.0
    for change in scenario.demand.changes.values():
        if not change.types or name in change.types:
            part = _part_of_run(scenario, change)
            places = sum(len(places_of(scenario, district)) for district in change.districts)
            share = (places or len(scenario.districts)) / len(scenario.districts)
            further += part * (change.extra_per_hour or 0.0) * 24 * len(change.districts)
            more += part * max((change.factor or 1.0) - 1, 0.0) * share
    growth, reported = scenario.demand.growth, reporting_factor(kind.reporting)
    # What is added comes in layers, and factors below 1 take some of all of them away.
    number = stated * max(growth, 1.0) * (max(reported, 1.0) + more) + further
    number *= min(growth, 1.0) * min(reported, 1.0)
    candidates = number * kept_up_to(scenario, name, to_ceiling=False)
    return candidates * _repeats_drawn(scenario, name, kind)


def _repeats_drawn(scenario: Scenario, name: str, kind: IncidentType) -> float:
    """Return how many times as long chains of repeats are as those that come about."""
    from sim.world.layers import expected_chain

    times = repeats_kept_up_to(scenario, name, to_ceiling=False) or 1.0
    return expected_chain(kind.repeat, times) / expected_chain(kind.repeat)


def _part_of_run(scenario: Scenario, change: Change) -> float:
    """Return the part of the run in which a change holds."""
    run = scenario.run
    first, last = run.start.toordinal(), run.start.toordinal() + run.days + run.warm_up_days - 1
    begins = max(first, change.first_day.toordinal() if change.first_day else first)
    ends = min(last, change.last_day.toordinal() if change.last_day else last)
    hours = (change.until_hour - change.from_hour) % 24 or 24
    whole = float(max(0, ends - begins + 1))
    if change.decay_half_life_days is not None and ends < last:
        whole = min(whole + days_of_decay(change), last - first + 1)
    return whole / (last - first + 1) * hours / 24


# --- what there is ---


def available() -> float:
    """Return the bytes that this process and others it starts may still take.

    The least of what the machine has to spare and what control groups (containers) allow.
    """
    return min([_of_machine(), *_of_cgroups()])


def _of_machine() -> float:
    import psutil

    try:
        return float(psutil.virtual_memory().available)
    except (psutil.Error, OSError, RuntimeError, ValueError):  # a system that does not tell
        return float("inf")


def _of_cgroups() -> list[float]:
    """Return what is left to each control group that this process is in."""
    try:
        lines = _OWN_CGROUP.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []
    left = []
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers == "":
            root, words = _CGROUPS, ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            root = _CGROUPS / "memory"
            words = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        else:
            continue
        own = root / path.strip("/")
        # In a container the path may be that of the host: the group itself is then the root.
        for folder in {root, own, *own.parents}:
            if folder.is_relative_to(root):
                left += _left(folder, *words)
    return left


def _left(folder: Path, limit_word: str, used_word: str, cache_word: str) -> list[float]:
    """Return what a control group may still take, nothing where it has no limit."""
    try:
        limit = float((folder / limit_word).read_text(encoding="ascii"))
        used = float((folder / used_word).read_text(encoding="ascii"))
        counts = (folder / "memory.stat").read_text(encoding="ascii").splitlines()
    except (OSError, ValueError):  # no such file, or "max"
        return []
    # Pages of files that nobody uses count as used, and are given up when memory is short.
    cache = sum(float(line.split()[1]) for line in counts if line.split()[:1] == [cache_word])
    return [max(limit - used + cache, 0.0)]
