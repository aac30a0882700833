"""The kinds of arrays that a world and a state are made of."""

from __future__ import annotations

from typing import Annotated, Any, get_type_hints

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
#: Codes, counts and numbers of things, in half the memory; whoever reads one gets 64 bits.
Shorts = npt.NDArray[np.int32]
#: Codes and counts that are never above 127, in an eighth of the memory; read like `Shorts`.
Codes = npt.NDArray[np.int8]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
#: The same with rows and columns; compiled functions take such apart from plain rows.
FloatTable = npt.NDArray[np.float64]
IntTable = npt.NDArray[np.int64]
KeyTable = npt.NDArray[np.uint64]
#: Numbers that start at 0, in the state of a run.
Zeros = Annotated[Ints, "0"]
ShortZeros = Annotated[Shorts, "0"]
CodeZeros = Annotated[Codes, "0"]
#: Words of 64 bits without a sign, from which random numbers are made.
Keys = npt.NDArray[np.uint64]
#: Texts as the computer has them.
Octets = npt.NDArray[np.uint8]

#: Type of the numbers of an array, by its annotation. NumPy's own annotations are not taken apart:
#: what they consist of differs between its versions.
DTYPES: dict[Any, Any] = {
    Bools: np.bool_, Codes: np.int8, Shorts: np.int32, Ints: np.int64, Floats: np.float64
}  # fmt: skip


def dtypes_of(kind: Any) -> dict[str, Any]:
    """Return the type of the numbers of each array of a named tuple."""
    return {name: DTYPES[hint] for name, hint in get_type_hints(kind).items()}
