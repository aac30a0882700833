"""Scenarios: valid settings of a force, that are run and compared."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import Problem, ScenarioWarning

if TYPE_CHECKING:
    from sim.engine.on_simpy.own_policies import OwnPolicies
    from sim.scenario.load import Loaded
    from sim.scenario.schema.scenario import Scenario as Settings


class Scenario:
    """A valid scenario. It never changes: `with_changes` returns another one.

    Made by `load`.
    """

    def __init__(self, loaded: Loaded, policies: OwnPolicies = ()) -> None:
        self._loaded = loaded
        self._policies = policies

    @property
    def name(self) -> str:
        """Name of the scenario in every table."""
        return self._loaded.scenario.name

    @property
    def settings(self) -> Settings:
        """Every field of the scenario, e.g. ``settings.run.days``; it cannot be written to."""
        return self._loaded.scenario

    @property
    def hash(self) -> str:
        """SHA-256 of the content, as in ``manifest.json``."""
        return self._loaded.scenario_hash

    @property
    def files(self) -> tuple[str, ...]:
        """Files that were read; each wins over those before it."""
        return self._loaded.files

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What is allowed but probably a mistake, as ``sixhubs check`` says it, and what to do."""
        return tuple(self._loaded.warnings())

    def with_changes(self, changes: Mapping[Any, Any]) -> Scenario:
        """Return a copy in which some fields are changed.

        Parameters
        ----------
        changes : mapping
            What a file that extends the scenario would say: nested in the same way, None removes
            a key. To compare the copy with the original, give it a ``name`` of its own.

        Raises
        ------
        InputError
            If the copy is not valid; its ``problems`` are all there are, each with its path.

        Warns
        -----
        ScenarioWarning
            For each of its `warnings` that the original has not.

        Examples
        --------
        >>> baseline = load("sussex-2017")
        >>> changed = baseline.with_changes({"name": "a-week", "run": {"days": 7}})
        >>> baseline.settings.run.days, changed.settings.run.days
        (28, 7)
        """
        changed = Scenario(self._loaded.with_changes(changes), self._policies)
        _warn(changed, known=self.warnings)
        return changed

    def with_policies(self, name: str, policies: Mapping[str, Callable[..., Any]]) -> Scenario:
        """Return a copy in which functions of your own take decisions of the model.

        It runs on SimPy only (``engine="simpy"``), in this process, and its results are not kept
        in a folder. Names of decisions are those of this version, not promises for the next.

        Parameters
        ----------
        name : str
            Name of the copy.
        policies : mapping
            Functions by the name of the decision that each takes, such as
            ``redeployment.comes_on``; `decisions` lists them. A function is given the usual
            decision, which it may ask, then the world and the state of the run, which it must not
            change, then what is to be decided on; it returns what the usual decision would.

        Raises
        ------
        ValueError, TypeError
            If there is no such decision, or a function cannot be given what the decision is given.

        Examples
        --------
        >>> def two_hubs_at_most(usual, world, state, hub):
        ...     return usual(world, state, hub) and sum(state.redeployment.on) < 2
        >>> baseline = load("sussex-2017", changes={"run": {"days": 1, "warm_up_days": 0}})
        >>> own = baseline.with_policies("two-hubs", {"redeployment.comes_on": two_hubs_at_most})
        >>> own.policies
        ('redeployment.comes_on',)
        """
        from sim.engine.on_simpy.own_policies import checked

        return Scenario(self._loaded.with_changes({"name": name}), checked(policies))

    @property
    def policies(self) -> tuple[str, ...]:
        """Decisions that functions of your own take."""
        return tuple(name for name, _ in self._policies)

    def __repr__(self) -> str:
        return f"<sixhubs.Scenario {self.name}>"


def load(scenario: str | Path, changes: Mapping[Any, Any] | None = None) -> Scenario:
    """Load a scenario and check it.

    Parameters
    ----------
    scenario : str or pathlib.Path
        A scenario file, or the name of a scenario that comes with the program.
    changes : mapping, optional
        Changes to it, as in `Scenario.with_changes`. Only the changed scenario need be valid.

    Returns
    -------
    Scenario
        A valid scenario.

    Raises
    ------
    InputError
        If it is not valid; its ``problems`` are all there are, each with file, line, column and
        path. Problems in ``changes`` have a path and no line.

    Warns
    -----
    ScenarioWarning
        For each of its `warnings`. To make them errors, as ``sixhubs check --strict`` does, write
        ``warnings.simplefilter("error", sixhubs.ScenarioWarning)``.

    Examples
    --------
    >>> load("ring-fenced").name
    'ring-fenced'
    >>> load("ring-fenced").warnings
    ()
    >>> try:
    ...     load("ring-fenced", changes={"run": {"days": 0, "seed": -1}})
    ... except InputError as error:
    ...     [problem.path for problem in error.problems]
    ['run.days', 'run.seed']
    """
    from sim.outputs.declared import CHECKS
    from sim.scenario.load import load as load_scenario

    loaded = Scenario(load_scenario(scenario, changes, further=CHECKS))
    _warn(loaded)
    return loaded


def _warn(scenario: Scenario, known: Collection[Problem] = ()) -> None:
    """Give the warnings of a scenario, but for those that are known, to who called the caller."""
    for problem in scenario.warnings:
        if problem not in known:
            warnings.warn(str(problem), ScenarioWarning, stacklevel=3)


def decisions() -> dict[str, str]:
    """Return the decisions that `Scenario.with_policies` can replace.

    Returns
    -------
    dict
        By name and what each is given, such as ``redeployment.comes_on(w, s, hub)``, what it
        decides. They stand in ``sim/model/policies/``; ``w`` is the world, with everything that
        there is before the clock starts (``sim/world/arrays.py``), ``s`` the state of the run
        (``sim/model/state.py``), and hubs, officers and incidents are numbers.

    Examples
    --------
    >>> decisions()["redeployment.comes_on(w, s, hub)"]
    'Whether the rule, which is off, comes on.'
    """
    from sim.engine.on_simpy.own_policies import decisions as known

    return known()
