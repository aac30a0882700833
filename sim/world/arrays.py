"""The world as arrays: everything that exists before the clock starts, and never changes after.

All arrays are one-dimensional: int64, float64 or bool. Where there are as many as incidents, int32
for numbers of things, and int8 for codes and counts that are never above 127. Tables are laid out
row by row, so that ``table[row * columns + column]`` finds a cell. Times are milliseconds since the
start of the scenario; -1 means never.
"""

from __future__ import annotations

from typing import NamedTuple

from sim.world.array_kinds import Bools as Bools
from sim.world.array_kinds import Codes as Codes
from sim.world.array_kinds import Floats as Floats
from sim.world.array_kinds import Ints as Ints
from sim.world.array_kinds import Shorts as Shorts
from sim.world.arrays_at_risk import CohortRules as CohortRules
from sim.world.arrays_at_risk import SafeguardingRules as SafeguardingRules
from sim.world.arrays_cases import CaseRules as CaseRules
from sim.world.arrays_cases import OpenCases as OpenCases
from sim.world.arrays_demand import MultiplierRules as MultiplierRules
from sim.world.arrays_demand import OperationEffectRules as OperationEffectRules
from sim.world.arrays_demand import Operations as Operations
from sim.world.arrays_demand import Patches as Patches
from sim.world.arrays_demand import PreventionEffectRules as PreventionEffectRules
from sim.world.arrays_demand import PreventionRules as PreventionRules
from sim.world.arrays_dispatch import DispatchRules as DispatchRules
from sim.world.arrays_dispatch import RedeploymentRules as RedeploymentRules
from sim.world.arrays_places import ProblemFileRules as ProblemFileRules
from sim.world.arrays_places import SmallAreaRules as SmallAreaRules
from sim.world.arrays_service import ArrestRules as ArrestRules
from sim.world.arrays_service import ChaserRules as ChaserRules
from sim.world.arrays_service import ServiceRules as ServiceRules

#: Rows of `Places.expected_ms`.
ORDINARY_DRIVE, EMERGENCY_DRIVE = 0, 1
#: Multipliers of demand, and the marks they are held against, are whole millionths.
MILLIONTHS = 1_000_000
#: Days of which the count of an area with problem files holds about as many incidents as came in
#: them: each day one part in this number is forgotten.
COUNT_DAYS = 28
#: `Drawn.mark` of incidents that come about whatever is done.
ALWAYS = -1
#: The same of tasks and visits whose incident may not come about: they come if it does.
WITH_PARENT = -2
#: `Drawn.arrest_mark` of incidents at which nobody is ever arrested.
NO_ARREST = (1 << 31) - 1
#: `Drawn.parent` of incidents that are no repeats, or whose parent came before the run.
NO_PARENT = -1
#: `Drawn.task` of the visit that follows an incident; recurring tasks have 1, 2, 3 ...
VISIT = 100
#: `Drawn.task` of a log that the first call of a caller who calls again opens; the others follow.
NEW_LOG = 200
#: Length of tables indexed by grade number (grades 1 to 9).
GRADES = 10
#: Kinds of pool that come before the pool of those who are engaged (`sim.model.pools`).
ENGAGED_POOLS = 2


class Sizes(NamedTuple):
    """How many there are of everything, and the two times that bound the measured period."""

    incidents: int
    slots: int
    officers: int
    hubs: int
    districts: int
    roles: int
    grades: int  #: highest grade number
    interrupting: int  #: highest number of a grade that calls officers away; 0: none does
    preempting: int  #: lowest number of a grade that calls officers away from drives or scenes
    interrupting_scenes: int  #: highest number of a grade that interrupts scenes but not drives
    callable_pools: int  #: pools of people who are available or in interruptible work
    hubs_help: bool  #: whether any team helps other hubs
    waits_for_help: bool  #: whether any team does so after a wait
    types: int
    classes: int  #: attendance classes: distinct lists of teams that may attend
    harms: int  #: highest harm rank + 1, and one more above it for suspects in custody
    lanes: int  #: queues of cases to allocate at each hub: pairs of team and skill needed
    cases: int  #: incidents, and after them cases that are open when the run starts
    warm_up_ms: int
    horizon_ms: int
    patches: int  #: patches with jobs of their own; 0: PCSOs are pooled
    conditional: int  #: incidents that may not come about
    operations: int
    cohorts: int  #: of offenders who may be managed
    safeguarded: int  #: incidents, if any may be referred or reported; else 0
    months: int  #: ends of calendar months at which accounts are noted
    diary_days: int  #: days on which visits are counted; 0: hubs have room for all
    grid_ms: int  #: all times are multiples of this; 1 unless the scenario sets a time grid
    suites: int  #: custody suites
    cells: int  #: cells of all suites in which they are counted
    drive_hours: int  #: tables of expected drives: 24 by the hour of setting out; 1: all alike
    areas: int  #: small areas of all hubs; 0: nothing depends on where in a hub incidents happen
    patrol_days: int  #: days over which visits to hot spots are averaged; 0: none are made
    files: int  #: problem files that may be open at once, of all hubs; 0: there are none
    areas_with_files: int  #: small areas, if there are problem files; 0 otherwise


