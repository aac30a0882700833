"""Where the command begins, before anything is imported that takes time."""

from __future__ import annotations

import gc
import os
import signal
from typing import NoReturn

#: What ends a command from outside, where the system knows of it.
ENDING_SIGNALS = tuple(
    getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name)
)


def main() -> None:
    """Run the command as it was typed."""
    is_heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heeded:
        signal.signal(signal.SIGINT, _leave)
    from sim.native import begin_loading

    begin_loading()
    from sim.cli.main import main as run

    if is_heeded:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in ENDING_SIGNALS:
        # One that is ignored stays so: nohup.
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)
    try:
        run()
    finally:
        # What is left goes with the process: Python need not look through it once more.
        gc.freeze()


def _leave(*_: object) -> NoReturn:
    """End at once: nothing has begun."""
    os.write(2, b"sixhubs: interrupted\n")
    os._exit(1)


def _end(*_: object) -> NoReturn:
    """End as after Ctrl-C: workers are stopped, and what has finished is kept."""
    for number in ENDING_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt
