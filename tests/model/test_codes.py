"""The codes of the vocabulary are plain numbers, and those that the model names exist."""

import ast
from enum import EnumType

from sim import choices, vocabulary
from sim.model import codes
from tests.house.tree import ROOT

CODES = {name: value for name, value in vars(codes).items() if name.isupper() and name != "SHORT"}


def unknown(text: str) -> list[str]:
    """Return the codes that a module names and that do not exist."""
    return [
        node.attr
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "codes"
        and node.attr not in CODES
    ]


def test_codes_are_plain_numbers() -> None:
    """A compiler keeps them as constants."""
    assert {type(value) for value in CODES.values()} == {int}
    assert CODES["ROLE_PCSO"] == vocabulary.Role.PCSO
    assert CODES["CALL_AWAY_NEAREST"] == vocabulary.WhoIsCalledAway.NEAREST
    assert CODES["CROSS_HUB_AFTER_WAIT"] == vocabulary.CrossHub.AFTER_WAIT


def test_no_two_members_share_a_name() -> None:
    kinds = [kind for kind in vars(vocabulary).values() if isinstance(kind, EnumType)]
    ours = (vocabulary.__name__, choices.__name__)
    members = [m for kind in kinds if kind.__module__ in ours for m in kind]
    assert len(members) == len(CODES)
    assert {*codes.SHORT} <= {kind.__name__ for kind in kinds}


def test_codes_that_are_named_exist() -> None:
    folders = (ROOT / "sim" / "model", ROOT / "sim" / "engine" / "compiled")
    named = [
        f"{file.relative_to(ROOT)}: codes.{name}: in no enumeration of sim/vocabulary.py"
        for folder in folders
        for file in folder.rglob("*.py")
        for name in unknown(file.read_text(encoding="utf-8"))
    ]
    assert not named, "\n".join(named)
    assert unknown("codes.ROLE_PCSO + codes.ROLE_NOBODY") == ["ROLE_NOBODY"]
