"""The rule of redeployment on each date, where it changes by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from sim.scenario.reading.tree import Path, dotted
from sim.scenario.schema.redeployment import LaterRule, Redeployment


class RuleSince(NamedTuple):
    """The rule as it stands from a day on."""

    day: dt.date  #: the beginning of time for the first
    rule: Redeployment
    stated: dict[str, Path]  #: where a setting is said that a later date changes

    def path(self, setting: str) -> Path:
        """Return where a setting that holds is said."""
        return self.stated.get(setting, ("redeployment", setting))

    def name(self, setting: str) -> str:
        """Return what a setting is called beside others of the rule: with its date, if it has."""
        return dotted(self.stated[setting]) if setting in self.stated else setting


def rules_by_date(rule: Redeployment) -> Iterator[RuleSince]:
    """Yield the rule as it stands at first, and from each date on which it changes, in order."""
    now = RuleSince(dt.date.min, rule.model_copy(update={"rule_from": {}}), {})
    yield now
    for day, later in sorted(rule.rule_from.items()):
        said = {
            name: value
            for name in LaterRule.model_fields
            if (value := getattr(later, name)) is not None
        }
        where: Path = ("redeployment", "rule_from", day.isoformat())
        now = RuleSince(
            day,
            now.rule.model_copy(update=said),
            now.stated | {name: (*where, name) for name in said},
        )
        yield now
