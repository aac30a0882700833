"""The list at the head of transitions.py names every kind of event, in order."""

from __future__ import annotations

import re

from sim.model import transitions
from sim.vocabulary import EventKind

#: E.g. `` 6  RETURN_ENDS         at the station: write up, or break``.
ROW = re.compile(r"^ *(\d+)  ([A-Z_]+) +\S", re.MULTILINE)


def test_every_kind_of_event_has_its_row() -> None:
    rows = [(int(number), name) for number, name in ROW.findall(transitions.__doc__ or "")]
    assert rows == [(kind.value, kind.name) for kind in EventKind]
