"""Yearly incidents by type and district, derived from public counts.

Crimes and anti-social behaviour: police.uk records of October 2018 to January 2019 (123 days),
made yearly by 365/123 and split into incident types. Everything else (public safety and welfare):
yearly totals for the force, spread over the districts.

Making four winter months yearly assumes that the summer is as busy as they were. For the force as
a whole the result agrees with published yearly totals (see `calibration/figures/README.md`), so the
level is kept, and the month shapes only move incidents within the year.
"""

from __future__ import annotations

from collections import defaultdict

from calibration.tables import force_total, inputs, tidy
from sim.clock import DAYS_PER_YEAR

Counts = dict[str, dict[str, float]]


def yearly_records() -> Counts:
    """Return records a year by police.uk type and district."""
    factor = DAYS_PER_YEAR / force_total("days_counted")
    counts: Counts = defaultdict(lambda: defaultdict(float))
    for line in inputs("police_uk_counts"):
        counts[line["type"]][line["district"]] += int(line["count"]) * factor
    return {record_type: dict(by_district) for record_type, by_district in counts.items()}


def split_shares(record_type: str, total: float) -> dict[str, float]:
    """Return the share of a police.uk type that belongs to each incident type.

    ``number`` rows take a number of records a year, ``share`` rows a share of the remainder, and
    the one ``rest`` row the remainder.
    """
    lines = [line for line in inputs("splits") if line["record_type"] == record_type]
    shares = {
        line["incident_type"]: float(line["value"]) / total
        for line in lines
        if line["rule"] == "number"
    }
    left = 1 - sum(shares.values())
    for line in lines:
        if line["rule"] == "share":
            shares[line["incident_type"]] = left * float(line["value"])
    for line in lines:
        if line["rule"] == "rest":
            shares[line["incident_type"]] = 1 - sum(shares.values())
    return shares


def recorded_incidents() -> Counts:
    """Return yearly incidents that police.uk records, by incident type and district."""
    counts: Counts = defaultdict(lambda: defaultdict(float))
    for record_type, by_district in yearly_records().items():
        for incident_type, share in split_shares(record_type, sum(by_district.values())).items():
            for district, count in by_district.items():
                counts[incident_type][district] += share * count
    return counts


def spread(key: str) -> dict[str, float]:
    """Return each district's share of the force by population or by recorded violence."""
    if key == "population":
        weights = {line["district"]: float(line["population"]) for line in inputs("districts")}
    else:
        weights = yearly_records()["Violence and sexual offences"]
        weights = {line["district"]: weights[line["district"]] for line in inputs("districts")}
    total = sum(weights.values())
    return {district: weight / total for district, weight in weights.items()}


def yearly_counts() -> dict[str, dict[str, int]]:
    """Return whole incidents a year by incident type and district, in the order of the tables."""
    counts = recorded_incidents()
    recorded_total = sum(sum(by_district.values()) for by_district in counts.values())
    lines = inputs("other_incidents")
    stated = sum(float(line["yearly"]) for line in lines if line["yearly"] != "rest")
    rest = force_total("incidents") - recorded_total - stated
    for line in lines:
        total = rest if line["yearly"] == "rest" else float(line["yearly"])
        for district, share in spread(line["spread_by"]).items():
            counts[line["incident_type"]][district] += total * share
    districts = [line["district"] for line in inputs("districts")]
    return {
        line["incident_type"]: {
            district: round(counts[line["incident_type"]][district]) for district in districts
        }
        for line in inputs("incident_types")
    }


def count_rows() -> list[dict[str, str]]:
    """Return the rows of figures for the yearly counts."""
    lines = []
    for row in inputs("incident_types"):
        name = row["incident_type"]
        low, high = float(row["count_low"]), float(row["count_high"])
        for district, count in yearly_counts()[name].items():
            lines.append(
                {
                    "path": f"incident_types.{name}.yearly_count.{district}",
                    "value": str(count),
                    "unit": "incidents a year",
                    "basis": row["basis"],
                    "source": row["source"],
                    "year": row["year"],
                    "low": tidy(count * low, 0),
                    "high": tidy(count * high, 0),
                    "affects": "incidents_count; every measure of workload",
                    "note": row["note"],
                }
            )
    return lines
