"""What part of a figure is meant: teams, hubs, grades, districts, incident types."""

from __future__ import annotations

from calibration.command import UnsuitedError

#: What a figure can be split by; a table of results may not have all of them.
DIMENSIONS = ("team", "hub", "grade", "district", "type")

#: Values by dimension; several of one dimension are added up.
Select = dict[str, tuple[str, ...]]


def selection(text: str) -> Select:
    """Return what a text such as ``team=pcso; grade=2|3`` chooses.

    Raises
    ------
    UnsuitedError
        If it is not such a text, or names a dimension that there is not.
    """
    chosen: Select = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        name, _, values = part.partition("=")
        if name not in DIMENSIONS or not values:
            raise UnsuitedError(f"{part!r}: expected one of {', '.join(DIMENSIONS)}, then =VALUE")
        chosen[name] = tuple(values.split("|"))
    return chosen
