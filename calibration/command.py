"""How the commands of the calibration end when their input is not what they are for."""

from __future__ import annotations

import sys
from collections.abc import Callable

from sim.errors import InputError

WRONG_INPUT = 2


class UnsuitedError(Exception):
    """The input is valid, but the command is not for it."""


def run(main: Callable[[], int]) -> None:
    """Run a command and exit with its status; with 2 and a plain message if the input is wrong."""
    try:
        status = main()
    except InputError as error:
        sys.exit(_said("\n".join(map(str, error.problems))))
    except UnsuitedError as error:
        sys.exit(_said(str(error)))
    except OSError as error:
        sys.exit(_said(f"{error.filename or 'file'}: {error.strerror or error}"))
    sys.exit(status)


def _said(message: str) -> int:
    print(message, file=sys.stderr)
    return WRONG_INPUT
