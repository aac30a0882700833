"""What is not known of a baseline and a scenario: numbers, and rules with their answers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import TYPE_CHECKING

from sim.errors import InputError, Problem
from sim.runs.demand_ceiling import Overrides
from sim.scenario.facts.differences import Difference, differences
from sim.scenario.facts.numbers import ALL_KEYS, is_group, numbers_at, numbers_or_none, says_instead
from sim.scenario.load import Loaded, load
from sim.scenario.reading.extends import SHIPPED_PACKAGE, shipped_scenarios
from sim.scenario.reading.tree import Path
from sim.scenario.schema.evidence import AS_IT_STANDS

if TYPE_CHECKING:
    from sim.outputs.uncertainty import NumberNotKnown, RuleNotKnown


@dataclass(frozen=True)
class NotKnown:
    """What is not known of a baseline and a scenario.

    Attributes
    ----------
    numbers, rules : tuple
        What is drawn.
    changes : dict
        What an extending file would say for each answer, by rule and answer.
    set_by_scenario : tuple of str
        Numbers and rules that the scenario itself sets: they stay as both say.
    taken_away : tuple of str
        Ranges of what a later file of the baseline takes away: there is no such number to draw.
    """

    numbers: tuple[NumberNotKnown, ...]
    rules: tuple[RuleNotKnown, ...]
    changes: Mapping[tuple[str, str], Overrides]
    set_by_scenario: tuple[str, ...]
    taken_away: tuple[str, ...] = ()


def ranges_of_no_number(loaded: Loaded) -> tuple[list[Problem], list[str]]:
    """Return what is wrong with ranges that lead to no number of the force, and those that may.

    A scenario that extends another and takes something away need not take its range away too: the
    range may lead to no number if a later file than its own has removed or replaced what it leads
    to.
    """
    problems, taken_away = [], []
    for path in loaded.scenario.evidence:
        try:
            what = says_instead(numbers_at(loaded.scenario, path))
        except LookupError as error:
            if _was_taken_away(loaded, path):
                taken_away.append(path)
                continue
            message = f"{error}; mend the path, or leave the range out"
        else:
            message = f"says {what}, and nothing of the force or its rules; leave the range out"
            if not what:
                continue
        problems.append(loaded.problem_at(("evidence", path), message))
    return problems, taken_away


def _was_taken_away(loaded: Loaded, path: str) -> bool:
    """Tell whether a later file than that of a range removed or replaced something on its way."""
    on_its_way = ""
    for key in reversed(path.split(".")):
        on_its_way = rf"{'.+' if key == ALL_KEYS else re.escape(key)}(\.{on_its_way})?"
    since = loaded.rank(loaded.position(("evidence", path)).file)
    return any(
        re.fullmatch(on_its_way, change.path) and loaded.rank(change.file) > since
        for change in loaded.overrides
    )


def not_known(baseline: Loaded, scenario: Loaded) -> NotKnown:
    """Return what the baseline says is not known.

    Raises
    ------
    InputError
        If it says nothing of it, a path leads to no number, or there is no such scenario.
    """
    from sim.outputs.uncertainty import NumberNotKnown  # `check` does without NumPy and SciPy

    said = baseline.scenario
    if not said.evidence and not said.rules_not_known:
        message = "says nothing of what is not known; a scenario says it under `evidence` and "
        message += "`rules_not_known`"
        raise InputError([Problem(baseline.files[-1], 0, 0, "evidence", message)])
    problems, taken_away = ranges_of_no_number(baseline)
    if problems:
        raise InputError(problems)
    numbers, set_by_scenario = [], []
    for path, range_ in said.evidence.items():
        if path in taken_away:
            continue
        ours = numbers_at(said, path)
        if is_group(path):
            numbers.append(NumberNotKnown(path, range_.low, 1.0, range_.high))
        elif ours == numbers_or_none(scenario.scenario, path):
            (now,) = ours.values()
            is_whole = isinstance(now, int)
            numbers.append(NumberNotKnown(path, range_.low, now, range_.high, is_whole=is_whole))
        else:
            set_by_scenario.append(path)
    changed = differences(said, scenario.scenario)
    rules, changes = [], {}
    for name in said.rules_not_known:
        rule, found = _rule(baseline, name)
        if any(_touch(one, two) for each in found for one in each for two in changed):
            set_by_scenario.append(name)
            continue
        rules.append(rule)
        each = zip(rule.answers, found, strict=True)
        changes.update({(name, answer): _as_changes(one) for answer, one in each})
    if not numbers and not rules:
        message = (
            f"leaves nothing to draw with {scenario.scenario.name}, expected a number or a rule "
        )
        message += "that neither takes away nor sets by itself"
        raise InputError([baseline.problem_at(("evidence",), message)])
    return NotKnown(
        tuple(numbers), tuple(rules), changes, tuple(set_by_scenario), tuple(taken_away)
    )


def _rule(baseline: Loaded, name: str) -> tuple[RuleNotKnown, list[Sequence[Difference]]]:
    """Return a rule, and what each of its answers changes in the baseline.

    Raises
    ------
    InputError
        If an answer cannot be read, or is the rule as it stands.
    """
    from sim.outputs.uncertainty import RuleNotKnown  # `check` does without NumPy and SciPy

    said = baseline.scenario.rules_not_known[name]
    others = [other for other in said if other != AS_IT_STANDS]
    loaded = [_other(baseline, name, other) for other in others]
    found: list[Sequence[Difference]] = [()]
    for other, one in zip(others, loaded, strict=True):
        found.append(_says_itself(baseline, one))
        if not found[-1]:
            message = f"{other} differs in nothing from {baseline.scenario.name}, expected a "
            message += "scenario with another rule"
            raise InputError([baseline.problem_at(_place_of(said, name, other), message)])
    meanings = ("", *(one.scenario.title for one in loaded))
    weights: tuple[float, ...] = ()
    if isinstance(said, dict):
        weights = (said.get(AS_IT_STANDS, 1.0), *(said[other] for other in others))
    return RuleNotKnown(name, (AS_IT_STANDS, *others), weights, meanings), found


def _says_itself(baseline: Loaded, answer: Loaded) -> list[Difference]:
    """Return where an answer differs from a baseline, in what its own file says.

    A baseline may extend the scenario that the answer extends, and have more than that one: what
    it has more is no part of the answer.
    """
    found = differences(baseline.scenario, answer.scenario)
    if len(answer.files) < 2 or baseline.files == answer.files[:-1]:
        return list(found)
    file = FilePath(answer.files[-2])
    is_shipped = str(file.parent) == SHIPPED_PACKAGE
    try:
        extended = load(file.stem if is_shipped else file)
    except InputError:
        return list(found)
    if extended.files != answer.files[:-1]:
        return list(found)
    own = differences(extended.scenario, answer.scenario)
    return [one for one in found if any(_touch(one, each) for each in own)]


def _place_of(said: list[str] | dict[str, float], rule: str, answer: str) -> Path:
    """Return the path of an answer: its place in a list, or the key of its weight."""
    place = answer if isinstance(said, dict) else said.index(answer)
    return ("rules_not_known", rule, place)


def _other(baseline: Loaded, rule: str, named: str) -> Loaded:
    """Load a scenario that answers a rule otherwise: a shipped one, or a file beside the baseline.

    Raises
    ------
    InputError
        If it is not there or not valid.
    """
    path = _place_of(baseline.scenario.rules_not_known[rule], rule, named)
    mark = baseline.position(path)
    try:
        if named in shipped_scenarios():
            return load(named)
        return load(FilePath(mark.file).parent / named)
    except InputError as error:
        message = f"names a scenario that cannot be read, {named}"
        found = Problem(mark.file, mark.line, mark.column, f"rules_not_known.{rule}", message)
        raise InputError([found, *error.problems]) from None


def _touch(one: Difference, two: Difference) -> bool:
    """Whether two changes are of the same value, or one of a part of the other."""
    return all(a == b for a, b in zip(one.path, two.path, strict=False))


def _as_changes(found: Sequence[Difference]) -> Overrides:
    """Return differences as an extending file would state them: keys that are numbers as such."""
    changes: Overrides = {}
    for one in found:
        *above, last = [int(key) if str(key).isdigit() else key for key in one.path]
        part = changes
        for key in above:
            part = part.setdefault(key, {})
        part[last] = one.new
    return changes
