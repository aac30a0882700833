"""What a scenario says of people: rotas, absence, teams, and the redeployment rule."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt

from sim.scenario.schema.desk import Attempts, DeskQueue, OpeningHours, ShareByWait
from sim.scenario.schema.distributions import Section

#: The rota of people who are on duty round the clock (for textbook scenarios).
ALWAYS = "always"
#: The day without a shift in a rota's pattern.
REST = "rest"
#: The place name under which a team that serves the whole force states its posts.
FORCE_WIDE = "force"


class Shift(Section):
    """A period of duty."""

    start: str = Field(description="time of day at which the shift starts, e.g. 07:00")
    hours: PositiveFloat = Field(le=24, description="length in hours; nights run past midnight")


class Rota(Section):
    """Shifts worked in turn, with rest days."""

    shifts: dict[str, Shift] = Field(description="the shifts, by name")
    pattern: list[str] = Field(
        min_length=1, description="what a person works day by day: shift names, or rest"
    )
    groups: PositiveInt = Field(
        default=1,
        description="groups that work the pattern one after another, spread evenly over it; "
        "a pattern of whole weeks starts on a Monday",
    )


class Absence(Section):
    """A reason for which rostered people are not on duty."""

    share: NonNegativeFloat = Field(
        lt=1, description="share of rostered shifts that is lost (after rest days)"
    )
    spell_days: PositiveInt = Field(description="length of one spell in days")


class Break(Section):
    """The break in a shift."""

    minutes: PositiveFloat = Field(description="length in minutes")
    from_min: NonNegativeFloat = Field(
        description="minutes after the start of the shift when the first people may take it"
    )
    until_min: PositiveFloat = Field(
        description="minutes after the start of the shift by which it must have begun; "
        "people's turns are spread evenly over the window, later is a missed break"
    )


class CrossHubHelp(Section):
    """When a team's officers go to incidents of another hub."""

    rule: Literal["never", "emergencies", "after_wait"] = Field(
        description="never; emergencies: for grade 1 as soon as the home hub has nobody to send; "
        "after_wait: for the grades named, once an incident has waited for after_min"
    )
    grades: list[PositiveInt] = Field(
        default=[], description="grades for which help is sent after a wait"
    )
    after_min: NonNegativeFloat = Field(
        default=0.0,
        description="minutes that an incident has waited unassigned before help is sent",
    )
    within_min: PositiveFloat = Field(
        default=60.0, description="longest expected drive in minutes on which to send help"
    )


class Crewing(Section):
    """Who works in twos: two people who are sent together and count as two officers."""

    double_share: NonNegativeFloat = Field(
        le=1, description="share of the people on duty who work in twos, in whole crews"
    )
    shifts: list[str] = Field(
        default=[], description="shifts in which they do, by name; in all when left out"
    )


PreventionWorkName = Literal[
    "patrol",
    "engagement",
    "problem_solving",
    "enforcement",
    "partnership",
    "intelligence",
    "basic_investigation",
]


