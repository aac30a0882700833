"""What a scenario says of teams: a class for each kind, made of what several kinds share.

    Team                  posts, rota, absence, costs: what every team has
      HubTeam             stands at hubs
        AttendingTeam     goes to incidents
          PreventionTeam  is on prevention between incidents
        CaseworkTeam      works cases
          DetectiveTeam   works cases and nothing else
      ResolutionCentre    one desk for the force

A setting stands in the class of the teams on which it has an effect; on any other team it is an
unknown key, and the message says where it belongs.
"""

from __future__ import annotations

from typing import Literal

from pydantic import NonNegativeFloat, PositiveFloat, PositiveInt

from sim.scenario.schema.dates import Day
from sim.scenario.schema.desk import Attempts, DeskQueueName, OpeningHours, ShareByWait
from sim.scenario.schema.prevention import PreventionWorkName
from sim.scenario.schema.rotas import Absence, Break
from sim.scenario.schema.section import Section, field
from sim.scenario.schema.team_parts import Crewing, CrossHubHelp, PartTime, Posts, ProtectedHours

#: The place name under which a team that serves the whole force states its posts.
FORCE_WIDE = "force"


class Team(Posts):
    """What every team has."""

    supervisors_share: NonNegativeFloat = field(
        "share of posts that supervise and are not deployed",
        unit="share, 0 to 1",
        example=0.1,
        default=0.0,
        lt=1,
    )
    restricted_duties_share: NonNegativeFloat = field(
        "share of posts on restricted duties, which are not deployed",
        unit="share, 0 to 1",
        example=0.05,
        default=0.0,
        lt=1,
    )
    rota: str | dict[str, NonNegativeFloat] = field(
        "name of a rota, or `always` for round the clock; or more than one rota, with the share "
        "of the team's people who work each",
        unit="shares, summing to 1",
        example={"core": 0.9, "night_economy": 0.1},
    )
    part_time: PartTime | None = field(
        "people who work part-time, so that there are more people than posts. If omitted, "
        "everybody works full-time",
        example={"share_of_people": 0.1, "hours_share": 0.6},
        default=None,
    )
    absence: dict[str, Absence] = field(
        "leave, sickness, training and so on, by name; each is drawn independently",
        example={"sickness": {"share": 0.04, "spell_days": 5}},
        default={},
    )
    briefing_min: NonNegativeFloat = field(
        "length of the briefing at the start of a shift", unit="minutes", example=15, default=0.0
    )
    breaks: Break | None = field(
        "the break in each shift; if omitted, there is none",
        example={"minutes": 45, "from_min": 180, "until_min": 360},
        default=None,
    )
    last_assignment_min: NonNegativeFloat = field(
        "in the last N minutes of a shift, only grade 1 is assigned; the Resolution Centre begins "
        "no case",
        unit="minutes",
        example=30,
        default=0.0,
    )
    cost_per_post_gbp: NonNegativeFloat = field(
        "full cost of a post", unit="pounds a year", example=50000, default=0.0
    )
    overtime_gbp_per_hour: NonNegativeFloat = field(
        "cost of an hour of overtime", unit="pounds an hour", example=28, default=0.0, le=1000
    )


class HubTeam(Team):
    """A team that stands at hubs."""

    stations: dict[str, dict[str, NonNegativeFloat]] = field(
        "by hub, the share of its people who parade in each of its districts; if omitted, all "
        "parade in the hub's own district",
        unit="shares, summing to 1",
        example={"Brighton": {"Brighton and Hove": 0.7, "Lewes": 0.3}},
        default={},
    )
    rota_by_hub: dict[str, str | dict[str, NonNegativeFloat]] = field(
        "by hub, the rota that its people work in place of the team's: a name, or several with "
        "shares",
        unit="shares, summing to 1",
        example={"Hastings": "four_shifts", "Brighton": {"core": 0.8, "night_economy": 0.2}},
        default={},
    )


