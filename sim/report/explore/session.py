"""The state of the live page: what has been changed, undone, kept, and what is known of it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from sim.errors import InputError, Problem, problem
from sim.report.explore.background import AskedScenario
from sim.report.explore.controls import Control, control_for, panels_of, value_at
from sim.report.explore.elsewhere import elsewhere
from sim.report.explore.fields import Json
from sim.report.explore.live_results import LiveResults
from sim.report.explore.variant import (
    NOTHING_CHANGED,
    LiveSetting,
    MovedLevers,
    check_name,
    command_for,
    file_text,
    key_of,
    save,
    variant,
)
from sim.scenario.load import Loaded
from sim.scenario.reading.tree import Path
from sim.scenario.schema.scenario import Scenario

Snapshot = Mapping[Path, object]
#: What a variant is called until somebody names it, and in tables what is set now.
USUAL_NAME, NOW = "my-variant", "as-set-now"
#: Seconds that a steady answer may take.
STEADY_S = 2.8
#: Fewest replications of a steady answer.
FEWEST = 4
#: Variants that are kept, and steps that can be undone.
_MOST_KEPT, _MOST_STEPS = 8, 500
#: Most times as many replications as fit.
_MOST_TIMES = 16


class NamedVariant(NamedTuple):
    """A variant with a name."""

    changes: Snapshot
    asked: AskedScenario


class Session:
    """One live page. Every method may be called from any thread.

    Parameters
    ----------
    base : Loaded
        The shown scenario, with as many days as are measured.
    setting : LiveSetting
        How everything is run.
    replications : int
        Most replications of each scenario, unless more are asked for.
    folder : pathlib.Path
        Where variants are saved.
    watch : LiveResults
        Runs what is asked, and tells the page what comes of it.
    """

    def __init__(
        self,
        base: Loaded,
        setting: LiveSetting,
        *,
        replications: int,
        folder: FilePath,
        watch: LiveResults,
    ) -> None:
        self.base, self.setting = base, setting
        self.panels = panels_of(base.scenario)
        self.controls = [one for panel in self.panels for one in panel.controls]
        self._by_name = {one.name: one for one in self.controls}
        self._data = base.scenario.model_dump(mode="python")
        self.elsewhere = elsewhere({one.pattern for one in self.controls}, self._data)
        self._folder = folder
        self._bench, self._watch = watch.bench, watch
        self._most, self._factor, self._wanted = replications, 1, replications
        self._lock = threading.RLock()
        self._steps: list[Snapshot] = [{}]
        self._step = 0
        self._name = USUAL_NAME
        self._shown = _asked(base.scenario)
        self._own: AskedScenario | None = None  #: the changed scenario, the last that was valid
        self._problems: tuple[Problem, ...] = ()
        self._before = {one.message for one in base.warnings()}
        self._warnings: tuple[Problem, ...] = ()  #: those that the shown scenario has not
        self._said = ""
        self._typed: dict[str, object] = {}  #: rows of which some are not filled in yet
        self._kept: dict[str, NamedVariant] = {}

    def start(self) -> None:
        """Begin to run the shown scenario."""
        with self._lock:
            self._ask()

    # --- what somebody does --------------------------------------------------------------------

    def act(self, words: Mapping[str, Any]) -> Json:
        """Do what the page asks for, and return what it shows of the controls.

        Raises
        ------
        InputError
            If it asks for what cannot be done.
        """
        actions: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "set": self._set,
            "undo": lambda _: self._go(-1),
            "redo": lambda _: self._go(1),
            "reset": lambda _: self._change({}),
            "keep": self._keep,
            "show": self._show,
            "drop": self._drop,
            "save": self._save,
            "name": self._rename,
            "more": lambda _: self._more(),
            "look": lambda _: None,
        }
        action = actions.get(str(words.get("action")))
        if action is None:
            raise InputError([problem("explore", "asks for nothing that is known")])
        with self._lock:
            self._said = ""
            action(words)
            return self.state()

    def _set(self, words: Mapping[str, Any]) -> None:
        control = self._by_name.get(str(words.get("control")))
        if control is None:
            raise InputError([problem("explore", "there is no such setting")])
        typed, plain = control.read(words.get("value")), self._plain(control)
        value = control.complete(typed)
        self._typed.pop(control.name, None)
        if value != typed:
            self._typed[control.name] = typed
        changes = {path: one for path, one in self._changes.items() if path != control.path}
        # The same ticks are the same, whatever order the scenario has them in.
        if control.written(value) != control.written(plain) and not _same_ticks(value, plain):
            changes[control.path] = value
        if changes != self._changes:
            self._change(changes)

    def _plain(self, control: Control) -> object:
        """Return what the shown scenario has."""
        return value_at(self._data, control.path)

    @property
    def _changes(self) -> Snapshot:
        return self._steps[self._step]

    def _change(self, changes: Snapshot) -> None:
        if changes == self._changes:
            return
        self._steps = [*self._steps[: self._step + 1], changes][-_MOST_STEPS:]
        self._step = len(self._steps) - 1
        self._judge()

    def _go(self, steps: int) -> None:
        self._step = min(max(self._step + steps, 0), len(self._steps) - 1)
        self._judge()

    def _judge(self) -> None:
        """Hold the changes against the schema and the checks; run what they come to."""
        try:
            loaded = self._named(NOW) if self._changes else None
        except InputError as error:
            self._problems, self._warnings = tuple(error.problems), ()
            return
        self._problems = ()
        self._own = _asked(loaded.scenario) if loaded else None
        self._ask()
        # While it is being simulated.
        warned = loaded.warnings() if loaded else ()
        self._warnings = tuple(one for one in warned if one.message not in self._before)

    def _named(self, name: str) -> Loaded:
        """Return the changed scenario under a name."""
        return variant(self.base, self._meant(), name, self.setting.days)

    def _meant(self) -> MovedLevers:
        """Return the changes as a file would say them.

        Raises
        ------
        InputError
            If one of them does not say one thing.
        """
        controls = [one for one in self.controls if one.path in self._changes]
        return {one.path: one.data(self._changes[one.path], self._plain(one)) for one in controls}

    def _rename(self, words: Mapping[str, Any]) -> None:
        name = str(words.get("name", "")).strip()
        taken = {self.base.scenario.name: "the shown scenario", NOW: "what is set now"}
        check_name(name, taken)
        self._name = name

    def _keep(self, words: Mapping[str, Any]) -> None:
        self._rename(words)
        self._check_ready()
        if len(self._kept) >= _MOST_KEPT:
            raise InputError([problem("Name", f"{_MOST_KEPT} are kept; remove one first")])
        check_name(self._name, dict.fromkeys(self._kept, "a variant that is kept"))
        self._kept[self._name] = NamedVariant(
            self._changes, _asked(self._named(self._name).scenario)
        )
        self._said = f"Kept as {self._name}."
        self._ask()

    def _check_ready(self) -> None:
        """Check that something is changed, and valid.

        Raises
        ------
        InputError
            If not.
        """
        if self._problems:
            raise InputError(self._problems)
        if not self._changes:
            raise InputError([problem("Name", NOTHING_CHANGED)])

    def _show(self, words: Mapping[str, Any]) -> None:
        kept = self._kept.get(str(words.get("name")))
        if kept is not None:
            self._change(kept.changes)

    def _drop(self, words: Mapping[str, Any]) -> None:
        if self._kept.pop(str(words.get("name")), None) is not None:
            self._ask()

    def _save(self, words: Mapping[str, Any]) -> None:
        self._rename(words)
        self._check_ready()
        path = save(self._folder, self._name, self._text())
        self._said = f"Saved as {path.name} in the folder where sixhubs was started."

    def _more(self) -> None:
        self._factor = min(2 * self._factor, _MOST_TIMES)
        self._ask()

    def _text(self) -> str:
        command = command_for(self.setting, self._name, self._wanted)
        return file_text(self.base, self._meant(), self._name, self.setting, command)

    def state(self) -> Json:
        """Return what the page shows beside results."""
        with self._lock:
            data = {one.name: one.written(self._shown_value(one)) for one in self.controls}
            errors, others = self._errors()
            own = self._own if self._changes and not self._problems else None
            return {
                "values": data,
                "was": {
                    one.name: one.words(self._plain(one))
                    for one in self.controls
                    if one.path in self._changes
                },
                "unfinished": [
                    one.name for one in self.controls if self._shown_value(one) != self._value(one)
                ],
                "errors": errors,
                "problems": others,
                "changes": [
                    f"{one.label}: {one.words(self._plain(one))} -> {one.words(self._value(one))}"
                    for one in self.controls
                    if one.path in self._changes
                ],
                "warnings": [f"{one.path}: {one.message}" for one in self._warnings],
                "can_undo": self._step > 0,
                "can_redo": self._step < len(self._steps) - 1,
                "kept": list(self._kept),
                "name": self._name,
                "file": self._text() if own else "",
                "command": command_for(self.setting, self._name, self._wanted) if own else "",
                "said": self._said,
            }

    def _value(self, control: Control) -> object:
        return self._changes.get(control.path, self._plain(control))

    def _shown_value(self, control: Control) -> object:
        """Return a value with the rows that are not filled in yet, as long as it is the same."""
        value = self._value(control)
        typed = self._typed.get(control.name)
        is_same = typed is not None and control.rows(value) == control.complete(typed)
        return typed if is_same else value

    def _errors(self) -> tuple[dict[str, list[str]], list[str]]:
        """Return what is wrong, beside controls and elsewhere."""
        beside: dict[str, list[str]] = {}
        others = []
        for one in self._problems:
            control = control_for(self.controls, one.path)
            if control is None:
                others.append(str(one))
            else:
                beside.setdefault(control.name, []).append(control.said(one.message))
        return beside, others

    # --- what comes of it ----------------------------------------------------------------------

    def enough(self) -> int:
        """Return how many replications of each scenario make a steady answer.

        As many as can be run in the time for it, once it is known how long one takes; more if
        somebody asked for more.
        """
        each = self._bench.seconds_each()
        fit = int(STEADY_S / each) * self._bench.workers if each else self._most
        return max(min(fit, self._most), min(FEWEST, self._most)) * self._factor

    def asked(self) -> list[AskedScenario]:
        """Return the scenarios that are compared: the shown one, those kept, the changed one."""
        asked = [self._shown, *(one.asked for one in self._kept.values())]
        same = any(one.changes == self._changes for one in self._kept.values())
        return asked if self._own is None or same else [*asked, self._own]

    def _ask(self) -> None:
        self._wanted = self.enough()
        self._watch.ask(self.asked(), self._wanted)


def _same_ticks(one: object, other: object) -> bool:
    return isinstance(one, list) and isinstance(other, list) and sorted(one) == sorted(other)


def _asked(scenario: Scenario) -> AskedScenario:
    return AskedScenario(key_of(scenario), scenario)
