"""How demand spreads over the week, and whether it does so as towns are known to do."""

from __future__ import annotations

from statistics import correlation

from calibration.tables import inputs
from calibration.workload import yearly
from sim.clock import HOURS_PER_WEEK
from sim.scenario.schema.demand import Shape
from sim.scenario.schema.scenario import Scenario


def week(shape: Shape | None) -> list[float]:
    """Return 168 weights that sum to 1, from Monday 00:00."""
    if shape is None:
        weights = [1.0] * HOURS_PER_WEEK
    elif shape.hour_of_week is not None:
        weights = shape.hour_of_week
    else:
        days = shape.day_of_week or [1.0] * 7
        by_hour = shape.hour_of_day or [1.0] * 24
        weights = [day * hour / sum(by_hour) for day in days for hour in by_hour]
    total = sum(weights)
    return [weight / total for weight in weights]


def profile(scenario: Scenario, grades: tuple[int, ...]) -> list[float]:
    """Return the share of a week's incidents of these grades in each of its 168 hours."""
    hours = [0.0] * HOURS_PER_WEEK
    for incident_type in scenario.incident_types.values():
        shape = scenario.shapes[incident_type.hour_shape] if incident_type.hour_shape else None
        count = yearly(incident_type) * sum(
            incident_type.grade_mix.get(grade, 0.0) for grade in grades
        )
        for hour, weight in enumerate(week(shape)):
            hours[hour] += count * weight
    total = sum(hours)
    return [value / total for value in hours]


def busiest_hours(hours: list[float]) -> list[int]:
    """Return the busiest hour of each day, Monday first, leaving out midnight to 06:00."""
    return [max(range(6, 24), key=lambda hour: hours[24 * day + hour]) for day in range(7)]


def weekend_night_ratio(hours: list[float]) -> float:
    """Return demand from 00:00 to 04:00 on Saturday and Sunday over that of other days."""
    nights = [sum(hours[24 * day : 24 * day + 4]) for day in range(7)]
    return (nights[5] + nights[6]) / 2 / (sum(nights[:5]) / 5)


def likeness_to_cities(hours: list[float]) -> float:
    """Return the correlation over 24 hours with all calls of three cities of the USA."""
    ours = [sum(hours[hour::24]) for hour in range(24)]
    theirs = [
        sum(float(value) for name, value in line.items() if name != "hour")
        for line in inputs("hours_of_day")
    ]
    return correlation(ours, theirs)