class Places(NamedTuple):
    """Where things are, and how long drives are expected to take."""

    hub_of_district: Ints  #: (districts,)
    hub_district: Ints  #: (hubs,) district in which the hub stands
    nearest_hubs: Ints  #: (hubs * hubs,) for each hub all, itself first, then by expected drive
    #: (drive_hours * 2 * districts * districts,) by hour, ordinary then emergency, from, to
    expected_ms: Ints
    varies_up_to_ms: int  #: expected time of a drive that varies by the factor drawn


class CustodyRules(NamedTuple):
    """Custody suites, in the order of the scenario, and hospitals."""

    district: Ints  #: (suites,) where each stands
    nearest: Ints  #: (districts * suites,) for each district all suites, by expected drive
    first_cell: Ints  #: (suites + 1,) cells of each; none where there is always room
    closed: Bools  #: (suites * hours of the run,) when each takes nobody
    hospital: Ints  #: (districts,) where the nearest hospital stands


class Drawn(NamedTuple):
    """Attributes of every potential incident, in order of creation; each (incidents,).

    Order of creation is by time, then district, type, layer, week and ordinal; repeats come last.
    Every array holds a value for every incident, whether or not it comes to use: an incident that
    is not investigated still has its case drawn, so that a changed share moves no other value.
    """

    created_ms: Ints
    district: Shorts
    hub: Shorts
    type: Shorts
    week: Shorts  #: identity: weeks since the epoch Monday
    ordinal: Shorts  #: identity: number within district, type, week and layer
    layer: Shorts  #: identity: layer of demand, as in `Names.layers`; 0: the base
    repeat: Codes  #: identity: number in a chain of repeats; 0: no repeat
    parent: Shorts  #: the incident that it repeats; `NO_PARENT`: none, or one before the run
    task: Shorts  #: identity: number among the work that follows `parent`; 0: no such work
    follow_up: Shorts  #: the visit that follows it; -1: none
    mark: Shorts  #: comes about while the multiplier of demand is above this, in millionths
    grade: Codes  #: grade at creation
    grading_ms: Ints  #: a dispatcher's time until it is graded and passed on
    closed_by_rule: Bools  #: closed when it is graded: nobody visits or calls back
    officers: Codes  #: officers needed
    together: Bools
    bypass: Bools
    scene_ms: Ints
    writing_up_ms: Ints
    writing_place: Codes  #: vocabulary.WritingPlace
    arrest_mark: Shorts  #: there is an arrest if the factor of the response time is above this
    custody_ms: Ints  #: at the custody suite, if there is an arrest
    detained_ms: Ints  #: for which a cell is taken; 0: none is
    watch_ms: Ints  #: at a hospital, if there is no arrest; 0: nobody is watched
    custody_watch_ms: Ints  #: after `custody_ms`, if there is an arrest; 0: nobody is watched
    patience_ms: Ints  #: wait after which it is cancelled or upgraded; -1: waits for ever
    upgraded: Bools  #: upgraded when patience ends; cancelled otherwise
    seen_after_days: Shorts  #: days from the first possible one to the appointment
    seen_at_ms: Shorts  #: time of day of the appointment
    desk_ms: Ints  #: handling time at the Resolution Centre
    desk_resolves: Bools
    desk_refers: Codes  #: vocabulary.Referral of a case that it does not resolve
    sent_on_grade: Codes  #: grade with which the desk sends it on
    reached_on: Codes  #: attempt with which the desk reaches the caller; 0: none
    investigated: Bools
    case_work_ms: Ints
    case_episodes: Codes
    case_wait_ms: Ints  #: all waits together
    harm: Codes
    case_lane: Shorts  #: team and skill that the case needs, a row of `CaseRules`
    deadline_ms: Ints  #: time in which the first episode must be done; -1: nobody is in custody
    screened_out: Bools
    vulnerable: Bools  #: whether the victim or caller is; only measures ask
    unrecorded: Bools  #: a crime that comes in and is not recorded; only measures ask
    file_ms: Ints  #: file build, the last part of `case_work_ms`; 0: nobody is charged
    without_charge: Codes  #: how it ends if nobody is charged, vocabulary.WithoutCharge
    cohort: Shorts  #: cohort of the offender, from 1; 0: none
    marac: Bools  #: referred to a MARAC when it has been attended
    triage_ms: Ints  #: triage of the report that is made of it; 0: none is
    patch: Shorts  #: number of the patch within the district; 0 unless PCSOs are tied to patches
    area: Shorts  #: small area in which it happens, of all hubs; 0 unless the scenario has them
    rows: Codes  #: officers who may be sent to it in all; none if it is closed by rule
    first_slot: Shorts  #: (incidents + 1,) first row of the incident in `Slots`


