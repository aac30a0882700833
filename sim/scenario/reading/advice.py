"""Advice on the commonest slips: given only where what is advised would be accepted."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from fractions import Fraction
from typing import Literal, get_args, get_origin

from pydantic import ValidationError

from sim.clock import parse_time_of_day
from sim.scenario.reading.tree import Path
from sim.scenario.reading.words import Wanted, adapter_of, arms, shortened, strip
from sim.scenario.reading.writing import text_as_yaml
from sim.scenario.schema.dates import TIME_OF_DAY
from sim.suggestions import did_you_mean

_NUMBER = re.compile(r"-?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_THOUSANDS = re.compile(r"-?[1-9][0-9]{0,2}([, _][0-9]{3})+(\.[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"-?[0-9]+,[0-9]+")
_TIME = re.compile(r"0*([0-9]{1,2})\s*[:.h]?\s*([0-9]{2})?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_DAY = re.compile(
    r"([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})|([0-9]{4})/?([0-9]{2})/?([0-9]{2})"
)
_YES_OR_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}
_WITH_UNIT = re.compile(r"(£?)\s*([0-9][0-9,.]*)\s*([a-z/]*)", re.IGNORECASE)
#: Units as people write them, with what one is in the first of its kind.
_UNITS: dict[str, dict[str, int | Fraction]] = {
    "minutes": {"min": 1, "mins": 1, "minute": 1, "minutes": 1, "h": 60, "hr": 60, "hrs": 60,
                "hour": 60, "hours": 60, "d": 1440, "day": 1440, "days": 1440},
    "pounds": {"£": 1, "gbp": 1, "pounds": 1, "k": 1000, "£k": 1000, "m": 10**6, "£m": 10**6},
    "km": {"km": 1, "m": Fraction(1, 1000)},
    "km an hour": {"km/h": 1, "kmh": 1, "kph": 1},
}  # fmt: skip
#: By what a name ends in: the kind of its unit, what it is called, and how many of the first.
_ENDINGS = {
    "min": ("minutes", "minutes", 1),
    "hours": ("minutes", "hours", 60),
    "days": ("minutes", "days", 1440),
    "gbp": ("pounds", "pounds", 1),
    "km": ("km", "kilometres", 1),
    "km_per_hour": ("km an hour", "kilometres an hour", 1),
}
_ENDING = re.compile(r".+_(km_per_hour|min|hours|days|gbp|km)(?:_per_[a-z]+)?")
#: Numbers of a distribution that have no unit.
_WITHOUT_UNIT = ("cv",)
#: Numbers above 1 that are less than this are more likely a share too large than a percentage.
_LEAST_PERCENTAGE = 5
#: Words in a part of a list beyond which it reads as a sentence, with commas of its own.
_LONGEST_NAME = 4


def advice(value: object, wanted: Wanted, names: Collection[str] = ()) -> str:
    """Return what to write instead of a value, or an empty string.

    Parameters
    ----------
    value : object
        The plain data found.
    wanted : Wanted
        What the schema expects there.
    names : collection of str
        Names of which a list there may be made, such as the shifts of a rota.
    """
    annotation = strip(wanted).annotation
    if get_origin(annotation) is Literal:
        known = [str(name) for name in get_args(annotation)]
        return did_you_mean(value, known) if isinstance(value, str) else ""
    if annotation is str and isinstance(value, (int, float)) and not _is_time(wanted):
        return "; put it in quotes"
    if annotation in (int, float) and isinstance(value, str):
        return _on_a_number(value.strip(), wanted)
    if annotation is float and isinstance(value, (int, float)) and _is_share(wanted):
        is_percentage = value >= _LEAST_PERCENTAGE and accepts(wanted, value / 100)
        return f"; write a share such as {value / 100:g}" if is_percentage else ""
    better: object = None
    if _is_time(wanted):
        better = near_time(value)
    elif annotation is dt.date:
        better = _near_date(str(value))
    elif annotation is bool and isinstance(value, str):
        return f"; write {_YES_OR_NO[value.lower()]}" if value.lower() in _YES_OR_NO else ""
    elif get_origin(arms(annotation)[0]) is list and isinstance(value, str):
        return _on_a_list(value, Wanted(arms(annotation)[0]), names)
    return f"; write {better}" if better is not None and accepts(wanted, better) else ""


def accepts(wanted: Wanted, value: object) -> bool:
    """Tell whether the schema accepts a value at a place."""
    try:
        adapter_of(strip(wanted)).validate_python(value)
    except ValidationError:
        return False
    return True


def without_unit(value: object, wanted: Wanted, path: Path) -> str:
    """Return what to write instead of a number with its unit, or an empty string.

    Parameters
    ----------
    value : object
        The plain data found.
    wanted : Wanted
        What the schema expects there.
    path : tuple
        Where it stands: the unit is that of the last name that ends in one.
    """
    found = _WITH_UNIT.fullmatch(value.strip()) if isinstance(value, str) else None
    endings = [ending[1] for key in reversed(path) if (ending := _ENDING.fullmatch(str(key)))]
    if found is None or not endings or path[-1] in _WITHOUT_UNIT:
        return ""
    kind, name, each = _ENDINGS[endings[0]]
    unit, number = f"{found[1]}{found[3].lower()}", found[2].replace(",", "")
    if unit not in _UNITS[kind] or not _NUMBER.fullmatch(number):
        return ""
    better = f"{float(Fraction(number) * _UNITS[kind][unit] / each):.10g}"
    takes_it = strip(wanted).annotation in (int, float) and accepts(wanted, _as_number(better))
    return f"; write {better} (the unit is {name})" if takes_it else ""


def near_time(value: object) -> str | None:
    """Return the time of day that a value was probably meant to be, e.g. 07:00 for 700 or 7am."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        return None
    text = f"{value:04}" if isinstance(value, int) and value > 24 else str(value)
    found = _TIME.fullmatch(text.strip())
    if found is None or not text.isascii():
        return None
    hour, half = int(found[1]), (found[3] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    better = f"{hour:02}:{found[2] or '00'}"
    try:
        parse_time_of_day(better)
    except ValueError:
        return None
    return better


def _is_time(wanted: Wanted) -> bool:
    return TIME_OF_DAY in strip(wanted).limits


def _is_share(wanted: Wanted) -> bool:
    """Tell whether a number may be as large as 1 and no larger."""
    return accepts(wanted, 1.0) and not accepts(wanted, 1.01)


def _near_date(text: str) -> str | None:
    """Return the date that a text was probably meant to be; days come before months."""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    day, month, year = (
        (found[1], found[2], found[3]) if found[1] else (found[6], found[5], found[4])
    )
    return f"{year}-{int(month):02}-{int(day):02}"


def _on_a_number(text: str, wanted: Wanted) -> str:
    better = None
    if _NUMBER.fullmatch(text):
        return "; leave out the quotes" if accepts(wanted, _as_number(text)) else ""
    if _THOUSANDS.fullmatch(text):
        better = re.sub("[, _]", "", text)
    elif _DECIMAL_COMMA.fullmatch(text):
        better = text.replace(",", ".")
    elif text.endswith("%") and _NUMBER.fullmatch(text[:-1].strip()):
        share = f"{float(text[:-1]) / 100:g}"
        return f"; write a share such as {share}" if accepts(wanted, _as_number(share)) else ""
    return f"; write {better}" if better and accepts(wanted, _as_number(better)) else ""


def _as_number(text: str) -> float:
    return float(text) if set(text) & set(".eE") else int(text)


def _on_a_list(text: str, wanted: Wanted, names: Collection[str]) -> str:
    words = text.split()
    parts = [part.strip() for part in text.split(",")]
    if names and all(word in names for word in words):
        parts = words
    elif any(len(part.split()) > _LONGEST_NAME for part in parts):
        parts = [text]
    if shortened(text) != text or not accepts(wanted, parts):
        return ""
    return f"; write [{', '.join(map(text_as_yaml, parts))}]"
