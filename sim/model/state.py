"""The state of a run: nested tuples of arrays, each written by one module only.

Who writes what (held by tests/model/test_ownership.py):

=================  =====================================
part of the state  module that writes it
=================  =====================================
incidents          sim.model.incidents
deployments        sim.model.deployments
officers           sim.model.officers
pools              sim.model.pools
queues             sim.model.queues
redeployment       sim.model.redeployment
prevention         sim.model.prevention
cases              sim.model.cases
control_room       sim.model.control_room
desk               sim.model.desk
chasers            sim.model.chasers
prevention_effect  sim.model.prevention_effect
patrols            sim.model.small_areas
problem_areas, problem_files, problem_hubs  sim.model.problem_files
demand             sim.model.multiplier
safeguarding       sim.model.safeguarding
cohorts            sim.model.cohorts
operations         sim.model.operations
custody            sim.model.custody
watches            sim.model.watches
diary              sim.model.appointments
posts              sim.model.posts
months             sim.model.months
requests           sim.model.requests
clock, log         sim.model.log
=================  =====================================

All arrays are one-dimensional: int64 or bool. Where there are as many as incidents or more, int32
for numbers of things, and int8 for codes and counts that are never above 127. Times are
milliseconds; -1 means never or none. Each has the length that its class states, or its own, as in
`Annotated[Ints, "hubs"]`. Numbers start at -1, those marked as `Zeros` at 0, and flags off;
`sim.engine.memory` allocates them by that.
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.model.state_of_chasers import ChaserState
from sim.model.state_of_cohorts import CohortState
from sim.model.state_of_demand import DemandState, OperationState, PreventionEffectState
from sim.model.state_of_places import OpenFiles, Patrols, ProblemAreas, ProblemHubs
from sim.model.state_of_safeguarding import SafeguardingState
from sim.vocabulary import Activity, PreventionWork
from sim.world.array_kinds import CodeZeros, ShortZeros, Zeros
from sim.world.arrays import Bools, Codes, Ints, Shorts

#: Number of activities in the time account.
ACTIVITIES = len(Activity)
#: Number of kinds of work in the prevention account.
PREVENTION_WORKS = len(PreventionWork)
#: Operations may act on repeats alone.
FIRSTS_AND_REPEATS = 2


class Incidents(NamedTuple):
    """What has happened to each incident; each (incidents,)."""

    state: CodeZeros  #: vocabulary.IncidentState
    grade: CodeZeros  #: as it stands now (the desk may send a case on with another grade)
    sought_as: CodeZeros  #: grade as of which officers are sought: its own, or that of begun jobs
    due_since_ms: Ints  #: when it began to wait for an officer: passed on, or sent on by the desk
    assessed_ms: Ints  #: when it was graded and passed on, or closed by rule
    called_ms: Ints  #: first attempt of the Resolution Centre to reach the caller
    contacted_ms: Ints  #: first contact by the Resolution Centre
    attempts: CodeZeros  #: attempts of the Resolution Centre to reach the caller
    first_assigned_ms: Ints
    first_arrived_ms: Ints
    cleared_ms: Ints
    finished_ms: Ints
    outcome: CodeZeros  #: vocabulary.Outcome
    arrested: Bools  #: whether somebody is arrested there, once an officer has arrived
    team: Codes  #: role of the officer who arrived first, or the Resolution Centre; -1: nobody
    wanted: Codes  #: officers needed, relief included
    assigned: CodeZeros  #: officers on the way or at the scene now
    arrived: CodeZeros  #: officers at the scene now
    deployed: CodeZeros  #: rows of deployment used so far
    scene_left_ms: Ints  #: work left at the scene when it last started or stopped
    scene_since_ms: Ints  #: when work at the scene last started; -1: nobody works there
    token: ShortZeros  #: ends of scene work with an older token are stale
    appointment_ms: Ints  #: start of the slot agreed last; -1: none
    first_appointment_ms: Ints  #: start of the slot agreed first; -1: none
    appointments_missed: (
        ShortZeros  #: slots that ended before anybody was sent, and were agreed again
    )
    relief: CodeZeros  #: officers at the scene who are to be relieved


class Deployments(NamedTuple):
    """A row for each officer sent, in the order in which they were; each (slots,).

    There are more than those taken. At the end of a run the others are cut off, and the rows are by
    incident, and then in the order of assignment.
    """

    first: Annotated[Shorts, "incidents"]  #: first row of each incident; -1: nobody was sent
    taken: Annotated[Zeros, "1"]  #: rows taken so far
    following: ShortZeros  #: next row of the same incident; 0: none yet
    incident: ShortZeros
    officer: ShortZeros
    assigned_ms: Zeros
    arrived_ms: Zeros  #: -1: not yet
    left_ms: Zeros  #: -1: not yet
    from_district: ShortZeros  #: where the officer set out
    redeployed: Bools  #: sent under the redeployment rule
    leads: Bools  #: sent alone, or leads the crew that is sent
    ended_by: CodeZeros  #: vocabulary.EndedBy


class Officers(NamedTuple):
    """What each person is doing; each (officers,) unless it says otherwise."""

    activity: Zeros  #: vocabulary.Activity
    began_ms: Zeros  #: when the activity began
    since_ms: Zeros  #: when the activity began, or the warm-up ended, if later
    idle_since_ms: Zeros  #: when the officer last became free
    district: Zeros  #: where the officer is, or was last
    at_station: Bools  #: whether the officer is at the station itself
    partner: Ints  #: the one led, for the leader of a crew of two; -1: none
    leader: Ints  #: the leader, for the other one of a crew; -1: works alone or leads
    role: Zeros  #: whose rules apply: the own role, or response while making up its numbers
    jobs: Zeros  #: jobs given in this shift
    duty: Ints  #: shift being worked (number in `world.duties`); -1: off duty
    token: Zeros  #: events with an older token are stale
    slot: Ints  #: row of the deployment in hand; -1: none
    incident: Ints  #: desk case or investigation in hand; -1: none
    duty_end_ms: Zeros
    break_left_ms: Zeros  #: break still owed in this shift
    break_due: Bools  #: the officer's turn for the break has come
    break_until_ms: Zeros  #: latest start of the break
    other_left_ms: Zeros  #: other duties of this shift whose turn has come
    writing_up_left_ms: Zeros
    writing_place: Zeros  #: where that is to be done, vocabulary.WritingPlace
    writing_up_put_off_ms: Zeros  #: left at the end of shifts for the next one
    drive_back_ms: Zeros  #: spent driving back to write up
    custody_until_ms: Zeros  #: end of the time at the custody suite, or of the watch
    redeployed_since_ms: Ints  #: since when on redeployment; -1: not
    redeployed_ms: Zeros  #: time spent redeployed
    redeployed_in_shift_ms: Zeros  #: of that, in this shift, warm-up included; not while it goes on
    #: how many are redeployed, if that is limited; backfill apart
    redeployed_now: Annotated[Zeros, "hubs"]
    missed_breaks: Zeros
    overtime_ms: Zeros
    on_duty_ms: Zeros  #: from booking on to going off duty, overtime included
    booked_on_ms: Zeros  #: when this shift began (or the warm-up ended, if later)
    account_ms: Annotated[Zeros, "officers * ACTIVITIES"]  #: time by activity since the warm-up


class Pools(NamedTuple):
    """Officers who can be sent: available ones, and ones who may be called away.

    Pool number ``(kind * roles + role) * (hubs + 1) + hub``; the members of pool ``p`` are
    ``member[first[p] : first[p] + size[p]]`` in no particular order.
    """

    first: Ints  #: (pools + 1,) where its members begin, and end
    size: Ints  #: (pools,)
    member: Ints
    home: Ints  #: (officers,) pool of the officer among those of kind 0
    of_officer: Ints  #: (officers,) pool the officer is in; -1: none
    position: Ints  #: (officers,) index into member
    to_be_offered: Bools  #: (officers,) is free with others, and not yet offered what waits
    number_to_be_offered: Ints  #: (pools of kind 0,) how many of its officers are so
    to_be_offered_at_hub: Ints  #: (hubs + 1,) the same of all pools of a hub


class Queues(NamedTuple):
    """Waiting incidents, first come first served within grade; each (incidents,) unless said.

    Queue number ``(hub * GRADES + grade) * classes + class``; the Resolution Centre's queues come
    next, class 0, at hub number `Sizes.hubs` plus the rank of the type (`DeskRules`); after all
    hubs those of patches, by patch and grade, which are in no count of their hub. Cases to
    allocate and cases ready to be worked on have queues of their own in `Cases`.
    """

    head: Ints  #: (queues,)
    tail: Ints  #: (queues,)
    length: Zeros  #: (queues,)
    next: Shorts
    previous: Shorts
    of_incident: Shorts  #: queue the incident is in; -1: none
    order: Shorts  #: running number of falling due; -1: not yet
    joined: Annotated[Zeros, "1"]  #: running number of the last to fall due
    waiting: Zeros  #: ((hubs + desk ranks) * GRADES,) incidents in all queues of the hub and grade
    blocking: Zeros  #: ((hubs + desk ranks) * GRADES,) waiting incidents not to be overtaken
    blocking_anywhere: Annotated[Zeros, "1"]  #: the same, in the whole force
    #: grade-1 incidents that wait for officers anywhere in the force
    emergencies: Annotated[Zeros, "1"]
    #: the line of all classes of a hub and grade, without patches
    line_head: Annotated[Ints, "hubs * GRADES"]
    line_tail: Annotated[Ints, "hubs * GRADES"]
    line_next: Shorts
    line_previous: Shorts
    changes: Annotated[Zeros, "1"]  #: times that an incident came into a line, or left it
    #: the next of each hub while the lines of all are gone through, and the changes until then
    next_of_hub: Annotated[Ints, "hubs"]
    next_after_changes: Annotated[Ints, "1"]
    #: first in line that may not be overtaken; -1: none
    first_blocker: Annotated[Ints, "hubs * GRADES"]
    open_to_all: Bools  #: has waited for owners of its patch for as long as it may
    called_after_ms: Ints  #: longest wait, with nobody sent, after which it called other hubs
    awaiting_help: Annotated[Zeros, "1"]  #: incidents in queues that call for help
    #: looks at what waits that are still to come at this moment; until then no hub helps
    looks_to_come: Annotated[Zeros, "1"]
    help_asked: Annotated[Zeros, "1"]  #: 1: hubs are to help each other at the end of this moment
    #: incidents that fell due at this moment after others, and have yet to have their turn
    falling_due: Annotated[Zeros, "1"]


class RedeploymentState(NamedTuple):
    """The redeployment rule's memory; each (hubs,) unless it says otherwise."""

    on: Bools
    overdue: Zeros  #: unassigned incidents older than the threshold
    is_overdue: Annotated[Bools, "incidents"]
    token: Zeros
    switched_on: Zeros  #: times the rule came on
    short: Zeros  #: people missing from the response shift that started last
    short_until_ms: Ints  #: end of that shift
    in_force: Annotated[Zeros, "1"]  #: number of the rule of this date
    backfilling: Annotated[Bools, "officers"]  #: works as response until going off duty


