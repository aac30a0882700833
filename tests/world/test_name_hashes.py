"""The hashes of names are those of Python's own hashlib, however many there are."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sim import machine_code
from sim.world.demand_cells import stream_names, streams_of_types
from sim.world.name_hashes import BLOCK_BYTES, hashes_of, hashes_of_pairs

PARTS = st.lists(st.text(max_size=70), max_size=5)


def hashlibs_own(name: str) -> int:
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


@settings(max_examples=200, deadline=None)
@given(firsts=PARTS, lasts=PARTS)
@example(firsts=["", "Adur/burglary", "Ynys Môn/noise"], lasts=["", "/times/2491", "/case/-3"])
@example(firsts=["a" * (BLOCK_BYTES - 2), "b"], lasts=["cd", "c", ""])
@example(firsts=["a" * (BLOCK_BYTES - 1), "b"], lasts=["cd", "c"])
def test_hashes_are_those_of_hashlib(firsts: list[str], lasts: list[str]) -> None:
    names = [first + last for last in lasts for first in firsts]
    wanted = [hashlibs_own(name) for name in names]
    assert hashes_of_pairs(firsts, lasts).tolist() == wanted
    assert hashes_of(names).tolist() == wanted


def test_names_of_the_longest_length_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sim.world.name_hashes.hashes_of", None)
    hashes_of_pairs(["a" * BLOCK_BYTES], [""])
    with pytest.raises(TypeError):
        hashes_of_pairs(["a" * BLOCK_BYTES], ["b"])


def test_hashes_are_the_same_without_compiling(monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = hashes_of_pairs(["one", "two"], ["/1", "/2"]).tolist()
    monkeypatch.setattr(machine_code, "is_off", lambda: True)
    assert hashes_of_pairs(["one", "two"], ["/1", "/2"]).tolist() == wanted


def test_the_streams_of_cells_have_the_hashes_of_their_names() -> None:
    places = (("Adur/noise", "Arun/noise"), ("Adur/noise/kept", "Arun/noise/kept"))
    streams = streams_of_types(((places, range(-1, 3)),), "times")
    assert streams.spell() == stream_names(places, range(-1, 3), "times")
    assert streams.hashes.tolist() == [hashlibs_own(name) for name in streams.spell()]
    assert not streams.hashes.flags.writeable
