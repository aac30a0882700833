"""Settings of Python and the native libraries: garbage, threads, BLAS, and freed memory.

No result depends on them.
"""

from __future__ import annotations

import ctypes
import functools
import gc
import importlib
import importlib.util
import os
import sys
import threading
from types import ModuleType

#: Arithmetic libraries must not start threads of their own beside the workers'.
SINGLE_THREADED = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}

#: Has glibc ask for large pages for its heap, in which an address takes fewer looks to find: where
#: Linux gives them, a replication takes 0.96 of the time. Read as a process begins: for workers.
TUNABLES, LARGE_PAGES = "GLIBC_TUNABLES", "glibc.malloc.hugetlb"

#: Pydantic looks through all packages that are installed for ones that change how it checks.
WITHOUT_PLUGINS = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}

#: New objects after which Python looks for garbage: as it stands, and while a program loads.
USUAL, LOADING = gc.get_threshold(), 200_000

#: Of SciPy's special functions and of its geometry: what they are compiled in, and the packages
#: around that which importing it would import too.
SPECIAL = "scipy.special._ufuncs", ("scipy.special",)
GEOMETRY = "scipy.spatial._qhull", ("scipy.spatial", "scipy.linalg")

#: Numbers of glibc's options: malloc.h.
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
#: The largest array that glibc will take from its heap.
LARGEST = 32 << 20
NEVER = -1

_ONE_AT_A_TIME = threading.Lock()


def worker_environment() -> dict[str, str]:
    """Return the environment variables of a worker process, beside those that it inherits.

    What was set already of glibc's options stays.
    """
    tunables = os.environ.get(TUNABLES, "")
    if LARGE_PAGES not in tunables:
        tunables = f"{tunables}:{LARGE_PAGES}=1".lstrip(":")
    return SINGLE_THREADED | {TUNABLES: tunables}


def begin_loading() -> None:
    """Have Python hardly look for garbage at first: what is imported and read stays.

    Looking through all of it again and again takes a sixth of the time of a short command.
    """
    gc.set_threshold(LOADING, *USUAL[1:])


def begin_replication() -> None:
    """Have Python look for garbage as usual from the second replication on.

    What was there before the first is not looked through any more. In a program that has not begun
    with `begin_loading`, nothing changes.
    """
    if gc.get_threshold()[0] != LOADING:
        return
    if gc.get_freeze_count():
        gc.set_threshold(*USUAL)
    else:
        gc.freeze()


@functools.cache
def special_functions() -> ModuleType:
    """Return the module that has the functions of `scipy.special`, the same objects.

    The package itself imports what serves other arrays than NumPy's: ten times what the functions
    take, and a tenth of a warm start.
    """
    return _without_packages(*SPECIAL)


@functools.cache
def geometry() -> ModuleType:
    """Return the module that has the hulls and cells of `scipy.spatial`, the same objects.

    The package itself imports linear algebra, sparse arrays and trees, which takes longer than to
    make the page.
    """
    return _without_packages(*GEOMETRY)


def _without_packages(compiled: str, packages: tuple[str, ...]) -> ModuleType:
    """Import a compiled module, but not the packages around it that are not there yet.

    Where SciPy has it otherwise, what has the same names is the first package. Others can import
    the packages as ever.
    """
    with _ONE_AT_A_TIME:
        bare = {name: _bare(name) for name in packages if name not in sys.modules}
        sys.modules.update(bare)
        try:
            return importlib.import_module(compiled)
        except ImportError:
            for name in bare:
                sys.modules.pop(name, None)
            return importlib.import_module(packages[0])
        finally:
            for name, module in bare.items():
                if sys.modules.get(name) is module:
                    del sys.modules[name]


def _bare(name: str) -> ModuleType:
    """Return a package of which nothing was run, in which compiled modules can be found."""
    found = importlib.util.find_spec(name)
    bare = ModuleType(name)
    bare.__path__ = list((found and found.submodule_search_locations) or ())
    return bare


@functools.cache
def keep_freed_memory() -> bool:
    """Have the arrays of the next replication put where those of the last one were.

    glibc maps large arrays afresh each time and gives them back when they are freed, so the system
    clears the same memory again for every replication: a fifth of the time of a long one. The
    process keeps its largest extent until it ends.

    Returns
    -------
    bool
        Whether the C library has taken it up; others than glibc have no such option.
    """
    try:
        mallopt = ctypes.CDLL(None).mallopt
    except (AttributeError, OSError, TypeError):
        return False
    return bool(mallopt(M_MMAP_THRESHOLD, LARGEST)) and bool(mallopt(M_TRIM_THRESHOLD, NEVER))
