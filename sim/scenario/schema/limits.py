"""How large the numbers of a run may be, in a file and on the command line.

A file of its own that imports nothing, as `sixhubs --help` reads it too.
"""

from __future__ import annotations

REPLICATIONS_LIMIT = 100_000
SEED_LIMIT = 2**63 - 1
DAYS_LIMIT = 3_660