class PreventionAccount(NamedTuple):
    """What time on prevention went into; of teams with a plan, but for `fed_ms`."""

    spent_ms: Annotated[Zeros, "officers"]  #: on prevention, warm-up included
    booked_ms: Annotated[Zeros, "officers * PREVENTION_WORKS"]  #: the same by kind of work
    delivered_ms: Annotated[Zeros, "officers * PREVENTION_WORKS"]  #: since the warm-up
    #: what hours of the hub's officers count for, warm-up included
    fed_ms: Annotated[Zeros, "hubs * PREVENTION_WORKS"]


class Cases(NamedTuple):
    """Investigations: a case has the number of its incident; each (`Sizes.cases`,) unless said.

    Lists are linked: ``next`` of a case is the one after it. Each lane (team and skill) has at each
    hub one list of cases to allocate for each harm rank, number ``(lane * hubs + hub) * harms +
    rank``; everybody who holds cases has one list of those that are ready for work.
    """

    state: CodeZeros  #: vocabulary.CaseState
    owner: Shorts  #: who holds it; -1: nobody
    lane: Shorts  #: who it is for now: the lane drawn, or that of file build by Response
    left_ms: Zeros  #: work left in this episode
    episodes_left: CodeZeros  #: episodes after this one
    worked_ms: Zeros
    opened_ms: Ints  #: before 0 for cases that were open when the run started
    allocated_ms: Ints  #: first given to somebody
    first_done_ms: Ints  #: end of the first episode
    passed_on_ms: Ints  #: given to Response for the file build; empty if Response builds none
    closed_ms: Ints
    next: Shorts
    to_allocate: Annotated[Zeros, "lanes * hubs"]  #: cases that wait to be allocated
    to_allocate_head: Annotated[Ints, "lanes * hubs * harms"]
    to_allocate_tail: Annotated[Ints, "lanes * hubs * harms"]
    order: Shorts  #: running number of joining the queue to be allocated
    joined: Annotated[Zeros, "1"]  #: running number of the last to join
    urgent: Annotated[Zeros, "1"]  #: cases with a suspect in custody that wait to be allocated
    last_given: Annotated[Ints, "roles * hubs"]  #: who was last given a case
    ready_head: Annotated[Ints, "officers"]
    ready_tail: Annotated[Ints, "officers"]
    open: Annotated[Zeros, "officers"]  #: open cases held