class TypeRules(NamedTuple):
    """Rules by incident type; each (types,)."""

    interruptible: Bools
    relayable: Bools
    watch_officers: Ints  #: who stay on watch at a hospital
    watch_interruptible: Bools
    custody_watch_interruptible: Bools
    repeat_factor: Ints  #: of repeats, once the visit has been made, in millionths
    patch_owner_within_ms: Ints  #: for which a job is left to owners of its patch; 0: for ever


class Slots(NamedTuple):
    """Marks of each officer who may be sent to an incident, first to last; each (slots,).

    There are as many as it needs officers, and more where some may be called away or relieved, or
    come in twos.
    """

    travel_factor: Floats  #: actual drive / expected drive


class People(NamedTuple):
    """Individuals who can be deployed, ordered by role, hub and number; each (officers,)."""

    role: Ints
    hub: Ints  #: home hub; `Sizes.hubs` for people who serve the whole force
    station: Ints  #: district in which they parade
    person: Ints  #: permanent id: number within role and hub
    in_post: Bools  #: whether they are there when the run starts


class Duties(NamedTuple):
    """Shifts as worked: people of one team and hub who start and end together, by start time.

    The people of duty ``d`` are ``member[first_member[d]:first_member[d + 1]]``, absence taken out.
    """

    start_ms: Ints  #: (duties,)
    end_ms: Ints  #: (duties,)
    role: Ints  #: (duties,)
    hub: Ints  #: (duties,)
    first_member: Ints  #: (duties + 1,)
    member: Shorts  #: (members,) officer
    break_due_ms: Ints  #: (members,) when the person's turn for the break comes; -1 for none
    break_until_ms: Ints  #: (members,) latest start of the break
    other_due_ms: Ints  #: (members,) when the person's turn for other duties comes; -1: never
    other_ms: Shorts  #: (members,) how long they take
    partner: Shorts  #: (members,) the other one of a crew of two, its leader comes first; -1: alone
    overtime: Bools  #: (members,) whether the whole shift is overtime, on a rest day
    posts_ms: Ints  #: (changes of posts,) when they change
    first_changed: Ints  #: (changes of posts + 1,)
    changed: Ints  #: (people who come or leave,) officers, by change of posts


class GradeRules(NamedTuple):
    """Rules by grade number; each (GRADES,) unless it says otherwise."""

    target_ms: Ints
    drive: Ints  #: ORDINARY_DRIVE or EMERGENCY_DRIVE
    at_desk: Bools  #: served by the Resolution Centre
    lost_when_busy: Bools
    interrupts_briefing: Bools
    interrupts_break: Bools
    interrupts_writing_up: Bools
    interrupts_travel: Bools  #: drives to lower grades
    interrupts_scene: Bools  #: scenes of lower grades
    when_nearer: Bools  #: calls officers away when nearer than those available
    upgraded_to: Ints  #: grade when patience ends
    notice_ms: Ints  #: of an appointment
    slot_ms: Ints  #: length of an appointment's slot; 0: no appointments
    agreed_again: Bools  #: another slot is agreed when nobody was sent in time
    late_until_ms: Ints  #: time of day until which a late visit is still made; 0: end of the slot
    visits_per_day: Ints  #: (hubs * GRADES,) room in a hub's diary on one day; 0: for all


