"""What goes beyond the end of an array is an error that says where.

Arrays that a run fills as it goes are looked after in the model (`sim.vocabulary.FullArray`).
"""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Iterator
from pathlib import Path

from sim.errors import RunError


@contextlib.contextmanager
def overflows_named() -> Iterator[None]:
    """Turn an index beyond the end of an array into an error with the line of the model.

    Raises
    ------
    RunError
        In place of IndexError.
    """
    try:
        yield
    except IndexError as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        place = f"{Path(last.filename).name}:{last.lineno}"
        raise RunError(f"an index is beyond the end of an array at {place}: {last.line}") from error
