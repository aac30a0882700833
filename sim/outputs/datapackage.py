"""``datapackage.json``: what every column of a results folder holds, for programs that read it.

The format is that of Frictionless Data (specs.frictionlessdata.io, data package 1.0).
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import RunError
from sim.outputs.files import write_whole

DATAPACKAGE = "datapackage.json"
_ALL = "all where the row is not broken down by it"
_INTERVAL = "end of the 95% interval"
_TOGETHER = "end of the interval that holds together with those of the other headlines"


class Column(NamedTuple):
    """What a column holds."""

    kind: str  #: string, integer, number, boolean or datetime
    meaning: str


def _text(meaning: str) -> Column:
    return Column("string", meaning)


def _count(meaning: str) -> Column:
    return Column("integer", meaning)


def _amount(meaning: str) -> Column:
    return Column("number", meaning)


def _moment(meaning: str) -> Column:
    return Column("datetime", f"{meaning}; local time of the scenario, empty if never")


#: Columns of the tables of measures.
_MEASURES = {
    "baseline": _text("name of the scenario that is compared with"),
    "scenario": _text("name of the scenario"),
    "measure": _text("name of the measure; sixhubs measures NAME has its formula"),
    "unit": _text("unit of the values in the row; a share lies between 0 and 1"),
    "team": _text(f"team of the people; {_ALL}"),
    "hub": _text(f"hub; {_ALL}"),
    "grade": _text(f"grade of the incidents; {_ALL}"),
    "district": _text(f"district in which the incidents lie; {_ALL}"),
    "type": _text(f"type of the incidents; {_ALL}"),
    "window": _text("name of the window of dates and hours in which the logs were created"),
    "month": _text("month in which the logs were created, as 2018-01"),
    "replications": _count("replications that have a value"),
    "replication": _count("number of the replication, from 0"),
    "seed": _count("root of all randomness"),
    "within_min": _count("minutes since the log was created"),
    "share": _amount(
        "share of incidents at which an officer was within the minutes, of those reached at all or "
        "due for so long; mean over the replications"
    ),
    "value": _amount("value in the replication; empty if there was nothing to measure"),
    "mean": _amount("mean over the replications"),
    "ci_low": _amount(f"lower {_INTERVAL} of the mean, or of the difference"),
    "ci_high": _amount(f"upper {_INTERVAL} of the mean, or of the difference"),
    "baseline_mean": _amount("mean of the baseline over the pairs that are compared"),
    "scenario_mean": _amount("mean of the scenario over the pairs that are compared"),
    "difference": _amount("mean of scenario minus baseline, replication by replication"),
    "p_holm": _amount("p-value of a headline, adjusted for all headlines by Holm's method"),
    "better": _text("verdict on the difference"),
    "simultaneous_low": _amount(f"lower {_TOGETHER}; headlines only"),
    "simultaneous_high": _amount(f"upper {_TOGETHER}; headlines only"),
    "smallest_that_matters": _amount("smallest difference that matters; headlines only"),
    "protective_marking": _text("protective marking of the row"),
}
_WEEK = {
    "hour_of_week": _count("hour of the week, from 0 on Monday at midnight"),
    "day": _text("day of the week"),
    "hour": _count("hour of the day, from 0"),
    "demand_per_hour": _amount("incidents created in the hour"),
    "queue_length_mean": _amount("incidents that wait for an officer, mean over the hour"),
}
#: Columns of the week that are named after a grade or a team.
_WEEK_NAMED = (
    (r"queue_length_grade_(\d+)_mean", "incidents of grade {} that wait for an officer, mean"),
    (
        r"response_time_grade_(\d+)_mean_min",
        "minutes until an officer arrives, mean of incidents of grade {} created in the hour",
    ),
    (r"(\w+)_rostered_mean", "people of the team {} rostered and not absent, without overtime"),
)
_LOGS = {
    "incident": _text("name of the incident"),
    "parent": _text(
        "name of the incident that this one repeats, or follows as a task, a visit or a further "
        "log; the name of a repeat ends in .r and its number; empty for none"
    ),
    "district": _text("district or place in which it lies"),
    "type": _text("type of the incident"),
    "hub": _text("hub that serves it"),
    "grade": _count("grade at the end"),
    "first_grade": _count("grade when its log was created"),
    "created": _moment("when its log was created"),
    "assessed": _moment("when it was graded and passed on"),
    "due_since": _moment(
        "from when somebody was to go, or to call; of a visit by appointment, the start of its "
        "slot, which may be after the end of the run"
    ),
    "first_assigned": _moment("when the first officer was assigned"),
    "first_arrived": _moment("when the first officer was at the scene"),
    "contacted": _moment("when the Resolution Centre reached the caller"),
    "cleared": _moment("when the last officer left"),
    "finished": _moment("when nothing more was to be done"),
    "team": _text("team of the first officer at the scene, or that finished it"),
    "outcome": _text("how it ended"),
    "officer": _text("officer: team, home hub and number"),
    "home_hub": _text("home hub of the officer"),
    "assigned": _moment("when the officer was assigned"),
    "arrived": _moment("when the officer was at the scene"),
    "left": _moment("when the officer left"),
    "ended_by": _text("why the officer left"),
    "redeployed": Column("boolean", "whether the officer was taken from prevention"),
    "line": _count("number of the line, in the order of events"),
    "time": _moment("when it happened"),
    "record": _text("what happened"),
    "before": _text("state before"),
    "after": _text("state after"),
}
_TITLES = {
    "measures": "Each measure by team, hub and grade, over all replications",
    "replications": "Each measure in each replication",
    "week_profile": "The mean week, hour by hour",
    "response_times": "Share of incidents reached within some minutes, by grade",
    "districts": "Measures of incidents by district",
    "types": "Measures of incidents by type",
    "windows": "Measures of incidents in named windows of dates and hours",
    "months": "Measures of incidents by month",
    "comparison": "Each scenario against the baseline",
    "districts_comparison": "Each scenario against the baseline, by district",
    "types_comparison": "Each scenario against the baseline, by type",
    "windows_comparison": "Each scenario against the baseline, by window",
    "months_comparison": "Each scenario against the baseline, by month",
    "incidents": "Every incident of every replication",
    "deployments": "Every officer sent to an incident",
    "events": "Every event of the model",
}
_LOG_TABLES = ("incidents", "deployments", "events")


def write_datapackage(folder: Path, names: Iterable[str], marking: str) -> None:
    """Describe the tables of a results folder.

    Parameters
    ----------
    folder : pathlib.Path
        Where they are.
    names : iterable of str
        Files of the folder; those that are no tables are passed over.
    marking : str
        Protective marking.

    Raises
    ------
    RunError
        If a table cannot be read, or the file not be written.
    """
    tables = [name for name in names if Path(name).suffix in (".csv", ".parquet")]
    content = {
        "profile": "data-package" if any(t.endswith("parquet") for t in tables) else
        "tabular-data-package",
        "name": "sixhubs-results",
        "title": "Results of a simulation with sixhubs",
        "description": "results/README.md of the program says how the files belong together.",
        "protective_marking": marking,
        "resources": [_resource(folder / name) for name in sorted(tables)],
    }  # fmt: skip
    write_whole(folder / DATAPACKAGE, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def _resource(path: Path) -> dict[str, Any]:
    """Return what is said of one table."""
    is_csv, name = path.suffix == ".csv", path.stem
    described: dict[str, Any] = {
        "name": name.replace("_", "-"),
        "path": path.name,
        "title": _TITLES[name],
        "format": path.suffix[1:],
    }
    if is_csv:
        described |= {"profile": "tabular-data-resource", "encoding": "utf-8"}
        described["mediatype"] = "text/csv"
    fields = []
    for column in _columns(path):
        found = column_of(name, column)
        fields.append({"name": column, "type": found.kind, "description": found.meaning})
    described["schema"] = {"fields": fields, "missingValues": [""]}
    return described


def column_of(table: str, column: str) -> Column:
    """Return what a column of a table holds.

    Parameters
    ----------
    table : str
        Name of the file without its ending.
    column : str
        As in the first line.
    """
    if (table, column) == ("events", "parent"):
        return _count("line of the event from which this one follows; empty for none")
    if (table, column) == ("districts_comparison", "hub"):
        return _text(f"hub of the district, in the baseline if it is there; {_ALL}")
    if table in _LOG_TABLES and column in _LOGS:
        return _LOGS[column]
    if table == "week_profile":
        if column in _WEEK:
            return _WEEK[column]
        for pattern, meaning in _WEEK_NAMED:
            if named := re.fullmatch(pattern, column):
                return _amount(meaning.format(named[1].replace("_", " ")))
    return _MEASURES[column]


def _columns(path: Path) -> list[str]:
    """Return the names of a table's columns."""
    try:
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as file:
                return next(csv.reader(file))
        import pyarrow.parquet as pq

        with path.open("rb") as file:
            return list(pq.read_schema(file).names)
    except OSError as error:
        raise RunError(f"cannot read {path}: {error.strerror}") from error
