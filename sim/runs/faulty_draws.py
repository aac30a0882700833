"""Whether every draw of what is not known makes a valid scenario, before any of them is run.

The ends of each range are looked at by themselves before (`sim.runs.ranges`). What several inputs
may not be together, though each may, is found here. No draw is dropped for it: the others would
then say nothing of what is not known.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from sim.errors import InputError, Problem, without_advice
from sim.runs.executors.executor import Workers
from sim.runs.measuring import measure_all
from sim.runs.replication import TaskKey
from sim.runs.uncertainty import DrawTask, Worlds, scenario_of_draw


def refuse_faulty_draws(worlds: Worlds, workers: Workers) -> None:
    """Refuse to run draws of which some make no valid scenario.

    Raises
    ------
    InputError
        If there are any: for each kind of fault, in how many draws it is, and which inputs of the
        first of these do it together.
    """
    problems = []
    for arm in range(len(worlds.study.scenarios)):
        tasks = [worlds.task(arm, draw) for draw in range(worlds.draws)]
        found = measure_all(tasks, workers, "the draws", _faults)
        problems += [_problem(worlds, fault) for fault in _faults_of(arm, found)]
    if problems:
        raise InputError(problems)


def _faults(task: DrawTask) -> dict[str, str]:
    """Return what is wrong with the scenario of a draw: messages by path."""
    try:
        scenario_of_draw(task)
    except InputError as error:
        return {one.path: without_advice(one.message) for one in error.problems}
    return {}


@dataclass(frozen=True)
class _Fault:
    """What is wrong with the same kind of value in some draws of the baseline or the scenario."""

    arm: int
    draws: tuple[int, ...]
    path: str  #: in the first of these draws
    message: str


def _faults_of(arm: int, found: Mapping[TaskKey, Mapping[str, str]]) -> Iterator[_Fault]:
    """Yield each kind of fault: those of all types of incident, say, are one."""
    kinds: dict[tuple[str, str], dict[int, str]] = {}
    for (_, draw), faults in sorted(found.items()):
        for path in faults:
            parts = path.split(".")
            kinds.setdefault((parts[0], parts[-1]), {}).setdefault(draw, path)
    by_draw = {draw: faults for (_, draw), faults in found.items()}
    for draws in kinds.values():
        first, path = next(iter(draws.items()))
        yield _Fault(arm, tuple(draws), path, by_draw[first][path])


def _problem(worlds: Worlds, fault: _Fault) -> Problem:
    """Say which inputs do it together, at the place of the first of them."""
    baseline, scenario = worlds.study.scenarios[0], worlds.study.scenarios[fault.arm]
    draw, most = fault.draws[0], max(worlds.ceilings)
    inputs = _needed(worlds.drawn.names, lambda some: _has(worlds, fault, draw, some, most))
    highest = worlds.ceilings.index(most)
    of_ceiling = _needed(
        worlds.drawn.names,
        lambda some: _has(worlds, fault, draw, inputs, worlds.ceiling(highest, some)),
    )
    together = [_drawn(worlds, draw, inputs)] if inputs else []
    if of_ceiling:
        demand = f"demand that may come to {most:g} times its counts in draw {highest}"
        together.append(f"{demand} ({_drawn(worlds, highest, of_ceiling)})")
    message = (
        f"{len(fault.draws)} of {worlds.draws} draws make {scenario.scenario.name} no valid "
        f"scenario; in draw {draw}, with {', and '.join(together)}: {fault.path}: "
        f"{fault.message}; narrow a range, or leave out an answer"
    )
    first = (*inputs, *of_ceiling)[:1]
    section = "evidence" if {*first} & {*baseline.scenario.evidence} else "rules_not_known"
    return baseline.problem_at((section, *first), message)


def _needed(inputs: Collection[str], is_so: Callable[[Collection[str]], bool]) -> list[str]:
    """Return inputs with which something is so, and would not be with one of them less."""
    kept = list(inputs)
    for name in inputs:
        fewer = [one for one in kept if one != name]
        if is_so(fewer):
            kept = fewer
    return kept


def _has(worlds: Worlds, fault: _Fault, draw: int, inputs: Collection[str], ceiling: float) -> bool:
    """Whether a fault is there with some inputs of a draw as drawn, and a ceiling of demand."""
    try:
        changes = worlds.changes(fault.arm, draw, inputs, ceiling)
        worlds.study.scenarios[fault.arm].with_changes(changes)
    except InputError as error:
        return fault.path in {one.path for one in error.problems}
    return False


def _drawn(worlds: Worlds, draw: int, inputs: Collection[str]) -> str:
    """Return what was drawn for some inputs: a number, or an answer to a rule."""
    design = worlds.drawn
    numbers = zip(design.numbers, design.values()[draw], strict=True)
    rules = zip(design.rules, design.answers()[draw], strict=True)
    said = {one.path: f"{one.path} {value:.4g}" for one, value in numbers}
    said |= {one.name: f"{one.name}: {one.answers[answer]}" for one, answer in rules}
    return ", ".join(said[name] for name in inputs)
