"""The checkout as its users get it: the files that are, or are about to be, in the repository."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

#: Folder of the environment's commands.
BIN = Path(sys.executable).parent


#: Folders that are made, not kept; only asked where git is missing.
MADE = {".git", ".venv", "results", "build", "dist", "__pycache__"}


@cache
def tracked_files() -> tuple[Path, ...]:
    """Return the files git knows or would add, relative to the root."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    except (FileNotFoundError, subprocess.CalledProcessError):
        return tuple(sorted(_walk(ROOT)))
    paths = (Path(name) for name in listed.split("\0") if name)
    return tuple(sorted(path for path in paths if (ROOT / path).is_file()))


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        cache_folder = entry.name.endswith(("_cache", ".egg-info"))
        if entry.is_dir() and entry.name not in MADE and not cache_folder:
            yield from _walk(entry)
        elif entry.is_file():
            yield entry.relative_to(ROOT)


def copy_tree(target: Path) -> None:
    """Copy those files to ``target``."""
    for path in tracked_files():
        (target / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, target / path)
