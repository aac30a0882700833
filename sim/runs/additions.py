"""Files that are made from finished results, and then belong to them: the page, the workbook."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

from sim.errors import RunError
from sim.outputs.files import write_whole
from sim.outputs.manifest import LIBRARIES_OF_FILES, hashes, library_versions
from sim.outputs.manifest_file import MANIFEST, NoManifestError, read_manifest, write_manifest
from sim.runs.folder import LOCK_FILE
from sim.runs.locking import locked
from sim.runs.ownership import NEW_FILES, SAVED_FOLDER, foreign, replace_files


def add_files(folder: Path, contents: Mapping[str, str | bytes]) -> None:
    """Write files to a results folder and name them in its manifest, all or none.

    Parameters
    ----------
    folder : pathlib.Path
        Holds the results of a finished run or comparison.
    contents : mapping
        What each file is to hold, by name.

    Raises
    ------
    RunError
        If something cannot be written, a file of somebody else has one of the names, or the
        results are gone.
    """
    saved = folder / SAVED_FOLDER
    new = saved / NEW_FILES
    try:
        saved.mkdir(exist_ok=True)
        with locked(saved / LOCK_FILE, folder):
            manifest = read_manifest(folder)
            if strange := foreign(folder, contents):
                raise RunError(
                    f"{folder} holds {strange[0]}, which sixhubs has not written there, or "
                    "which has been changed since; move it away"
                )
            new.mkdir(exist_ok=True)
            for name, content in contents.items():
                write_whole(new / name, content)
            files = {**manifest["files"], **hashes(new, contents)}
            made_by = [one for name in contents for one in LIBRARIES_OF_FILES.get(name, ())]
            libraries = {**manifest["libraries"], **library_versions(made_by)}
            changed = {"libraries": libraries, "files": dict(sorted(files.items()))}
            write_manifest(new, {**manifest, **changed})
            replace_files(folder, (*contents, MANIFEST))
            with contextlib.suppress(OSError):
                new.rmdir()
    except NoManifestError as error:
        said = f"the results in {folder} are not there any more: {MANIFEST} {error}"
        raise RunError(said) from None
    except OSError as error:
        raise RunError(f"cannot write to {folder}: {error.strerror}") from error
