"""How functions that are kept as machine code are called."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim import machine_code
from tests.engine.cached import (
    KINDS,
    USE,
    fresh,
    start,
    used_function,
)


def total() -> Any:
    """Return a function of arrays, numbers and both kinds of layout."""

    @machine_code.kept_njit
    def weighed(values: Any, weight: Any, sums: Any) -> None:
        for i in range(values.shape[0]):
            sums[i] = values[i] * weight

    return weighed


def test_kinds_of_arguments_may_change_from_call_to_call(own: Path) -> None:
    function = total()
    whole = np.arange(8.0)
    for values, weight in [
        (whole, 2.0), (whole, 2), (whole[::2], 2.0), (np.arange(8), 2.0), (whole, np.float64(2.0)),
        (whole, np.uint64(2)), (whole, np.int64(2)), (whole[::-1], 2.0), (whole, 2.0),
    ]:  # fmt: skip
        for _ in range(2):
            sums = np.zeros(values.size)
            function(values, weight, sums)
            assert sums.tolist() == (values * weight).tolist()
    copied = np.arange(8.0, dtype=np.dtype("f8", copy=True))
    sums = np.zeros(8)
    function(copied, 2.0, sums)
    assert sums.tolist() == (2.0 * copied).tolist()


@pytest.mark.parametrize("given", [None, [1.0], "1", np.arange(3.0, dtype=">f8").sum])
def test_other_arguments_are_refused(own: Path, given: Any) -> None:
    function, sums = total(), np.zeros(1)
    function(np.ones(1), 2.0, sums)
    with pytest.raises(TypeError, match="takes arrays and numbers"):
        function(given, 2.0, sums)


def test_threads_call_it_at_once(own: Path) -> None:
    function = fresh()
    with ThreadPoolExecutor(4) as executor:
        assert list(executor.map(function, range(200))) == [2 * x for x in range(200)]
    assert function.made == 1


def test_what_is_kept_runs_without_the_compiler(own: Path, tmp_path: Path) -> None:
    assert used_function(tmp_path)(21) == 42
    program = f"{USE}; import sys; print('numba' in sys.modules)"
    assert start(tmp_path, program).communicate(timeout=300) == ("42\nFalse\n", "")


def test_code_that_cannot_be_loaded_runs_all_the_same(
    own: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError("no")

    monkeypatch.setattr(machine_code, "_LoadedCode", refuse)
    function = fresh()
    assert function(21) == 42
    assert not function.is_kept(KINDS)
    assert caplog.messages[0].endswith("cannot be kept: no")
