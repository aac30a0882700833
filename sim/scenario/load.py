"""Turn a scenario file into a checked scenario, or into everything that is wrong with it.

What may stand in a file is in `sim.scenario.reading.yaml_reader`, how files extend one another in
`sim.scenario.reading.extends`, and what the words mean in `sim.scenario.schema.scenario`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path as FilePath
from typing import Any

from pydantic import ValidationError

from sim.errors import InputError, Problem
from sim.scenario.checks.registry import (
    run_checks,
    run_checks_of_days,
    run_checks_on_the_rest,
    run_warnings,
    run_warnings_of_days,
    too_large,
)
from sim.scenario.checks.sizes import too_many
from sim.scenario.checks.warnings.in_return import changed_in_return
from sim.scenario.facts.districts import district_of, districts_of_several
from sim.scenario.facts.times import longest
from sim.scenario.partial import without_faults
from sim.scenario.reading.boundaries import Stated, read_boundaries
from sim.scenario.reading.extends import Gathered, changed, gather
from sim.scenario.reading.finding import Check, Finding
from sim.scenario.reading.merging import Addition, Override
from sim.scenario.reading.names import without_doubles
from sim.scenario.reading.schema_errors import MISSING, findings
from sim.scenario.reading.tree import Branch, Key, Mark, Path, broken_paths, dotted, locate, plain
from sim.scenario.schema.scenario import Scenario
from sim.wording import counted


@dataclass(frozen=True)
class Loaded:
    """A valid scenario and where it came from.

    Parameters
    ----------
    scenario : Scenario
        The scenario, with its mappings in the order of their keys: the order in which a file lists
        its districts or types changes neither the results nor the hash.
    data : dict
        The merged plain data, in file order, as the schema was given it.
    overrides : tuple of Override
        Values that one file changed in another, in order of precedence.
    additions : tuple of Addition
        Values that a file said beyond the scenario that it extends, in order of precedence.
    files : tuple of str
        All files that were read, lowest precedence first; the scenario's own file is the last.
    scenario_hash : str
        SHA-256 of the scenario's content: defaults filled in, comments, key order, spelling of
        without numbers and file names.
    tree : Branch
        The merged data with the position of each value.
    further : tuple of Check
        Rules that it keeps beside those of all scenarios.
    """

    scenario: Scenario
    data: dict[str, Any]
    overrides: tuple[Override, ...]
    files: tuple[str, ...]
    scenario_hash: str
    tree: Branch
    further: tuple[Check, ...] = ()
    additions: tuple[Addition, ...] = ()

    def position(self, path: Path) -> Mark:
        """Return where a value stands, or the nearest thing above it that stands somewhere."""
        return locate(self.tree, path)

    def problem_at(self, path: Path, message: str) -> Problem:
        """Return a problem with a value, which names its place."""
        mark = self.position(path)
        return Problem(mark.file, mark.line, mark.column, dotted(path), message)

    def rank(self, file: str) -> int:
        """Return the place of a file in the order of precedence; changes come after all files."""
        return self.files.index(file) if file in self.files else len(self.files)

    def with_changes(self, changes: Mapping[Any, Any]) -> Loaded:
        """Return a changed copy; see `load`.

        Raises
        ------
        InputError
            If the copy is not valid; it holds every problem that was found.
        """
        return _checked(self._merged_with(changes), self.further)

    def data_with(self, changes: Mapping[Any, Any]) -> dict[Key, Any]:
        """Return the plain data of a changed copy, which nothing has been held against."""
        tree = self._merged_with(changes).tree
        assert tree is not None  # noqa: S101 - that of a scenario that was read
        return {key: plain(entry.node) for key, entry in tree.entries.items()}

    def _merged_with(self, changes: Mapping[Any, Any]) -> Gathered:
        found = Gathered(self.tree, self.files, self.overrides, (), True, self.additions)
        return changed(found, changes)

    def warnings(self) -> list[Problem]:
        """Return what is valid but probably a mistake, sorted by file and line."""
        found = [item for item in run_warnings(self.scenario) if not self._is_switched_off(item)]
        found += changed_in_return(self.scenario, self.overrides)
        return sorted({*(_problem(item, self.tree, {}) for item in found), *self._taken_over()})

    def measured_for(self, days: int) -> Loaded:
        """Return a copy of which as many days are measured.

        Raises
        ------
        InputError
            If they are more than the scenario says, and cannot be simulated.
        """
        if days == self.scenario.run.days:
            return self
        if days > longest(self.scenario.run).days:
            found = run_checks_of_days(self.scenario, days, self.further)
            problems = [_problem(item, self.tree, {}) for item in found]
            if problems:
                raise InputError(problems)
        run = self.scenario.run.model_copy(update={"days": days})
        scenario = self.scenario.model_copy(update={"run": run})
        return replace(self, scenario=scenario, scenario_hash=content_hash(scenario))

    def without_effect_in(self, days: int) -> list[Problem]:
        """Return what the scenario dates after the end of a run of that length.

        Nothing that `warnings` says already: those are of the longest run that the scenario says.
        """
        if days >= longest(self.scenario.run).days:
            return []
        found = run_warnings_of_days(self.scenario, days)
        return sorted({_problem(item, self.tree, {}) for item in found})

    def _is_switched_off(self, found: Finding) -> bool:
        """Tell whether a later file takes away the effect of what an earlier one sets."""
        setting, switch = self.position(found.path).file, self.position(found.because).file
        return bool(found.because) and self.rank(switch) > self.rank(setting)

    def _taken_over(self) -> list[Problem]:
        """Warn of a name or a title that is that of the scenario which is extended."""
        own = self.files[-1] if self.files else ""
        found = []
        for key, effect in (("name", "results folder"), ("title", "title in tables")):
            mark = self.position((key,))
            if key in self.tree.entries and mark.file in self.files and mark.file != own:
                message = (
                    f"{own} says no {key} of its own and takes that of the scenario it extends, "
                    f"so both have the same {effect}; add a line {key}: ..."
                )
                found.append(Problem(own, 1, 1, key, message, "warning"))
        return found


def load(
    path: FilePath | str,
    changes: Mapping[Any, Any] | None = None,
    also: Iterable[str] = (),
    further: Iterable[Check] = (),
) -> Loaded:
    """Read, merge and check a scenario.

    Parameters
    ----------
    path : pathlib.Path or str
        A scenario file, or the bare name of a scenario that comes with the program.
    changes : mapping, optional
        What a file that extends it would say, e.g. ``{"run": {"days": 7}}``.
    also : iterable of str
        Other files that the user named: they may be extended wherever they are.
    further : iterable of Check
        Rules of which only those who read the scenario know, such as which measures there are.

    Returns
    -------
    Loaded
        The scenario with its provenance.

    Raises
    ------
    InputError
        If anything is wrong; it holds every problem that was found, sorted by file and line.
    """
    gathered = gather(str(path), also, Scenario.model_fields)
    return _checked(gathered if changes is None else changed(gathered, changes), tuple(further))


def _checked(gathered: Gathered, further: tuple[Check, ...]) -> Loaded:
    """Hold a merged scenario against the schema and the checks.

    Raises
    ------
    InputError
        If anything is wrong.
    """
    problems = list(gathered.problems)
    tree = gathered.tree
    if tree is None or not gathered.complete:
        # What a missing file would have said cannot be told from what nobody said.
        raise InputError(problems)
    data = plain(tree)
    assert isinstance(data, dict)  # noqa: S101 - the top of a tree is a mapping
    broken = list(broken_paths(tree))
    scenario, found = examine(data, broken, further)
    made_by = {item.path: item for item in gathered.overrides}
    problems += [_problem(finding, tree, made_by) for finding in found]
    if scenario is not None:
        scenario, faults = _with_boundaries(scenario, tree)
        problems += faults
    else:
        rest = next(without_faults(data, [*broken, *(finding.path for finding in found)]))
        with suppress(AttributeError):
            problems += _with_boundaries(rest, tree)[1]
    if problems or scenario is None:
        raise InputError(problems)
    return Loaded(
        scenario=scenario,
        data=data,
        overrides=gathered.overrides,
        files=gathered.files,
        scenario_hash=content_hash(scenario),
        tree=tree,
        further=further,
        additions=gathered.additions,
    )


def _with_boundaries(scenario: Scenario, tree: Branch) -> tuple[Scenario, tuple[Problem, ...]]:
    """Return the scenario with what the file of boundaries holds, and what is wrong with that."""
    maps = scenario.maps
    if not isinstance(maps.boundaries, str):
        return scenario, ()
    districts = {district_of(scenario, name) for name in scenario.districts}
    mark = locate(tree, ("maps", "boundaries"))
    found = read_boundaries(
        Stated(maps.boundaries, mark, maps.name_property, tuple(sorted(districts)))
    )
    maps = maps.model_copy(update={"boundaries": found.rings})
    return scenario.model_copy(update={"maps": maps}), found.problems


def examine(
    data: dict[Key, Any],
    broken: Iterable[Path] = (),
    further: Iterable[Check] = (),
    changed: Collection[str] | None = None,
) -> tuple[Scenario | None, list[Finding]]:
    """Hold plain data against the schema and the checks.

    Parameters
    ----------
    data : dict
        The merged data.
    broken : iterable of tuple
        Paths of values that could not be read and have been reported.
    further : iterable of Check
        As for `load`.
    changed : collection of str, optional
        As for `sim.scenario.checks.registry.run_checks`.

    Returns
    -------
    tuple of Scenario or None, and list of Finding
        The scenario if the schema accepts the data, and all that is wrong.
    """
    large = list(too_many(data))
    unreadable = [*broken, *(item.path for item in large)]
    ordered = in_key_order({key: value for key, value in data.items() if (key,) not in unreadable})
    try:
        scenario = Scenario.model_validate(ordered)
    except ValidationError as error:
        found = [*large, *findings(error, data, unreadable)]
        return None, found + _in_the_rest(
            ordered, [item.path for item in found] + unreadable, further
        )
    if large:
        return None, large + _in_the_rest(ordered, unreadable, further)
    found = too_large(scenario)
    if found:
        faulty = [path for item in found for path in _within(ordered, item.path)]
        return None, found + _in_the_rest(ordered, faulty, further)
    return scenario, list(run_checks(scenario, further, changed))


def _in_the_rest(
    data: dict[Key, Any], faulty: list[Path], further: Iterable[Check]
) -> list[Finding]:
    """Return what the checks find in all that is not faulty in itself, nor too large."""
    large = too_large(next(without_faults(data, faulty)))
    faulty = [*faulty, *(path for item in large for path in _within(data, item.path))]
    sections = {str(path[0]) for path in faulty if path}
    return large + list(run_checks_on_the_rest(without_faults(data, faulty), sections, further))


def _within(value: object, path: Path, so_far: Path = ()) -> Iterator[Path]:
    """Yield a path of plain data, and all paths below it."""
    if path:
        inner = value[path[0]] if isinstance(value, Mapping) and path[0] in value else None
        yield from _within(inner, path[1:], (*so_far, path[0]))
        return
    yield so_far
    for key, inner in value.items() if isinstance(value, Mapping) else ():
        yield from _within(inner, (), (*so_far, key))


def _problem(finding: Finding, tree: Branch, made_by: Mapping[str, Override]) -> Problem:
    """Give a finding its position.

    What is missing since it was removed stands where that was; what a relative value led to has the
    path of that value.
    """
    path, message = dotted(finding.path), finding.message
    change = made_by.get(path)
    if change is not None and change.new is None and message.startswith(MISSING):
        message = message.replace(MISSING, f"{MISSING}, removed by null", 1)
        return Problem(change.file, change.line, change.column, path, message)
    if change is not None and change.said:
        path, message = change.said, f"{message} (as {path})"
    mark = locate(tree, finding.path, at_key=finding.at_key)
    if finding.at_key:
        message = without_doubles(message, tree, finding.path)
    return Problem(mark.file, mark.line, mark.column, path, message, finding.level)


def in_key_order(value: Any) -> Any:
    """Return the data with the keys of every mapping sorted, numbers before names."""
    if isinstance(value, dict):
        try:
            keys = sorted(value)
        except TypeError:
            keys = sorted(value, key=lambda key: (isinstance(key, str), key))
        # Most of what there is are numbers and words, for which nothing is called.
        return {
            key: in_key_order(inner) if isinstance(inner := value[key], dict | list) else inner
            for key in keys
        }
    if isinstance(value, list):
        return [in_key_order(item) for item in value]
    return value


def content_hash(scenario: Scenario) -> str:
    """Return the SHA-256 of the scenario's content, as 64 hexadecimal digits."""
    content = json.dumps(
        scenario.model_dump(mode="json"), sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(content.encode()).hexdigest()


def places(scenario: Scenario) -> list[str]:
    """Return how many districts there are, and how many places where they have several."""
    districts = {district_of(scenario, name) for name in scenario.districts}
    found = [counted(len(districts), "district")]
    if districts_of_several(scenario):
        found.append(counted(len(scenario.districts), "place"))
    return found