class Team(Section):
    """One of the kinds of team."""

    posts: dict[str, PositiveFloat] = Field(
        min_length=1,
        description="full-time-equivalent posts by hub; the Resolution Centre says `force`",
    )
    supervisors_share: NonNegativeFloat = Field(
        default=0.0, lt=1, description="share of posts that supervise and are not deployed"
    )
    restricted_duties_share: NonNegativeFloat = Field(
        default=0.0, lt=1, description="share of posts on restricted duties, not deployed"
    )
    rota: str = Field(description="name of a rota, or `always` for round the clock")
    stations: dict[str, dict[str, NonNegativeFloat]] = Field(
        default={},
        description="by hub, the share of its people who parade in each of its districts; "
        "all at the hub's own district when left out",
    )
    absence: dict[str, Absence] = Field(
        default={}, description="leave, sickness, training ...; each is drawn on its own"
    )
    briefing_min: NonNegativeFloat = Field(
        default=0.0, description="minutes of briefing at the start of a shift"
    )
    breaks: Break | None = Field(default=None, description="the break; none when left out")
    last_assignment_min: NonNegativeFloat = Field(
        default=0.0,
        description="from so many minutes before the end of a shift only grade 1 is assigned",
    )
    held_back: dict[PositiveInt, PositiveInt] = Field(
        default={},
        description="by grade, how many of the team must stay available at the hub for higher "
        "grades: an incident of the grade, or of a lower one, is given an officer only while more "
        "are available (a crew counts once)",
    )
    crewing: Crewing | None = Field(
        default=None, description="who works in twos; everybody works alone when left out"
    )
    idle_limit_min: PositiveFloat | None = Field(
        default=None,
        description="minutes an officer waits at the last scene before driving back to the "
        "station; stays out when left out",
    )
    cross_hub_help: CrossHubHelp = Field(
        default=CrossHubHelp(rule="never"), description="when the team helps at other hubs"
    )
    prevention_planned_share: NonNegativeFloat = Field(
        default=0.0,
        le=1,
        description="share of time on duty that is planned for prevention "
        "(neighbourhood officers, enforcement officers and PCSOs)",
    )
    prevention_plan: dict[PreventionWorkName, NonNegativeFloat] = Field(
        default={},
        description="share of the team's prevention time that each kind of work should get, e.g. "
        "{patrol: 0.4, problem_solving: 0.6}; sums to 1; without a plan time is not split",
    )
    asb_powers_per_hour: dict[PreventionWorkName, NonNegativeFloat] = Field(
        default={},
        description="uses of powers against anti-social behaviour per hour of prevention work "
        "delivered, by kind of work, e.g. {enforcement: 0.1}",
    )
    powers: list[str] | None = Field(
        default=None,
        description="powers that types of incident may need (needs_power); when left out, "
        "constables have all powers and PCSOs none",
    )
    deployment: Literal["pooled", "patches"] = Field(
        default="pooled",
        description="PCSOs only; pooled: whoever is free goes anywhere in the hub's districts; "
        "patches: a job that falls to PCSOs first waits for an owner of its patch",
    )
    minimum_strength: dict[str, PositiveInt] = Field(
        default={},
        description="response only: officers whom a shift should start with, by hub, e.g. "
        "{Brighton: 12}; see redeployment.backfill",
    )
    caseload_limit: PositiveInt | None = Field(
        default=None, description="most open cases one person holds; no limit when left out"
    )
    open_cases_delay_days: NonNegativeFloat = Field(
        default=1.0,
        le=100,
        description="days from when an episode could begin until it was done, in the cases with "
        "which a run starts (casework.open_cases_weeks)",
    )
    skills: dict[str, NonNegativeFloat] = Field(
        default={},
        description="share of people with each skill that cases may need, e.g. {rape: 0.4}; "
        "spread evenly over people by their number",
    )
    allocation: Literal["least_loaded", "longest_free", "by_turn"] = Field(
        default="least_loaded",
        description="who of several who are free is given a case: who holds the fewest, who has "
        "had nothing to do the longest, or one after another",
    )
    work: Literal["one_at_a_time", "shared"] = Field(
        default="one_at_a_time",
        description="one_at_a_time: an episode is finished before the next is begun; shared: time "
        "is divided in slices over all cases in hand, new ones first, then those untouched longest",
    )
    slice_min: PositiveFloat = Field(
        default=60.0, description="minutes of work on one case before the next (shared)"
    )
    lends: Literal["never", "when_idle"] = Field(
        default="never",
        description="when_idle: people with no case to work on take one from the hub with the "
        "longest queue to be allocated",
    )
    cost_per_post_gbp: NonNegativeFloat = Field(
        default=0.0, description="full cost of a post in pounds a year"
    )
    overtime_gbp_per_hour: NonNegativeFloat = Field(
        default=0.0, le=1000, description="cost of an hour of overtime in pounds"
    )


class ResolutionCentre(Team):
    """The Resolution Centre: a team that calls people back."""

    opening_hours: OpeningHours | None = Field(
        default=None,
        description="when people are called; whenever somebody is on duty when left out",
    )
    queue: DeskQueue = Field(
        default="first_come",
        description="which cases of a grade go first: the first to come, those of the types with "
        "the highest harm (investigation), or of the types with the shortest mean handling",
    )
    attempts: Attempts | None = Field(
        default=None, description="attempts to reach a caller; the first one does when left out"
    )
    resolved_share: NonNegativeFloat | None = Field(
        default=None,
        le=1,
        description="share of all cases that the Centre resolves, those never reached included; "
        "the types' own shares are scaled to it, and stand as they are when left out",
    )
    satisfied: ShareByWait | None = Field(
        default=None, description="callers contacted who are satisfied; not measured when left out"
    )
    understood: ShareByWait | None = Field(
        default=None,
        description="callers contacted who understand the decision; not measured when left out",
    )


