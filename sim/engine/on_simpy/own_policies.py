"""Decisions of the model taken by functions that an analyst has written.

The model's functions are copied, and in the copy a decision is asked of the analyst's function.
Machine code is compiled once for all scenarios, so that only SimPy can do this.
"""

from __future__ import annotations

import functools
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType
from typing import Any

import sim.model
from sim.suggestions import did_you_mean

#: A decision, such as ``redeployment.comes_on``, and the function that takes it.
OwnPolicies = tuple[tuple[str, Callable[..., Any]], ...]
_POLICIES = "sim.model.policies"


def decisions() -> dict[str, str]:
    """Return the decisions that can be replaced, with what each decides.

    Returns
    -------
    dict
        By name, such as ``redeployment.comes_on(w, s, hub)``, the first line of its explanation.
    """
    return {
        f"{name}({', '.join(_arguments(usual))})": str(inspect.getdoc(usual)).splitlines()[0]
        for name, usual in _decisions().items()
    }


def checked(policies: Mapping[str, Callable[..., Any]]) -> OwnPolicies:
    """Return functions that replace decisions, in the order of their names.

    Raises
    ------
    ValueError
        If there is no such decision, or a function cannot be given what the decision is given.
    TypeError
        If something is not a function.
    """
    known = _decisions()
    for name, own in policies.items():
        if name not in known:
            near = did_you_mean(str(name), known)
            raise ValueError(
                f"got the decision {name!r}, expected one of sixhubs.decisions(){near}"
            )
        if not callable(own):
            raise TypeError(f"{name}: got {own!r}, expected a function")
        wanted = ["usual", *_arguments(known[name])]
        try:
            inspect.signature(own).bind(*wanted)
        except TypeError:
            got, expected = ", ".join(_arguments(own)), ", ".join(wanted)
            raise ValueError(f"{name}: got a function of ({got}), expected ({expected})") from None
    return tuple(sorted(policies.items()))


def replaced(policies: OwnPolicies) -> dict[str, ModuleType]:
    """Return the model's modules by name, copies in which these functions decide."""
    modules = {name: _copy(importlib.import_module(name)) for name in _names(sim.model)}
    for name, own in policies:
        room, function = name.split(".")
        module = modules[f"{_POLICIES}.{room}"]
        setattr(module, function, functools.partial(own, getattr(module, function)))
    # Own decisions may tell apart what is alike for the usual ones: they are asked of each.
    vars(modules["sim.model.assignment"])["_is_like_others"] = _never
    for module in modules.values():
        vars(module).update(_rewired(module, modules))
    return modules


def _never(*_: object) -> bool:
    return False


def _copy(module: ModuleType) -> ModuleType:
    """Return a copy of a module, whose functions find each other in the copy."""
    copy = ModuleType(module.__name__)
    vars(copy).update(vars(module))
    for name, value in vars(module).items():
        if isinstance(value, FunctionType) and value.__module__ == module.__name__:
            function = FunctionType(value.__code__, vars(copy), name, value.__defaults__)
            vars(copy)[name] = functools.update_wrapper(function, value)
    return copy


def _rewired(module: ModuleType, modules: dict[str, ModuleType]) -> dict[str, Any]:
    """Return what a module has of others, taken from these copies of them."""
    found: dict[str, Any] = {}
    for name, value in vars(module).items():
        if isinstance(value, ModuleType) and value.__name__ in modules:
            found[name] = modules[value.__name__]
        elif isinstance(value, FunctionType) and value.__module__ in modules:
            found[name] = getattr(modules[value.__module__], value.__name__)
    return found


def _names(package: ModuleType) -> list[str]:
    """Return the names of the modules of a package."""
    return [one.name for one in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")]


def _decisions() -> dict[str, FunctionType]:
    """Return the usual decisions, by the names of their file and function."""
    found = {}
    for name in _names(importlib.import_module(_POLICIES)):
        for function, value in vars(importlib.import_module(name)).items():
            ours = isinstance(value, FunctionType) and value.__module__ == name
            if ours and not function.startswith("_"):
                found[f"{name.rpartition('.')[2]}.{function}"] = value
    return found


def _arguments(function: Callable[..., Any]) -> list[str]:
    return list(inspect.signature(function).parameters)
