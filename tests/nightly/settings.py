"""What the schema says of the settings in a file: limits, words, and what could be added."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sim.scenario.json_schema import json_schema
from tests.nightly.parts import Entry, Parts

Setting = dict[str, Any]
#: Where the schema sets no limit.
LARGE = (1_000, 1_000_000, 10**9, 10**12, 10**15)
SMALL = 1e-9


@cache
def _sections() -> list[dict[str, Setting]]:
    """Return the settings of each kind of section, by their keys."""
    schema = json_schema()
    every = [schema, *schema["definitions"].values()]
    return [one["properties"] for one in every if "properties" in one]


def section_of(keys: set[str]) -> dict[str, Setting]:
    """Return the settings of the smallest section that knows all these keys; none: empty."""
    fitting = [one for one in _sections() if keys <= one.keys()]
    return min(fitting, key=len, default={})


def setting_of(parts: Parts, entry: Entry) -> Setting:
    """Return what the schema says of an entry; empty if it is a name that the file gives."""
    key = entry.key.path[-1]
    return section_of(parts.keys_beside(entry)).get(key, {})


def extremes(setting: Setting) -> list[str]:
    """Return the limits of a setting and what lies just within them, or its words."""
    if "enum" in setting:
        return [str(word) for word in setting["enum"] if word is not None]
    kinds = {*_plain(setting).get("type", ())}
    limits = _plain(setting)
    if not kinds & {"number", "integer"}:
        return []
    above, upto = limits.get("exclusiveMinimum"), limits.get("maximum")
    found = [limits[name] for name in ("minimum", "maximum") if name in limits]
    if "integer" in kinds:
        found += [above + 1] if above is not None else []
    else:
        found += [above + SMALL] if above is not None else []
        found += [limits["exclusiveMaximum"] - SMALL] if "exclusiveMaximum" in limits else []
    return [str(number) for number in found + [*LARGE] * (upto is None)]


def _plain(setting: Setting) -> Setting:
    """Return the first way in which a value may be given, if there are several."""
    return _plain(setting["anyOf"][0]) if "anyOf" in setting else setting


def addable(parts: Parts, entry: Entry) -> list[tuple[str, str]]:
    """Return settings that the section of an entry could have too, each with its example.

    Names of hubs and rotas in the example become names of this file.
    """
    keys = parts.keys_beside(entry)
    hubs, rotas = parts.named("hubs") or ["Brighton"], parts.named("rotas") or ["always"]
    here = {"Brighton and Hove": hubs[0], "Brighton": hubs[0], "Hastings": hubs[-1]}
    here |= {"core": rotas[0], "office": rotas[-1]}

    def as_here(example: object) -> str:
        text = json.dumps(example)
        for old, new in here.items():
            text = text.replace(json.dumps(old), json.dumps(new))
        return text

    return [
        (key, as_here(example))
        for key, setting in section_of(keys).items()
        if key not in keys
        for example in setting.get("examples", ())
    ]
