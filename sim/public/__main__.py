"""``python -m sixhubs`` is the command ``sixhubs``."""

from __future__ import annotations

from sim.cli.start import main

if __name__ == "__main__":
    main()