class TeamRules(NamedTuple):
    """Rules by role; each (roles,) unless it says otherwise."""

    briefing_ms: Ints
    break_ms: Ints
    last_assignment_ms: Ints
    last_emergency_ms: Ints
    overtime_call_limit_ms: Ints  #: -1: called as long as they are at work
    overtime_limit_ms: Ints  #: -1: everybody finishes what is in hand
    idle_limit_ms: Ints  #: -1: stays out
    cross_hub: Ints  #: vocabulary.CrossHub
    cross_hub_within_ms: Ints
    cross_hub_calls_away: Bools  #: called away for emergencies at other hubs, if nobody is free
    cross_hub_after_ms: Ints  #: wait after which help is sent
    cross_hub_grades: Bools  #: (roles * GRADES,) grades for which help is sent after a wait
    held_back: Ints  #: (roles * GRADES,) who must stay available when a grade is served
    protected: Ints  #: (roles * hubs,) who stay on prevention in protected hours
    protected_from_ms: Ints  #: time of day at which these begin, and end
    protected_until_ms: Ints
    protected_first_ms: Ints  #: when the hours of the first day begin
    protected_last_ms: Ints  #: when those of the last day end
    caseload_limit: Ints
    attends: Bools  #: attends incidents in person
    works_cases: Bools
    on_prevention: Bools  #: time between jobs is prevention
    class_of: Ints  #: (types * GRADES,) attendance class of a type at a grade; -1: not attended
    rank: Ints  #: (classes * roles,) preference of a role in a class, 1 first; 0: may not attend
    barred: Bools  #: (classes * roles,) lacks a power that the class needs, so is never sent
    preferred: Ints  #: (classes * roles,) roles of a class, the preferred one first; then -1
    planned_prevention_ms: Ints  #: (roles * hubs,) in the measured period


class WritingUpRules(NamedTuple):
    """How far writing up may be put off."""

    put_off_limit_ms: int  #: who owes more is called from it by grade 1 alone
    next_shift_limit_ms: int  #: what may be left at the end of a shift for the next one


class ControlRoomRules(NamedTuple):
    """Who grades logs and passes them on."""

    limited: bool  #: whether a log waits while all dispatchers are busy
    at_work: Ints  #: (168,) dispatchers in each hour of a week, from the start of the run
    hour_ms: int


class DeskRules(NamedTuple):
    """Rules of the Resolution Centre."""

    opens_ms: Ints  #: (openings,) in order; none when it calls whenever somebody is on duty
    closes_ms: Ints  #: (openings,)
    rank: Ints  #: (types,) turn of a type among cases of one grade, 0 first
    ranks: int  #: number of different turns
    attempts: int  #: most attempts to reach a caller
    failed_ms: int  #: time spent on an attempt that does not reach the caller
    again_after_ms: int  #: from then to the next attempt
    no_reply_grade: int  #: grade with which callers never reached are sent on; 0: closed


class Months(NamedTuple):
    """Calendar months, where results are shown by month."""

    ends_ms: Ints  #: (months,) their ends, but for that of the last one


class World(NamedTuple):
    """Everything that exists before the clock starts."""

    sizes: Sizes
    places: Places
    drawn: Drawn
    slots: Slots
    people: People
    duties: Duties
    grades: GradeRules
    types: TypeRules
    custody: CustodyRules
    arrests: ArrestRules
    teams: TeamRules
    dispatch: DispatchRules
    redeployment: RedeploymentRules
    writing_up: WritingUpRules
    control_room: ControlRoomRules
    desk: DeskRules
    chasers: ChaserRules
    service: ServiceRules
    cases: CaseRules
    open_cases: OpenCases
    prevention: PreventionRules
    patches: Patches
    prevention_effect: PreventionEffectRules
    small_areas: SmallAreaRules
    problem_files: ProblemFileRules
    multiplier: MultiplierRules
    safeguarding: SafeguardingRules
    cohorts: CohortRules
    operations: Operations
    months: Months
    operation_effects: OperationEffectRules


def only_incidents(world: World) -> World:
    """Return a world without the rows of cases that were open when the run started."""
    n = world.sizes.incidents
    if world.sizes.cases <= n:
        return world
    drawn = Drawn._make(column[:n] for column in world.drawn)
    return world._replace(drawn=drawn._replace(first_slot=world.drawn.first_slot[: n + 1]))


class Names(NamedTuple):
    """What the codes in a world stand for, in code order."""

    hubs: tuple[str, ...]
    districts: tuple[str, ...]
    types: tuple[str, ...]
    roles: tuple[str, ...]
    layers: tuple[str, ...] = ("",)  #: layers of demand; the base has no name
    part_of: tuple[str, ...] = ()  #: (districts,) district of each place; most are their own
