"""Reads the boundaries of districts from a GeoJSON file (RFC 7946), for maps.

Of each feature its geometry is taken, a Polygon or a MultiPolygon, and the one property that names
the district. Each district has one feature, and each feature a district. The file is read when the
scenario is: workers and results folders need it no more.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, NamedTuple

from sim.errors import Problem
from sim.scenario.reading.outlines import Ring, ring_fault, simplified
from sim.scenario.reading.tree import Mark, in_one_line
from sim.scenario.reading.words import listed, shortened
from sim.scenario.reading.yaml_reader import position, real_path
from sim.suggestions import did_you_mean

#: The endings of files with boundaries.
ENDINGS = (".geojson", ".json")
SIZE_LIMIT_BYTES = 30_000_000
#: Faults of one file that are told.
FAULTS_LIMIT = 20
WHERE = "maps.boundaries"
_FEATURE = re.compile(r'"type"\s*:\s*"Feature"')
_KINDS = {"Polygon", "MultiPolygon"}


class Boundaries(NamedTuple):
    """What was read of a file: the rings of each district, or what is wrong."""

    rings: dict[str, list[Ring]]
    problems: tuple[Problem, ...]


class Stated(NamedTuple):
    """A file that a scenario names, and what is to be in it."""

    named: str  #: as the scenario writes it
    mark: Mark  #: where it does
    name_property: str
    districts: tuple[str, ...]


def read_boundaries(stated: Stated) -> Boundaries:
    """Read the file that a scenario names, or say what is wrong with it and where."""
    folder = FilePath(stated.mark.file).parent
    try:
        path = folder / stated.named
        real = real_path(path)
        allowed = any(real.is_relative_to(real_path(tree)) for tree in (folder, FilePath()))
        if real.suffix.lower() not in ENDINGS or not allowed:
            return _refused(stated, f"expected a file that ends in {listed(ENDINGS)}, in the "
                                    "folder of this file or below, or in the folder where you "
                                    "are or below")  # fmt: skip
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            return _refused(stated, "is not a regular file, expected GeoJSON")
        if state.st_size > SIZE_LIMIT_BYTES:
            return _refused(stated, f"has more than {SIZE_LIMIT_BYTES:,} bytes; maps need far "
                                    "less detail")  # fmt: skip
        stamp = (state.st_mtime_ns, state.st_size)
        return _read(path, os.path.normpath(path), stamp, stated.name_property, stated.districts)
    except FileNotFoundError:
        return _refused(stated, "no such file")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "is not a name that a file can have"
        return _refused(stated, f"cannot be read: {reason}")


def _refused(stated: Stated, message: str) -> Boundaries:
    mark = stated.mark
    said = f"{shortened(repr(stated.named))}: {message}"
    return Boundaries({}, (Problem(mark.file, mark.line, mark.column, WHERE, said),))


@lru_cache(maxsize=8)
def _read(
    path: FilePath, shown: str, stamp: tuple[int, int], name: str, districts: tuple[str, ...]
) -> Boundaries:
    """Read a file; `stamp` tells versions of it apart, since what was read is kept."""
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(handle, "rb") as file:
        raw = file.read(stamp[1]) if stat.S_ISREG(os.fstat(handle).st_mode) else b""
    try:
        text = raw.decode("utf-8-sig")
        content = json.loads(text)
    except json.JSONDecodeError as error:
        said = f"is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        return Boundaries({}, (Problem(shown, error.lineno, error.colno, "", said),))
    except (ValueError, RecursionError):
        return _whole(shown, "is not JSON in UTF-8 that can be read, expected GeoJSON")
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        return _whole(shown, "expected GeoJSON of the type FeatureCollection, with features")
    found: dict[str, list[Ring]] = {}
    faults = list(_faults(features, name, districts, found))
    marks = [match.start() for match in _FEATURE.finditer(text)]
    placed = len(marks) == len(features)
    problems = [
        Problem(shown, *(position(text, marks[number]) if placed else (0, 0)),
                f"features.{number}", message)
        for number, message in faults
    ]  # fmt: skip
    if not faults:
        missing = [district for district in districts if district not in found]
        said = f"has no feature with {in_one_line(name)} {listed(map(repr, missing))}; expected "
        said += "one for each district of the scenario"
        problems += [Problem(shown, 1, 1, "features", said)] if missing else []
    if problems:
        return Boundaries({}, tuple(problems[:FAULTS_LIMIT]))
    return Boundaries(simplified({district: found[district] for district in districts}), ())


def _whole(shown: str, message: str) -> Boundaries:
    return Boundaries({}, (Problem(shown, 1, 1, "", message),))


def _faults(
    features: Sequence[Any], name: str, districts: Sequence[str], found: dict[str, list[Ring]]
) -> Iterator[tuple[int, str]]:
    """Yield the number of each faulty feature with what is wrong; the others go into `found`."""
    key = in_one_line(name)
    for number, feature in enumerate(features):
        district, fault = _named(feature, name, districts)
        if not fault and district in found:
            fault = f"is the second feature with {key} {district!r}; expected one for each"
        rings: list[Ring] = []
        if not fault:
            rings, fault = _rings(feature)
        if fault:
            yield number, fault
        else:
            found[district] = rings


def _named(feature: Any, name: str, districts: Sequence[str]) -> tuple[str, str]:
    """Return the district of a feature, or what is wrong with its name."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict) or name not in properties:
        known = [str(key) for key in properties] if isinstance(properties, dict) else []
        has = f"; it has {shortened(listed(known))}" if known else ""
        return "", f"has no property {name!r} (maps.name_property){has}"
    district = properties[name]
    if not isinstance(district, str) or district not in districts:
        near = did_you_mean(str(district), districts)
        hint = near or f"; expected {shortened(listed(districts))}"
        got = f"{in_one_line(name)} {shortened(repr(district))}"
        return "", f"{got} is no district of the scenario{hint}"
    return district, ""


def _rings(feature: dict[str, Any]) -> tuple[list[Ring], str]:
    """Return the rings of a feature, or what is wrong with its geometry."""
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _KINDS or not isinstance(geometry, dict):
        return [], f"expected a geometry of the type {listed(sorted(_KINDS))}"
    polygons = geometry.get("coordinates")
    polygons = [polygons] if kind == "Polygon" else polygons
    if not isinstance(polygons, list) or not all(isinstance(one, list) for one in polygons):
        return [], "expected coordinates: lists of rings of points"
    rings = [ring for polygon in polygons for ring in polygon]
    fault = next(filter(None, map(ring_fault, rings)), "" if rings else "has no rings")
    return rings, fault
