"""Starts the live page, and ends it when it is told to."""

from __future__ import annotations

import contextlib
import logging
import secrets
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NamedTuple, TypeGuard

from sim.errors import InputError, problem
from sim.report.explore.background import BackgroundRuns
from sim.report.explore.live_results import LiveResults
from sim.report.explore.session import Session
from sim.report.explore.variant import LiveSetting
from sim.runs.executors.executor import Executor
from sim.runs.executors.processes import Processes
from sim.runs.executors.serial import Serial
from sim.runs.executors.threads import Threads
from sim.runs.replication import Engine
from sim.scenario.load import Loaded

INSTALL = "needs Starlette and Uvicorn, which are not installed: pip install 'sixhubs[explore]'"
#: Tasks for which an executor is opened: more than it has workers.
_MANY = 1_000_000
#: Seconds for answers that are half given to be finished at the end.
_GRACE_S = 1


class Live(NamedTuple):
    """How the page is run."""

    base: Loaded  #: with as many days as are measured
    setting: LiveSetting
    replications: int
    executor: Executor
    engine: Engine
    folder: Path  #: where variants are saved


def check_installed() -> None:
    """Check that what serves the page is installed.

    Raises
    ------
    InputError
        If not.
    """
    try:
        import starlette
        import uvicorn
    except ImportError:
        raise InputError([problem("sixhubs explore", INSTALL)]) from None
    del starlette, uvicorn


def bound(port: int) -> socket.socket:
    """Return a socket of this machine alone that listens on a port; 0 for one that is free.

    Raises
    ------
    InputError
        If the port cannot be had.
    """
    from sim.report.explore.server import HOST

    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((HOST, port))
        sock.listen()
    except OSError as error:
        sock.close()
        reason = (error.strerror or str(error)).lower()
        message = f"got {port}, which cannot be used ({reason}); expected a free port, or 0 for any"
        raise InputError([problem("--port", message)]) from None
    return sock


def _is_here(executor: Executor) -> TypeGuard[Processes | Threads]:
    """Tell whether an executor has workers on this machine."""
    return isinstance(executor, Processes | Threads)


@contextlib.contextmanager
def begun(live: Live, publish: Callable[[dict[str, object]], None]) -> Iterator[Session]:
    """Provide a session whose scenario is being run, and leave no worker behind."""
    # What runs in the thread that asks would keep it from answering.
    executor = Threads(1) if isinstance(live.executor, Serial) else live.executor
    # Workers of this machine are opened one by one, so that each has replications of its own.
    split = [replace(executor, workers=1)] * executor.workers if _is_here(executor) else [executor]
    with contextlib.ExitStack() as stack:
        pools = [stack.enter_context(each.open(_MANY)).pool for each in split]
        at_a_time = sum(memory.at_a_time for memory in split[0].memory())
        bench = BackgroundRuns(pools, at_a_time, seed=live.setting.seed, engine=live.engine)
        watch = LiveResults(bench, live.setting.seed, publish)
        session = Session(
            live.base, live.setting, replications=live.replications, folder=live.folder, watch=watch
        )
        session.start()
        try:
            yield session
        finally:
            watch.close()


def serve(live: Live, sock: socket.socket, announce: Callable[[str], None]) -> None:
    """Serve the page until Ctrl-C.

    Parameters
    ----------
    live : Live
        How it is run.
    sock : socket.socket
        Where it listens.
    announce : callable
        Called with its address, once the page is served.
    """
    import uvicorn

    from sim.report.explore.server import HOST, Wire, application

    wire = Wire()

    token, port = secrets.token_urlsafe(24), sock.getsockname()[1]

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            # Told only now: from here on Ctrl-C comes to `handle_exit`, wherever it meets us.
            await super().startup(sockets)
            announce(f"http://{HOST}:{port}/{token}/")

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            wire.end()
            # What the end cuts off, as an answer that is half given, is no fault to be shown.
            logging.getLogger("uvicorn.error").disabled = True
            super().handle_exit(sig, frame)

    # Ctrl-C is how it ends: workers are then ended at once.
    with contextlib.suppress(KeyboardInterrupt), begun(live, wire.publish) as session:
        app = application(session, wire, live.setting.named, token, port)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, lifespan="off", server_header=False,
            ws="none", http="h11", loop="asyncio", timeout_graceful_shutdown=_GRACE_S,
        )  # fmt: skip
        Server(config).run(sockets=[sock])
