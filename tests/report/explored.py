"""A live page of a small force, without a server or with one, on the reference engine."""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from sim.report.explore.background import BackgroundRuns
from sim.report.explore.live_results import LiveResults
from sim.report.explore.server import Wire, application
from sim.report.explore.serving import Live, begun, bound
from sim.report.explore.session import Session
from sim.report.explore.variant import LiveSetting
from sim.runs.executors.threads import Threads
from sim.scenario.load import Loaded, load
from tests.house.tree import ROOT

SMALL = """\
name: small
title: {title}
extends: two-hubs.yaml
run: {{days: 2, warm_up_days: 0, replications: 3}}
teams:
  resolution_centre:
    opening_hours: {{weekdays: {{opens: 08:00, closes: 16:00}}}}
demand:
  closed_without_visit: {{2: 0.05}}
  changes: {{fair: null}}
operations: {{fair: null}}
"""
TOKEN = "a-token"  # noqa: S105 - of a test
#: Seconds within which anything of this small force has been simulated.
PATIENCE_S = 60.0
Told = list[dict[str, Any]]


def write_base(folder: Path, title: str = "A small force") -> Path:
    """Write the scenario of two hubs, and a short one that extends it."""
    shutil.copy(ROOT / "tests/scenario/good/two-hubs.yaml", folder)
    path = folder / "small.yaml"
    path.write_text(SMALL.format(title=title), encoding="utf-8")
    return path


def live_of(folder: Path, title: str = "A small force") -> Live:
    loaded = load(write_base(folder, title))
    run = loaded.scenario.run
    setting = LiveSetting("small.yaml", "small.yaml", run.days, run.seed)
    return Live(loaded, setting, run.replications, Threads(2), "simpy", folder)


@contextlib.contextmanager
def session_of(folder: Path) -> Iterator[tuple[Session, Told]]:
    """Provide a session, and what it tells the page."""
    told: Told = []
    with begun(live_of(folder), told.append) as session:
        yield session, told


class ByHand(futures.Executor):
    """Runs what it is given when it is told to."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Callable[[], Any]]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **words: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, lambda: fn(*args, **words)))
        return future

    def run_next(self) -> None:
        """Run the first piece of work that has not been taken back."""
        future, work = self.waiting.pop(0)
        if future.set_running_or_notify_cancel():
            future.set_result(work())
        else:
            self.run_next()


@contextlib.contextmanager
def session_by_hand(folder: Path) -> Iterator[tuple[Session, Told, ByHand]]:
    """Provide a session, what it tells the page, and what runs its replications one by one."""
    told: Told = []
    hand, live = ByHand(), live_of(folder)
    bench = BackgroundRuns([hand], 2, seed=live.setting.seed, engine="simpy")
    watch = LiveResults(bench, live.setting.seed, told.append)
    session = Session(
        live.base, live.setting, replications=live.replications, folder=folder, watch=watch
    )
    session.start()
    yield session, told, hand
    watch.close()


def control_named(session: Session, label: str) -> str:
    """Return the identifier of a control by its label."""
    (found,) = [one.name for one in session.controls if one.label == label]
    return found


def set_to(session: Session, label: str, value: object) -> dict[str, Any]:
    """Change a setting by its label, and return what the page is shown."""
    return session.act({"action": "set", "control": control_named(session, label), "value": value})


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not is_so():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def is_done(told: Told, with_text: str = "") -> bool:
    """Tell whether a whole answer has been told, the last one with a text in its matrix."""
    news = list(told)
    known = [one["html"]["matrix"] for one in news if "matrix" in one.get("html", {})]
    is_whole = any("week" in one.get("html", {}) for one in news)
    return is_whole and not news[-1]["busy"] and with_text in known[-1]


@contextlib.contextmanager
def served(folder: Path, title: str = "A small force") -> Iterator[str]:
    """Serve the page in a thread, and provide its address."""
    import uvicorn

    wire = Wire()
    with bound(0) as sock, begun(live_of(folder, title), wire.publish) as session:
        port = sock.getsockname()[1]
        app = application(session, wire, "small.yaml", TOKEN, port)
        config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none", http="h11")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [sock]})
        thread.start()
        try:
            yield f"http://127.0.0.1:{port}/{TOKEN}/"
        finally:
            server.should_exit = True
            wire.end()
            thread.join()


def loaded_again(folder: Path, name: str) -> Loaded:
    return load(folder / f"{name}.yaml")
