"""Figures that no measure gives, made from the log of a run: each returns a value by replication.

All cover the incidents that were created in the measured period.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import pandas as pd

from calibration.selection import Select
from sim.clock import DAYS_PER_YEAR

#: Visits that begin at these hours of the day are at night.
NIGHT = (23, 0, 1, 2, 3, 4, 5, 6)


class Log(NamedTuple):
    """What a run recorded of the measured period."""

    incidents: pd.DataFrame
    deployments: pd.DataFrame  #: of those incidents
    days: int

    def chosen(self, select: Select) -> Log:
        """Return the log of the incidents that a selection chooses."""
        incidents = self.incidents
        for name, values in select.items():
            incidents = incidents[incidents[name].astype(str).isin(values)]
        of_these = ["replication", "incident"]
        deployments = self.deployments.merge(incidents[of_these], on=of_these)
        return Log(incidents, deployments, self.days)


def measured(
    incidents: pd.DataFrame, deployments: pd.DataFrame, start: pd.Timestamp, days: int
) -> Log:
    """Return the log of the incidents created since the end of the warm-up."""
    return Log(incidents[incidents["created"] >= start], deployments, days).chosen({})


def attended_of_all_share(log: Log) -> pd.Series:
    """Incidents that an officer reached / incidents that are finished or were reached."""
    incidents = log.incidents
    reached = incidents["first_arrived"].notna()
    return _by_replication(reached, incidents, reached | incidents["finished"].notna())


def night_visits_share(log: Log) -> pd.Series:
    """Visits whose first officer arrived between 23:00 and 07:00 / visits."""
    arrived = log.incidents["first_arrived"]
    return _by_replication(arrived.dt.hour.isin(NIGHT), log.incidents, arrived.notna())


def repeats_share(log: Log) -> pd.Series:
    """Incidents that repeat an earlier one / incidents."""
    return _by_replication(log.incidents["parent"].notna(), log.incidents)


def officer_hours_mean(log: Log) -> pd.Series:
    """Hours of all officers from being sent to leaving the scene / incidents."""
    sent = log.deployments
    hours = (sent["left"] - sent["assigned"]).dt.total_seconds() / 3600
    total = hours.groupby(sent["replication"]).sum()
    return total / log.incidents.groupby("replication").size()


def log_to_sent_mean_min(log: Log) -> pd.Series:
    """Mean minutes from the creation of the log until the first officer was sent."""
    incidents = log.incidents
    minutes = (incidents["first_assigned"] - incidents["created"]).dt.total_seconds() / 60
    return minutes.groupby(incidents["replication"]).mean()


def scene_median_min(log: Log) -> pd.Series:
    """Median minutes from the first officer's arrival until the scene was cleared."""
    incidents = log.incidents
    minutes = (incidents["cleared"] - incidents["first_arrived"]).dt.total_seconds() / 60
    return minutes.groupby(incidents["replication"]).median()


def desk_resolved_a_year(log: Log) -> pd.Series:
    """Incidents that the Resolution Centre resolved, as many as a year would have."""
    mine = log.incidents[log.incidents["outcome"] == "resolved_at_desk"]
    return mine.groupby("replication").size() * (DAYS_PER_YEAR / log.days)


def _by_replication(
    yes: pd.Series, incidents: pd.DataFrame, among: pd.Series | None = None
) -> pd.Series:
    """Return the share of incidents for which something is true, by replication."""
    if among is not None:
        yes, incidents = yes[among], incidents[among]
    return yes.groupby(incidents["replication"]).mean()


FIGURES: Mapping[str, Callable[[Log], pd.Series]] = {
    figure.__name__: figure
    for figure in (
        attended_of_all_share,
        night_visits_share,
        repeats_share,
        officer_hours_mean,
        log_to_sent_mean_min,
        scene_median_min,
        desk_resolved_a_year,
    )
}