class AttendingTeam(HubTeam):
    """A team that goes to incidents."""

    held_back: dict[PositiveInt, PositiveInt] = field(
        "by grade, the number of the team kept available at the hub for higher grades: officers "
        "are assigned to this grade or a lower one only while more than this number are available "
        "(a crew counts once)",
        unit="officers, or crews",
        example={2: 1, 3: 2},
        default={},
    )
    last_emergency_min: NonNegativeFloat = field(
        "in the last N minutes of a shift, grade 1 is assigned only to those still at a job or "
        "writing up",
        unit="minutes",
        example=20,
        default=0.0,
    )
    overtime_call_limit_min: NonNegativeFloat | None = field(
        "how long after the end of a shift officers who are still at a job or writing up may be "
        "sent to grade 1; if omitted, for as long as they are at work",
        unit="minutes",
        example=0,
        default=None,
    )
    overtime_limit_min: NonNegativeFloat | None = field(
        "how long after the end of a shift officers finish what they have in hand; from then on "
        "they are sent nowhere, whoever is on duty is sought to take over at the scene (of any "
        "type) and in custody, and what is left to write up waits for their next shift; if "
        "omitted, everybody finishes",
        unit="minutes",
        example=210,
        default=None,
    )
    idle_limit_min: PositiveFloat | None = field(
        "how long a free officer waits at the last scene before driving back to the station; if "
        "omitted, officers stay out",
        unit="minutes",
        example=30,
        default=None,
    )
    cross_hub_help: CrossHubHelp = field(
        "when the team helps at other hubs",
        example={"rule": "emergencies", "within_min": 40},
        default=CrossHubHelp(rule="never"),
    )
    powers: list[str] | None = field(
        "powers of the team that types of incident may need (needs_power); if omitted, constables "
        "have all powers and PCSOs none",
        example=["confiscate_alcohol"],
        default=None,
    )


class PreventionTeam(AttendingTeam):
    """A team that is on prevention between incidents."""

    prevention_planned_share: NonNegativeFloat = field(
        "share of time on duty that is planned for prevention",
        unit="share, 0 to 1",
        example=0.8,
        default=0.0,
        le=1,
    )
    prevention_plan: dict[PreventionWorkName, NonNegativeFloat] = field(
        "share of the team's prevention time that each kind of work should get; if omitted, the "
        "time is not divided by kind of work",
        unit="shares, summing to 1",
        example={"patrol": 0.4, "problem_solving": 0.6},
        default={},
    )
    asb_powers_per_hour: dict[PreventionWorkName, NonNegativeFloat] = field(
        "by kind of work, uses of powers against anti-social behaviour per hour of it delivered",
        unit="uses an hour",
        example={"enforcement": 0.1},
        default={},
    )
    protected_hours: ProtectedHours | None = field(
        "hours in which some of the team stay on prevention",
        example={"officers": {"Brighton": 2}},
        default=None,
    )


class CaseworkTeam(HubTeam):
    """A team that works cases."""

    caseload_limit: PositiveInt | None = field(
        "largest number of open cases that one person may have; if omitted, there is no limit",
        unit="cases",
        example=20,
        default=None,
    )
    open_cases_delay_days: NonNegativeFloat = field(
        "for the cases open when a run starts (casework.open_cases_weeks), time from when an "
        "episode could begin until it was finished",
        unit="days",
        example=2,
        default=1.0,
        le=100,
    )
    allocation: Literal["least_loaded", "longest_free", "by_turn"] = field(
        "who is given a case when more than one person is free: whoever has the fewest cases, "
        "whoever has been free the longest, or each in turn",
        example="by_turn",
        default="least_loaded",
    )
    work: Literal["one_at_a_time", "shared"] = field(
        "one_at_a_time: an episode is finished before the next is begun; shared: time is divided "
        "into slices over all cases in hand, new ones first, then those left longest",
        example="shared",
        default="one_at_a_time",
    )
    slice_min: PositiveFloat = field(
        "time on one case before the next (shared)", unit="minutes", example=90, default=60.0, ge=1
    )


class DetectiveTeam(CaseworkTeam):
    """A team that works cases and nothing else."""

    skills: dict[str, NonNegativeFloat] = field(
        "share of people with each skill that cases may need, in the order in which they are "
        "dealt: first to people who have none yet, spread evenly over the team",
        unit="share, 0 to 1",
        example={"rape": 0.4},
        default={},
    )
    other_duties: dict[str, NonNegativeFloat] = field(
        "by name, share of each shift spent on duties other than cases, such as court; one spell "
        "in the shift, at a different time for each person, which no case interrupts",
        unit="share, 0 to 1",
        example={"court": 0.05, "disclosure": 0.1, "meetings": 0.05},
        default={},
    )
    lends: Literal["never", "when_idle"] = field(
        "when_idle: people with no case to work on take one from the hub with the longest "
        "allocation queue",
        example="when_idle",
        default="never",
    )