class ControlRoomState(NamedTuple):
    """Logs that wait to be graded, first come first served within grade; unused without a limit."""

    busy: Annotated[Zeros, "1"]  #: dispatchers who have a log in hand
    head: Annotated[Ints, "GRADES"]
    tail: Annotated[Ints, "GRADES"]
    next: Shorts  #: (incidents,) with a limit; none without


class Desk(NamedTuple):
    """The opening hours of the Resolution Centre, and those who call again; each (1,)."""

    closes_ms: Annotated[Ints, "1"]  #: when the present opening ends, or the last one ended
    calls_waiting: Annotated[Zeros, "1"]  #: calls of those who call again, to be answered
    calls_ms: Annotated[Zeros, "1"]  #: time spent on such calls since the warm-up


class Diary(NamedTuple):
    """Visits agreed, where hubs have room for only some a day."""

    #: visits by day from the start of the run, hub and grade
    agreed: Annotated[Zeros, "diary_days * hubs * GRADES"]


class Custody(NamedTuple):
    """Cells of custody suites; each (cells,)."""

    free_from_ms: Zeros  #: when the person who takes the cell next can go in


class Watches(NamedTuple):
    """Watches at hospitals and in custody; each (officers,)."""

    #: after which the officer watches somebody, or will once custody is over; -1: after none
    incident: Ints


