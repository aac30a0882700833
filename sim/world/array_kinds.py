"""The kinds of arrays that a world and a state are made of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
#: Codes, counts and numbers of things, in half the memory; whoever reads one gets 64 bits.
Shorts = npt.NDArray[np.int32]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
#: The same with rows and columns; compiled functions take such apart from plain rows.
FloatTable = npt.NDArray[np.float64]
IntTable = npt.NDArray[np.int64]
