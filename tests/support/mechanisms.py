"""What demand and prevention may do, how each of it is switched on, and all ways it can be off.

A small county that uses none of it, and a row for each mechanism: changes under which it acts, and
changes under which it is there and does nothing. `tests/model/test_off_is_without.py` reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sim.vocabulary import Record
from tests.support.forces import exponential, fixed

Data = dict[Any, Any]


def _kind(per_hour: float, **rules: Any) -> Data:
    return {
        "label": "A type",
        "basis": "assumption",
        "per_hour": {"Town": per_hour},
        "grade_mix": {1: 0.2, 2: 0.5, 3: 0.3},
        "scene_min": exponential(50),
        **rules,
    }


_TEAM = {"posts": {"Town": 2.0}, "rota": "always"}
_DAYS = {"posts": {"Town": 4.0}, "rota": "day"}

#: A county of one town that uses no mechanism; quarrels repeat, and lead to arrests and cases.
COUNTY: Data = {
    "name": "county",
    "protective_marking": "OFFICIAL",
    "run": {"start": "2026-01-05", "days": 12, "warm_up_days": 2, "seed": 3},
    "districts": {"Town": {"hub": "Town"}},
    "hubs": {"Town": {"district": "Town"}},
    "travel": {"mode": "none"},
    "grades": {
        1: {"label": "one", "target_min": 15.0},
        2: {"label": "two", "target_min": 60.0},
        3: {"label": "three", "target_min": 600.0, "served_by": "resolution_centre"},
    },
    "incident_types": {
        "quarrel": _kind(
            0.8,
            repeat={"share": 0.25, "delay_days": exponential(2)},
            resolution_centre={
                "handling_min": exponential(20),
                "resolved_share": 0.7,
                "sent_on_as": 2,
            },
            arrest={"share": 0.3, "custody_min": exponential(60)},
            investigation={"share": 0.5, "work_hours": exponential(4), "harm": 1},
        ),
        "talk": _kind(0.05, grade_mix={2: 1.0}),
    },
    "rotas": {"day": {"shifts": {"day": {"start": "08:00", "hours": 10.0}}, "pattern": ["day"]}},
    "teams": {
        "response": _TEAM,
        "neighbourhood": {
            **_DAYS,
            "prevention_plan": {"patrol": 0.4, "problem_solving": 0.3, "enforcement": 0.3},
        },
        "resolution_centre": {"posts": {"force": 1.0}, "rota": "day"},
        "public_protection": _DAYS,
        "investigation": _DAYS,
    },
}


@dataclass(frozen=True)
class Mechanism:
    """One thing that a county may have.

    Attributes
    ----------
    on : dict
        Changes of the county under which it acts.
    off : mapping
        Changes under which it is there and does nothing, by how it is off.
    raises : mapping
        What it does to measures of the whole county: by name, or by name "of" a team, whether it
        raises them.
    own : tuple of str
        How the names of measures begin that are about it alone; they may differ when it is off.
    writes : tuple of Record
        Lines of the log that are about it alone; they may be there when it is off.
    base : dict
        Changes of the county without which it has nothing to act on; both sides have them.
    log_differs : bool
        Whether it acts on what happens, and not on what is counted alone.
    """

    on: Data
    off: Mapping[str, Data]
    raises: Mapping[str, bool]
    own: tuple[str, ...] = ()
    writes: tuple[Record, ...] = ()
    base: Data = field(default_factory=dict)
    log_differs: bool = True


def quarrel(**rules: Any) -> Data:
    return {"incident_types": {"quarrel": rules}}


def _with(*parts: Data) -> Data:
    """Return changes that do what each of the parts does; the parts share no key."""
    found: Data = {}
    for part in parts:
        found |= part
    return found


def _stock(elasticity: float, hours: float = 20.0) -> Data:
    effect = {
        "reference_hours_per_week": {"patrol": {"Town": hours}},
        "half_life_days": {"patrol": 2.0},
    }
    return _with(
        quarrel(prevention_elasticity={"patrol": elasticity}),
        {"demand": {"prevention": effect, "ceiling": 1.8}},
    )


def _areas(**more: Any) -> Data:
    gathered = {"top_1_percent": 0.4, "next_4_percent": 0.2}
    return {"small_areas": {"number": {"Town": 12}, "concentration": gathered, **more}}


def _spots(fall: Data, **more: Any) -> Data:
    rules = {"areas": {"Town": 2}, "teams": ["neighbourhood"], "fall": fall, **more}
    return _areas(hot_spots=rules)


def _files(fall: float, opens_at: int = 2) -> Data:
    rules = {
        "harm": {"quarrel": 1.0},
        "opens_at_count": opens_at,
        "opens_at_ratio": 0.2,
        "work_hours": fixed(6),
        "partner_wait_days": fixed(0.5),
        "powers_mix": {1: 1.0},
        "fall": fall,
    }
    return {"problem_files": rules}


def _service(**factors: float) -> Data:
    return quarrel(repeat={"depends_on": factors})


def _calls(**rules: Any) -> Data:
    return {"chasers": {"gap_hours": fixed(0.5), **rules}}


def _new_logs(share: float) -> Data:
    kind = {"grade_mix": {2: 1.0}, "label": "Second log", "per_hour": {}}
    return _with(
        {"incident_types": {"second_log": {**_kind(0), **kind}}},
        _calls(new_log_share=share, new_log_type="second_log"),
    )


def _operation(**rules: Any) -> Data:
    match = {
        "team": "neighbourhood",
        "dates": [f"2026-01-{day:02}" for day in range(8, 18)],
        "start": "10:00",
        "hours": 8.0,
        "officers": {"Town": 3},
        **rules,
    }
    return {"operations": {"match": match}}


#: A type that never happens.
_NEVER_THERE: Data = {"incident_types": {"never": _kind(0.0, grade_mix={2: 1.0})}}
_AT_QUARRELS: Data = {"targets": {"types": ["quarrel"]}}


def _reporting(**rules: Any) -> Data:
    return quarrel(reporting=rules)


def _change(**rules: Any) -> Data:
    days = {"first_day": "2026-01-10", "last_day": "2026-01-12"}
    return {"demand": {"changes": {"vote": {"types": ["quarrel"], **days, **rules}}}}


def _part(share: float) -> Data:
    taken = {"part_of": "quarrel", "share": share, "per_hour": None, "scene_min": fixed(200)}
    return {"incident_types": {"grave": {**_kind(0), **taken, "grade_mix": {1: 1.0}}}}


def _searches(hours: float) -> Data:
    rules = {"type": "talk", "every_hours": 2.0, "until_hours": fixed(hours)}
    return quarrel(recurring_tasks=rules)


def _visits(**rules: Any) -> Data:
    return quarrel(follow_up={"type": "talk", "after_hours": fixed(2), **rules})


def _marac(share: float, slots: int = 3) -> Data:
    rules = {
        "referred_share": {"quarrel": share},
        "every_days": 2,
        "start": "09:30",
        "slots": slots,
        "prep_hours": 2.0,
    }
    return {"safeguarding": {"marac": rules}}


def _mash(share: float) -> Data:
    return {
        "safeguarding": {"mash": {"reported_share": {"quarrel": share}, "triage_min": fixed(40)}}
    }


def _cohort(**rules: Any) -> Data:
    base = {
        "share": {"quarrel": 0.6},
        "effect": 0.6,
        "people": {"Town": 5},
        "hours_each_per_week": 2.0,
        "work": "patrol",
    }
    return {"offender_management": {"prolific": {**base, **rules}}}


def _screening(**rules: float) -> Data:
    screening = {"harm_below": 2, "solvability_below": 0.6, **rules}
    return {"casework": {"screening": screening}}


def _posts_from(date: str, posts: float) -> Data:
    return {"teams": {"response": {"posts_from": {date: posts}}}}


def _watches(share: float, hours: float) -> Data:
    watch = {"share": share, "hours": fixed(hours)}
    return {"incident_types": {"quarrel": {"watch": watch, "arrest": {"watch": watch}}}}


def _arrests(elasticity: float, reference_min: float = 1.0) -> Data:
    reference = dict.fromkeys((1, 2), reference_min)
    rules = {"elasticity": elasticity, "reference_min": reference, "factor_limit": 1.0}
    return {"arrests": rules}


_LONG: Data = {"rule": "queue_long", "waiting": 1, "older_than_min": 5.0}
_NEVER: Data = {"redeployment": {"rule": "never"}}
_MARACS = ("marac_", "safeguarding_hours")
_REPORTED = ("true_incidents_count", "abandoned_", "reported_", "recorded_")
_FILES_OWN = ("problem_file", "asb_powers")

MECHANISMS: dict[str, Mechanism] = {
    "stock of prevention work": Mechanism(
        on=_stock(0.3),
        off={"no elasticity": _stock(0.0), "no type named": {"demand": _stock(0.0)["demand"]}},
        raises={"incidents_count": False},
    ),
    "hot spots": Mechanism(
        on=_with(_spots({"quarrel": 0.6}), {"demand": {"ceiling": 1.5}}),
        off={
            "no fall": _spots({"quarrel": 0.0}, displaced_share=0.2),
            "no type named": _spots({}),
            "hours in which nobody is on duty": _spots({"quarrel": 0.6}, from_hour=1, until_hour=3),
            "areas alone": _areas(),
        },
        raises={"incidents_count": False},
        own=("hot_spot_",),
    ),
    "problem files": Mechanism(
        on=_files(0.9),
        off={"no fall": _files(0.0), "no file is opened": _files(0.9, 10_000)},
        raises={"incidents_count": False},
        own=_FILES_OWN,
        base=_areas(),
    ),
    "protected hours": Mechanism(
        on={"teams": {"neighbourhood": {"protected_hours": {"officers": {"Town": 4}}}}},
        off={
            "hours in which nobody is on duty": {
                "teams": {
                    "neighbourhood": {
                        "protected_hours": {
                            "officers": {"Town": 4},
                            "from_hour": 1,
                            "until_hour": 3,
                        }
                    }
                }
            },
        },
        raises={"prevention_hours_redeployed": False},
        base={"redeployment": _LONG},
    ),
    "redeployment": Mechanism(
        on={"redeployment": _LONG},
        off={
            "never": _NEVER,
            "ring-fenced": {"redeployment": {"rule": "never", "ring_fenced": ["neighbourhood"]}},
            "never that many wait": {"redeployment": {**_LONG, "waiting": 1_000_000}},
            "the rule comes after the run": {
                "redeployment": {"rule": "never", "rule_from": {"2027-01-01": {"rule": "one_pool"}}}
            },
        },
        raises={"prevention_hours_redeployed": True, "response_time_mean_min": False},
    ),
    "prevention officers sent at once": Mechanism(
        on={"redeployment": {"at_once": {1: ["neighbourhood"]}}},
        off={"to a grade that nothing has": {"redeployment": {"at_once": {4: ["neighbourhood"]}}}},
        raises={"prevention_hours_redeployed": True, "response_time_mean_min": False},
        base={"grades": {4: {"label": "four", "target_min": 600.0}}},
    ),
    "limits of redeployment": Mechanism(
        on={"redeployment": {"max_officers": 1, "max_hours_per_shift": 1.0}},
        off={
            "as many officers as there are": {"redeployment": {"max_officers": 4}},
            "as many hours as a shift has": {"redeployment": {"max_hours_per_shift": 24.0}},
            "nobody has to remain": {"redeployment": {"min_remaining": 0}},
        },
        raises={"prevention_hours_redeployed": False},
        base={"redeployment": _LONG},
    ),
    "posts by date": Mechanism(
        on=_posts_from("2026-01-09", 1.0),
        off={
            "as many as before": _posts_from("2026-01-09", 2.0),
            "after the run": _posts_from("2027-01-09", 1.0),
        },
        raises={"response_time_mean_min": True},
    ),
    "service and repeats": Mechanism(
        on=_service(attended_late=1.9, not_reached=1.9, ceiling=3.7),
        off={"factors of 1": _service(attended_late=1.0, not_reached=1.0, arrest=1.0)},
        raises={"repeat_share": True},
    ),
    "watches": Mechanism(
        on=_watches(1.0, 3.0),
        off={"nobody is watched": _watches(0.0, 3.0), "for no time": _watches(1.0, 0.0)},
        raises={"utilisation_share of response": True, "response_time_mean_min": True},
        own=("watch",),
    ),
    "arrests and the response time": Mechanism(
        on=_arrests(2.0),
        off={
            "no elasticity": _arrests(0.0),
            "no limit above 1, and nobody slower": _arrests(2.0, 9000.0),
        },
        raises={"queue_wait_mean_min": False},
        own=("arrests_count",),
    ),
    "callers who call again": Mechanism(
        on=_calls(handling_min=30.0),
        off={
            "nobody waits for as long": _calls(gap_hours=fixed(9000), handling_min=30.0),
            "at a grade that nobody has": _calls(grades=[4], handling_min=30.0),
        },
        raises={"chasers_count": True},
        own=("chas",),
        base={"grades": {4: {"label": "four", "target_min": 600.0}}},
    ),
    "logs opened by callers": Mechanism(
        on=_new_logs(0.5),
        off={"no share": _new_logs(0.0)},
        raises={"incidents_count": True},
        base=_calls(),
    ),
    "operations": Mechanism(
        on=_operation(effect=0.9, **_AT_QUARRELS),
        off={
            "no effect": _operation(effect=0.0, **_AT_QUARRELS),
            "nothing left of no effect": _operation(effect=0.0, residual_days=3, **_AT_QUARRELS),
            "its hours count as work that nothing depends on": _operation(counts_as="patrol"),
            "against what does not happen": _operation(effect=0.9, targets={"types": ["never"]}),
        },
        raises={"incidents_count": False},
        base=_with(_operation(), _NEVER_THERE),
    ),
    "officers taken for an operation": Mechanism(
        on=_operation(team="response", officers={"Town": 2}),
        off={},
        raises={"response_time_mean_min": True},
    ),
    "reporting": Mechanism(
        on=_reporting(reported_share=0.8, share_at_counts=0.4),
        off={
            "all is reported": _reporting(reported_share=1.0),
            "as at the counts": _reporting(
                reported_share=0.5, abandoned_share=0.2, share_at_counts=0.4
            ),
            "the counts hold": _reporting(reported_share=0.5, abandoned_share=0.2),
        },
        raises={"incidents_count": True},
        own=_REPORTED,
    ),
    "calls that nobody answers": Mechanism(
        on=_reporting(reported_share=0.5, abandoned_share=0.6, share_at_counts=0.5),
        off={"all are answered": _reporting(reported_share=0.5, share_at_counts=0.5)},
        raises={"incidents_count": False},
        own=_REPORTED,
    ),
    "recording": Mechanism(
        on={"demand": {"recorded_share": 0.6}},
        off={"all are recorded": {"demand": {"recorded_share": 1.0}}},
        raises={"recorded_crimes_count": False},
        base=quarrel(
            reporting={"reported_share": 1.0},
            investigation={"without_charge": {"evidential": 0.5}},
        ),
        log_differs=False,
    ),
    "a shock": Mechanism(
        on=_change(factor=3.0, decay_half_life_days=2.0),
        off={
            "a factor of 1": _change(factor=1.0, decay_half_life_days=2.0),
            "nothing more": _change(extra_per_hour=0.0, districts=["Town"]),
        },
        raises={"incidents_count": True},
    ),
    "a type that is part of another": Mechanism(
        on=_part(0.3), off={"no share": _part(0.0)}, raises={"response_time_mean_min": True}
    ),
    "tasks that come back": Mechanism(
        on=_searches(8.0), off={"resolved at once": _searches(0.0)}, raises={"deployed_hours": True}
    ),
    "visits that follow": Mechanism(
        on=_visits(share=1.0),
        off={
            "no share": _visits(share=0.0),
            "no share, with an effect": _visits(share=0.0, repeat_factor=0.5),
        },
        raises={"deployed_hours": True},
        own=("follow_up",),
    ),
    "what visits that follow prevent": Mechanism(
        on=_visits(repeat_factor=0.1),
        off={"a factor of 1": _visits(repeat_factor=1.0)},
        raises={"repeat_share": False},
        base=_visits(),
    ),
    "MARACs": Mechanism(
        on=_marac(0.5),
        off={"nobody is referred": _marac(0.0)},
        raises={"marac_referred_count": True, "safeguarding_hours": True},
        own=_MARACS,
        writes=(Record.MARAC_MET,),
    ),
    "what hearing at a MARAC prevents": Mechanism(
        on=_service(heard_at_marac=0.1),
        off={"a factor of 1": _service(heard_at_marac=1.0)},
        raises={"repeat_share": False},
        base=_marac(1.0, 50),
    ),
    "triage in the MASH": Mechanism(
        on=_mash(0.8),
        off={"nothing is reported": _mash(0.0)},
        raises={"safeguarding_hours": True},
        own=("mash_", "safeguarding_hours"),
    ),
    "offenders managed": Mechanism(
        on=_cohort(),
        off={
            "no effect": _cohort(effect=0.0),
            "no share": _cohort(share={"quarrel": 0.0}),
            "nobody has the time": _cohort(work_share=0.0, hours_per_week={"Town": 0.0001}),
        },
        raises={"incidents_count": False},
        own=("offenders_",),
        writes=(Record.COHORT_COUNTED,),
    ),
    "cases screened out": Mechanism(
        on=_screening(),
        off={
            "all have lines of enquiry": _screening(solvability_below=0.0),
            "nobody is trained": _screening(trained_share=0.0),
        },
        raises={"screened_out_share of investigation": True},
        own=("screened_out_",),
    ),
    "harm": Mechanism(
        on=quarrel(harm={"days": 10.0, "cost_gbp": 100.0, "vulnerable_share": 0.4}),
        off={"none": quarrel(harm={"days": 0.0, "cost_gbp": 0.0, "vulnerable_share": 0.0})},
        raises={"harm_days": True},
        log_differs=False,
    ),
    "the price of a post": Mechanism(
        on={"teams": {"response": {"cost_per_post_gbp": 50_000.0}}},
        off={"nothing": {"teams": {"response": {"cost_per_post_gbp": 0.0}}}},
        raises={"cost_gbp": True},
        log_differs=False,
    ),
}