class Teams(Section):
    """The teams that exist; leave out a team that the force does not have."""

    response: Team | None = Field(default=None, description="officers who answer calls")
    neighbourhood: Team | None = Field(
        default=None, description="prevention officers, on prevention unless sent to an incident"
    )
    enforcement: Team | None = Field(
        default=None,
        description="prevention officers who use powers against those who cause most harm, "
        "on prevention unless sent to an incident",
    )
    pcso: Team | None = Field(
        default=None, description="police community support officers, on prevention likewise"
    )
    resolution_centre: ResolutionCentre | None = Field(
        default=None, description="one desk for the force that resolves by phone"
    )
    investigation: Team | None = Field(
        default=None, description="investigators who work cases at the hubs"
    )
    public_protection: Team | None = Field(
        default=None,
        description="investigators of rape, child protection and high-risk domestic abuse",
    )


class Dispatch(Section):
    """Who is sent, of those who may be."""

    rule: Literal["nearest", "longest_idle", "least_loaded"] = Field(
        default="nearest",
        description="nearest: the shortest expected drive; longest_idle: who has been free the "
        "longest; least_loaded: who has had the fewest jobs in this shift. Ties go to the "
        "nearest, then to who has been free the longest",
    )


class Preemption(Section):
    """Who is called away from a drive or a scene, for grades that interrupt these."""

    takes: Literal["lowest_grade", "nearest", "latest"] = Field(
        default="lowest_grade",
        description="lowest_grade: whoever works for the lowest grade; nearest: the shortest "
        "expected drive; latest: whoever began what is in hand last. Ties go to the nearest",
    )
    interruptions_limit: PositiveInt = Field(
        default=3,
        le=8,
        description="most officers who are called away from one incident; one that needs more "
        "officers than this is never interrupted",
    )


class Redeployment(Section):
    """When prevention officers are sent to response work."""

    rule: Literal["never", "queue_long", "one_pool"] = Field(
        default="never",
        description="never; when the response queue is long; or one_pool: always, as if they were "
        "response officers, whoever is nearest",
    )
    teams: list[Literal["neighbourhood", "enforcement", "pcso"]] = Field(
        default=["neighbourhood"], min_length=1, description="who may be redeployed"
    )
    ring_fenced: list[Literal["neighbourhood", "enforcement", "pcso"]] = Field(
        default=[],
        description="teams that are kept on prevention whatever happens: a rule or a backfill that "
        "would send one of them is refused",
    )
    who: Literal["nearest", "longest_on_prevention", "least_redeployed"] = Field(
        default="nearest",
        description="who of a team goes: the nearest, who has been on prevention for longest, or "
        "who has been redeployed for the fewest hours; ties: the nearest",
    )
    backfill: bool = Field(
        default=False,
        description="whether a response shift that starts below its minimum strength is made up "
        "for its whole length from the teams of this rule",
    )
    grades: list[PositiveInt] = Field(
        default=[1, 2], min_length=1, description="incidents that count, and that they are sent to"
    )
    waiting: PositiveInt = Field(
        default=2, description="redeploy when at least so many incidents of the hub ..."
    )
    older_than_min: NonNegativeFloat = Field(
        default=15.0, description="... have waited unassigned for longer than so many minutes"
    )
    recall_below: PositiveInt = Field(
        default=1, description="recall when fewer than so many such incidents ..."
    )
    recall_after_min: NonNegativeFloat = Field(
        default=30.0, description="... have been waiting for so many minutes"
    )


class Prevention(Section):
    """How prevention work is done."""

    shortest_spell_min: dict[PreventionWorkName, NonNegativeFloat] = Field(
        default={},
        description="minutes without a call that a kind of work needs to get anywhere, e.g. "
        "{problem_solving: 90}; shorter spells of prevention go into other work, at last patrol",
    )