class PostHolders(NamedTuple):
    """Who holds a post, where posts change by date; each (officers,)."""

    in_post: Bools


class MonthEnds(NamedTuple):
    """What the accounts held at the end of each month, where results are shown by month."""

    account_ms: Annotated[Zeros, "months * officers * ACTIVITIES"]
    delivered_ms: Annotated[Zeros, "months * officers * PREVENTION_WORKS"]
    redeployed_ms: Annotated[Zeros, "months * officers"]
    powers: Annotated[Zeros, "months * roles * hubs"]  #: uses of powers in problem files


class Clock(NamedTuple):
    """Counters of the run; each (1,)."""

    now_ms: Zeros
    kind: Zeros  #: vocabulary.EventKind of the event that runs
    events: Zeros  #: model events that have run
    #: vocabulary.FullArray that was too small, after which the run is worth nothing but if `SENT`
    overflow: Zeros


class Requests(NamedTuple):
    """Requests for time that the engine has yet to take, filled from the front.

    The sequence number of the n-th of them, which orders events of one time and kind, is
    ``taken + n``.
    """

    filled: Annotated[Zeros, "1"]
    taken: Annotated[Zeros, "1"]  #: requests that the engine has taken so far
    time_ms: Zeros
    kind: Zeros
    entity: Zeros
    token: Zeros
    cause: Zeros


class Log(NamedTuple):
    """The event log; columns have one entry per line."""

    on: Bools  #: (1,)
    lines: Ints  #: (1,)
    cause: Ints  #: (1,) line that led to what happens now; -1: none
    time_ms: Ints
    record: Ints  #: vocabulary.Record
    incident: Ints
    officer: Ints
    hub: Ints
    before: Ints  #: state or activity before, of whatever the record is about
    after: Ints
    parent: Ints  #: line that led to this one


class State(NamedTuple):
    """All that changes in a run."""

    incidents: Incidents
    deployments: Deployments
    officers: Officers
    pools: Pools
    queues: Queues
    redeployment: RedeploymentState
    prevention: PreventionAccount
    cases: Cases
    control_room: ControlRoomState
    desk: Desk
    chasers: ChaserState
    prevention_effect: PreventionEffectState
    patrols: Patrols
    problem_areas: ProblemAreas
    problem_files: OpenFiles
    problem_hubs: ProblemHubs
    demand: DemandState
    safeguarding: SafeguardingState
    cohorts: CohortState
    operations: OperationState
    custody: Custody
    watches: Watches
    diary: Diary
    posts: PostHolders
    months: MonthEnds
    clock: Clock
    requests: Requests
    log: Log
