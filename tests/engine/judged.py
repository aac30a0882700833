"""Which function of the audit judges each lever, or why none does.

A function says so itself: `@judges("redeployment.who")`. Levers that none judges have a row here.
`tests/house/test_levers.py` holds that every lever has one or the other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Function = TypeVar("Function", bound=Callable[..., object])

#: The functions of the audit that judge each lever, by name; filled as tests.engine.audit loads.
JUDGED: dict[str, list[str]] = {}


def judges(*levers: str) -> Callable[[Function], Function]:
    """Note which levers a function of the audit would object to if the model ignored them."""

    def note(function: Function) -> Function:
        for lever in levers:
            JUDGED.setdefault(lever, []).append(f"{function.__module__}.{function.__qualname__}")
        return function

    return note


MADE = "made into numbers before the clock starts; the audit takes the world as given"
DRAWN = "drawn before the clock starts; the audit takes what is drawn as given"
MEASURED = "only measures depend on it; nothing in a run does"
BY_HAND = "not judged by the audit; tests/model works it out by hand"

NOT_JUDGED = {
    # How long a drive is expected to take is made before; that it takes so long is judged.
    "travel.mode": MADE,
    "travel.road_factor": MADE,
    "travel.speed_km_per_hour": MADE,
    "travel.emergency_speed_km_per_hour": MADE,
    "travel.turnout_min": MADE,
    "travel.within_district_factor": MADE,
    "districts.speed_factor": MADE,
    "districts.part_of": DRAWN,
    "districts.share": DRAWN,
    **{
        f"headlines.{key}": MEASURED
        for key in ("smallest_difference_that_matters", "by_grade", "why", "team", "hubs", "grades")
    },
    "grades.target_min": MEASURED,
    "grades.target_share": MEASURED,
    "grades.served_by": BY_HAND,
    "grades.patience.minutes": BY_HAND,
    "grades.patience.upgraded_share": DRAWN,
    "grades.appointment.earliest": DRAWN,
    "grades.appointment.latest": DRAWN,
    "grades.appointment.notice_min": BY_HAND,
    "grades.appointment.within_days": DRAWN,
    "grades.appointment.slot_min": MEASURED,
    "grades.when_all_busy": BY_HAND,
    "incident_types.yearly_count": DRAWN,
    "incident_types.per_hour": DRAWN,
    "incident_types.hour_shape": DRAWN,
    "incident_types.month_shape": DRAWN,
    "incident_types.grade_mix": DRAWN,
    "incident_types.arrest.share": DRAWN,
    "incident_types.arrest.grades": DRAWN,
    "chasers.gap_hours": DRAWN,
    "chasers.most": DRAWN,
    "chasers.grades": DRAWN,
    "chasers.new_log_share": DRAWN,
    "chasers.new_log_type": DRAWN,
    "arrests.elasticity": MADE,
    "arrests.factor_limit": MADE,
    "incident_types.resolution_centre.to_prevention_share": DRAWN,
    "incident_types.investigation.share": DRAWN,
    "incident_types.investigation.episodes": BY_HAND,
    "incident_types.investigation.waits_days": BY_HAND,
    "incident_types.investigation.specialist_share": DRAWN,
    "incident_types.investigation.retained_share": DRAWN,
    "incident_types.investigation.custody_deadline_hours": MEASURED,
    "incident_types.investigation.charged_share": DRAWN,
    "incident_types.investigation.without_charge": MEASURED,
    "incident_types.repeat.share": DRAWN,
    "incident_types.repeat.delay_days": DRAWN,
    "incident_types.repeat.within_days": DRAWN,
    "incident_types.repeat.most": DRAWN,
    "incident_types.prevention_elasticity": BY_HAND,
    "incident_types.part_of": DRAWN,
    "incident_types.share": DRAWN,
    "incident_types.recurring_tasks.type": DRAWN,
    "incident_types.recurring_tasks.every_hours": DRAWN,
    "incident_types.recurring_tasks.until_hours": DRAWN,
    "incident_types.recurring_tasks.most": DRAWN,
    "incident_types.follow_up.type": DRAWN,
    "incident_types.follow_up.share": DRAWN,
    "incident_types.follow_up.after_hours": DRAWN,
    "incident_types.follow_up.repeat_factor": BY_HAND,
    "incident_types.harm.days": MEASURED,
    "incident_types.harm.cost_gbp": MEASURED,
    "incident_types.harm.vulnerable_share": MEASURED,
    "incident_types.reporting.reported_share": DRAWN,
    "incident_types.reporting.abandoned_share": DRAWN,
    "incident_types.reporting.share_at_counts": DRAWN,
    "incident_types.reporting.recorded_share": MEASURED,
    "offender_management.share": DRAWN,
    "offender_management.effect": BY_HAND,
    "offender_management.people": BY_HAND,
    "offender_management.hours_each_per_week": BY_HAND,
    "offender_management.work": BY_HAND,
    "offender_management.work_share": BY_HAND,
    "offender_management.hours_per_week": BY_HAND,
    "offender_management.memory_days": BY_HAND,
    "safeguarding.marac.referred_share": DRAWN,
    "safeguarding.marac.every_days": BY_HAND,
    "safeguarding.marac.first_meeting": BY_HAND,
    "safeguarding.marac.start": BY_HAND,
    "safeguarding.marac.slots": BY_HAND,
    "safeguarding.marac.prep_hours": BY_HAND,
    "safeguarding.mash.reported_share": DRAWN,
    "safeguarding.mash.triage_min": DRAWN,
    "demand.growth": DRAWN,
    "demand.ceiling": DRAWN,
    "demand.changes.factor": DRAWN,
    "demand.changes.extra_per_hour": DRAWN,
    "demand.changes.types": DRAWN,
    "demand.changes.districts": DRAWN,
    "demand.changes.first_day": DRAWN,
    "demand.changes.last_day": DRAWN,
    "demand.changes.from_hour": DRAWN,
    "demand.changes.until_hour": DRAWN,
    "demand.changes.decay_half_life_days": DRAWN,
    "demand.day_factor.cv": DRAWN,
    "demand.closed_without_visit_factor": DRAWN,
    "demand.recorded_share": MEASURED,
    "demand.prevention.reference_hours_per_week": BY_HAND,
    "demand.prevention.half_life_days": BY_HAND,
    "demand.prevention.team_weights": BY_HAND,
    "demand.prevention.starts_from": BY_HAND,
    "demand.prevention.saturation": BY_HAND,
    "operations.team": BY_HAND,
    "operations.dates": BY_HAND,
    "operations.start": BY_HAND,
    "operations.hours": BY_HAND,
    "operations.officers": BY_HAND,
    "operations.days_of_week": MADE,
    "operations.first_day": MADE,
    "operations.last_day": MADE,
    "operations.counts_as": BY_HAND,
    "rotas.shifts.start": MADE,
    "rotas.shifts.hours": MADE,
    "rotas.pattern": MADE,
    "rotas.groups": MADE,
    "teams.posts": MADE,
    "teams.posts_from": MADE,
    "teams.opens_on": DRAWN,
    "teams.supervisors_share": MADE,
    "teams.restricted_duties_share": MADE,
    "teams.rota": MADE,
    "teams.rota_by_hub": MADE,
    "teams.part_time.share_of_people": MADE,
    "teams.part_time.hours_share": MADE,
    "teams.absence.share": MADE,
    "teams.absence.spell_days": MADE,
    "teams.briefing_min": BY_HAND,
    "teams.breaks.minutes": BY_HAND,
    "teams.cost_per_post_gbp": MEASURED,
    "teams.overtime_gbp_per_hour": MEASURED,
    "teams.open_cases_delay_days": MADE,
    "teams.allocation": BY_HAND,
    "teams.work": BY_HAND,
    "teams.slice_min": BY_HAND,
    "teams.crewing.double_share": MADE,
    "teams.students_share": MADE,
    "teams.crewing.shifts": MADE,
    "teams.minimum_strength_by": MADE,
    "teams.prevention_planned_share": MEASURED,
    "teams.asb_powers_per_hour": MEASURED,
    "teams.resolved_share": DRAWN,
    "teams.satisfied.at_once": MEASURED,
    "teams.satisfied.lost_per_hour": MEASURED,
    "teams.satisfied.lowest": MEASURED,
    "teams.understood.at_once": MEASURED,
    "teams.understood.lost_per_hour": MEASURED,
    "teams.understood.lowest": MEASURED,
    "casework.screening.harm_below": DRAWN,
    "casework.screening.solvability_below": DRAWN,
    "casework.screening.trained_share": DRAWN,
    "redeployment.ring_fenced": "it sends nobody: the checks refuse a scenario that would",
    "redeployment.recall_after_min": BY_HAND,
    "powers": "names for powers; teams.powers says who has them",
    "small_areas.number": DRAWN,
    "small_areas.concentration.top_1_percent": DRAWN,
    "small_areas.concentration.next_4_percent": DRAWN,
    "small_areas.concentration_by_type.top_1_percent": DRAWN,
    "small_areas.concentration_by_type.next_4_percent": DRAWN,
    "small_areas.hot_spots.fall": MADE,
    "small_areas.hot_spots.displaced_share": BY_HAND,
}
