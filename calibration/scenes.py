"""Minutes at the scene and of writing up, and arrests, derived from the input tables.

Scene: mean minutes that patrols of Detroit spent on calls of the matching kind in 2019, less the
drive, which is the mean of the class less its minutes on scene. Writing up: minutes of paperwork;
custody is work of its own.
"""

from __future__ import annotations

from collections import defaultdict

from calibration.tables import inputs


def _drive_by_class() -> dict[str, float]:
    """Return mean minutes of driving by class of call."""
    calls: dict[str, float] = defaultdict(float)
    minutes: dict[str, float] = defaultdict(float)
    for line in inputs("deployed_minutes"):
        calls[line["class"]] += float(line["calls"])
        minutes[line["class"]] += float(line["calls"]) * float(line["mean_total_deployed_min"])
    return {
        line["class"]: minutes[line["class"]] / calls[line["class"]]
        - float(line["on_scene_mean_min"])
        for line in inputs("scene_classes")
    }


def scene_means() -> dict[str, float]:
    """Return mean minutes at the scene by incident type, to one decimal."""
    drive = _drive_by_class()
    observed = {(line["class"], line["call"]): line for line in inputs("deployed_minutes")}
    calls: dict[str, float] = defaultdict(float)
    minutes: dict[str, float] = defaultdict(float)
    for line in inputs("scene_calls"):
        found = observed[line["class"], line["call"]]
        number = float(found["calls"])
        calls[line["incident_type"]] += number
        minutes[line["incident_type"]] += number * (
            float(found["mean_total_deployed_min"]) - drive[line["class"]]
        )
    return {name: round(minutes[name] / calls[name], 1) for name in calls}


def scene_variation() -> dict[str, float]:
    """Return the coefficient of variation by incident type: that of the class of its first call."""
    by_class = {
        line["class"]: float(line["on_scene_sd_min"]) / float(line["on_scene_mean_min"])
        for line in inputs("scene_classes")
    }
    found: dict[str, float] = {}
    for line in inputs("scene_calls"):
        found.setdefault(line["incident_type"], round(by_class[line["class"]], 2))
    return found


def writing_up_means() -> dict[str, float]:
    """Return mean minutes of writing up by incident type, without custody."""
    return {line["incident_type"]: float(line["paper_min"]) for line in inputs("writing_up")}


def arrest_shares() -> dict[str, float]:
    """Return the share of attended incidents that end in an arrest, by incident type."""
    return {line["incident_type"]: float(line["arrest_share"]) for line in inputs("writing_up")}