class ResponseTeam(AttendingTeam, CaseworkTeam):
    """Officers who answer calls, and may hold cases between them."""

    crewing: Crewing | None = field(
        "who works in twos; if omitted, everybody works alone",
        example={"double_share": 0.5, "shifts": ["night"]},
        default=None,
    )
    students_share: NonNegativeFloat = field(
        "share of the people who are student officers: each goes out with a tutor as a crew of two",
        unit="share, 0 to 1",
        example=0.06,
        default=0.0,
        le=0.5,
    )
    minimum_strength: dict[str, PositiveInt] = field(
        "by hub, the number of officers that a shift should have when it starts; see "
        "minimum_strength_by",
        unit="officers",
        example={"Brighton": 12},
        default={},
    )
    minimum_strength_by: Literal["backfill", "overtime"] = field(
        "how a shift below its minimum strength is made up: by backfill from prevention "
        "(redeployment.backfill), or by overtime of people on a rest day; any shortfall that "
        "remains is backfilled if redeployment.backfill is true",
        example="overtime",
        default="backfill",
    )


class NeighbourhoodTeam(PreventionTeam):
    """Prevention officers of the neighbourhoods."""


class EnforcementTeam(PreventionTeam):
    """Prevention officers who use powers against those who cause most harm."""


class PcsoTeam(PreventionTeam):
    """Police community support officers."""

    deployment: Literal["pooled", "patches"] = field(
        "pooled: any free PCSO goes anywhere in the hub's districts; patches: a job for which "
        "PCSOs are the preferred team waits for a PCSO of its patch",
        example="patches",
        default="pooled",
    )


class ResolutionCentre(Team):
    """The Resolution Centre: a team that calls people back."""

    opens_on: Day | None = field(
        "day on which the Centre first opens; until then, officers attend what it would deal "
        "with, as the least urgent grade that officers attend. If omitted, it is open from the "
        "start",
        example="2016-12-01",
        default=None,
    )
    opening_hours: OpeningHours | None = field(
        "when people are called; if omitted, whenever somebody is on duty",
        example={"weekdays": {"opens": "08:00", "closes": "22:00"}},
        default=None,
    )
    queue: DeskQueueName = field(
        "which cases of a grade go first: the first to come, those of the types with the highest "
        "harm (investigation), or those of the types with the shortest mean handling",
        example="harm_first",
        default="first_come",
    )
    attempts: Attempts | None = field(
        "attempts to reach a caller; if omitted, the first one succeeds",
        example={"reached_share": 0.6, "failed_min": 5, "again_after_min": 120, "most": 4},
        default=None,
    )
    resolved_share: NonNegativeFloat | None = field(
        "share of all cases that the Centre resolves, counting callers never reached; the types' "
        "own shares are scaled to it. If omitted, they are used as they are",
        unit="share, 0 to 1",
        example=0.73,
        default=None,
        le=1,
    )
    satisfied: ShareByWait | None = field(
        "callers contacted who are satisfied; if omitted, this is not measured",
        example={"at_once": 0.8, "lost_per_hour": 0.01, "lowest": 0.4},
        default=None,
    )
    understood: ShareByWait | None = field(
        "callers contacted who understand the decision; if omitted, this is not measured",
        example={"at_once": 0.9, "lost_per_hour": 0.003, "lowest": 0.7},
        default=None,
    )


class InvestigationTeam(DetectiveTeam):
    """Investigators of all cases but those of public protection."""


class PublicProtectionTeam(DetectiveTeam):
    """Investigators of rape, child protection and high-risk domestic abuse."""


_OFFICE = {"posts": {"Brighton": 20}, "rota": "office"}


class Teams(Section):
    """The teams of the force; omit those that it does not have."""

    response: ResponseTeam | None = field(
        "officers who answer calls",
        example={"posts": {"Brighton": 120}, "rota": "core"},
        default=None,
    )
    neighbourhood: NeighbourhoodTeam | None = field(
        "prevention officers, on prevention unless sent to an incident",
        example={**_OFFICE, "prevention_planned_share": 0.8},
        default=None,
    )
    enforcement: EnforcementTeam | None = field(
        "prevention officers who use powers against those who cause most harm, on prevention "
        "unless sent to an incident",
        example={**_OFFICE, "prevention_planned_share": 0.6},
        default=None,
    )
    pcso: PcsoTeam | None = field(
        "police community support officers, on prevention unless sent to an incident",
        example={**_OFFICE, "powers": ["confiscate_alcohol"]},
        default=None,
    )
    resolution_centre: ResolutionCentre | None = field(
        "one desk for the force that resolves cases by phone",
        example={"posts": {FORCE_WIDE: 30}, "rota": "core", "queue": "harm_first"},
        default=None,
    )
    investigation: InvestigationTeam | None = field(
        "investigators who work cases at the hubs",
        example={**_OFFICE, "caseload_limit": 20},
        default=None,
    )
    public_protection: PublicProtectionTeam | None = field(
        "investigators of rape, child protection and high-risk domestic abuse",
        example={**_OFFICE, "caseload_limit": 25},
        default=None,
    )
