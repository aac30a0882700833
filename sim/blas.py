"""Starting Numba without BLAS, for which it would load SciPy's linear algebra."""

from __future__ import annotations

import importlib
import sys

#: What Numba loads when it is first used, and what that looks for BLAS in.
USER, SOURCE = "numba.np.arraymath", "scipy.linalg"


def leave_out() -> None:
    """Spare Numba an import that is a tenth of a warm start: nothing here multiplies matrices.

    Numba takes BLAS for missing, and does without. Others can import `scipy.linalg` as ever.
    """
    if USER in sys.modules or SOURCE in sys.modules:
        return
    sys.modules[SOURCE] = None  # type: ignore[assignment] # an import of it fails
    try:
        importlib.import_module(USER)
    finally:
        del sys.modules[SOURCE]
