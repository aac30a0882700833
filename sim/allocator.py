"""What the C library does with the memory of a replication that is over."""

from __future__ import annotations

import ctypes
import functools

#: Numbers of glibc's options: malloc.h.
M_TRIM_THRESHOLD = -1
M_MMAP_THRESHOLD = -3
#: The largest array that glibc will take from its heap.
LARGEST = 32 << 20
NEVER = -1


@functools.cache
def keep_freed_memory() -> bool:
    """Have the arrays of the next replication put where those of the last one were.

    glibc maps large arrays anew each time and gives them back when they are freed, so the system
    clears the same memory again for every replication: a fifth of the time of a long one. No result
    depends on it. The process keeps its largest extent until it ends.

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
