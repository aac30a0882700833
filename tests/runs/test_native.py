"""Settings of Python and the native libraries: freed memory, special functions, garbage."""

from __future__ import annotations

import ctypes
import platform
import subprocess
import sys
from typing import NoReturn

import pytest

from sim import native

#: Page faults of ten arrays of 8 MB, one after the other, after the first.
FAULTS = """
import resource, sys
import numpy as np
from sim.native import keep_freed_memory
if sys.argv[1] == "kept":
    assert keep_freed_memory()
np.ones(1_000_000)
before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
for _ in range(10):
    np.ones(1_000_000)
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


#: The functions without the package around them, and then the package.
SPECIAL = """
import sys
from sim import native
found = native.special_functions()
assert "scipy.special" not in sys.modules
assert found.gammaincinv(2.5, 0.5) > 2.0
import scipy.special
for name in ("gammaincinv", "ndtri", "pdtr", "stdtr", "stdtrit"):
    assert getattr(scipy.special, name) is getattr(found, name)
assert scipy.special.comb(5, 2) == 10.0
assert native.special_functions() is found
"""


#: The geometry without the packages around it, and then these.
GEOMETRY = """
import sys
import numpy as np
from sim import native
found = native.geometry()
assert not {"scipy.spatial", "scipy.linalg"} & set(sys.modules)
corners = np.array([(0, 0), (1, 0), (0.4, 0.4), (1, 1), (0, 1.0)])
assert sorted(found.ConvexHull(corners).vertices) == [0, 1, 3, 4]
import scipy.linalg
import scipy.spatial
for name in ("ConvexHull", "QhullError", "Voronoi"):
    assert getattr(scipy.spatial, name) is getattr(found, name)
assert scipy.linalg.det(np.eye(2)) == 1.0
assert scipy.spatial.KDTree(corners).query((0.9, 0.1))[1] == 1
assert native.geometry() is found
"""


#: What Python looks through for garbage, in a program that has begun to load and in another.
GARBAGE = """
import gc, sys
from sim import native
usual = gc.get_threshold()
if sys.argv[1] == "loading":
    native.begin_loading()
    assert gc.get_threshold()[0] > 100 * usual[0]
kept = [[] for _ in range(1000)]
native.begin_replication()
frozen = gc.get_freeze_count()
assert (gc.get_threshold() == usual) == (frozen == 0)
native.begin_replication()
assert gc.get_threshold() == usual
assert gc.get_freeze_count() == frozen
print(frozen)
"""


def faults(how: str) -> int:
    command = [sys.executable, "-c", FAULTS, how]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="an option of glibc")
def test_arrays_are_put_where_freed_ones_were() -> None:
    given_back, kept = faults("given back"), faults("kept")
    assert given_back > 100
    assert kept < given_back / 10


def test_other_libraries_are_left_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_library(_name: None) -> NoReturn:
        raise OSError

    monkeypatch.setattr(ctypes, "CDLL", no_library)
    native.keep_freed_memory.cache_clear()
    assert not native.keep_freed_memory()
    native.keep_freed_memory.cache_clear()


@pytest.mark.parametrize("how", ["loading", "not loading"])
def test_what_is_loaded_is_no_longer_looked_through_for_garbage(how: str) -> None:
    command = [sys.executable, "-c", GARBAGE, how]
    frozen = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert (frozen > 1000) == (how == "loading"), "other programs keep their own settings"


def test_special_functions_are_those_of_the_package() -> None:
    subprocess.run([sys.executable, "-c", SPECIAL], check=True)
    assert native.special_functions().ndtri(0.5) == 0.0


def test_geometry_is_that_of_the_package() -> None:
    subprocess.run([sys.executable, "-c", GEOMETRY], check=True)
    assert issubclass(native.geometry().QhullError, Exception)


def test_where_scipy_has_it_elsewhere_the_package_serves() -> None:
    script = "from sim import native\n"
    script += "found = native._without_packages('scipy.special.none', ('scipy.special',))\n"
    script += "import scipy.special\nassert found is scipy.special"
    subprocess.run([sys.executable, "-c", script], check=True)
