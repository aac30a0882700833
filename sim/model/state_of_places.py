"""Parts of the state: visits to hot spots, and problem files (see `sim.model.state`)."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.world.array_kinds import Zeros
from sim.world.arrays import Bools, Ints


class Patrols(NamedTuple):
    """Visits of patrols to the hottest small areas; each (areas,) unless it says otherwise."""

    today: Zeros  #: visits since the last count
    visits: Zeros  #: within the days that are remembered, up to the last count
    by_day: Annotated[Zeros, "areas * patrol_days"]  #: the same by day, in a ring
    made: Zeros  #: visits since the warm-up
    next_on_list: Annotated[Zeros, "hubs"]  #: place on the hub's list that is visited next
    #: by what incidents off the list are multiplied, in millionths
    elsewhere: Annotated[Zeros, "types * hubs"]


class ProblemAreas(NamedTuple):
    """What calls for problem files, and what they achieve; each (`Sizes.areas_with_files`,)."""

    today: Zeros  #: incidents since the last count
    harm_today: Zeros  #: their weights, in thousandths
    of_late: Zeros  #: incidents of late, what is forgotten taken off, in millionths
    harm: Zeros  #: their weights, in thousandths
    has_file: Bools  #: a file is open
    files_so_far: Zeros
    opened_ms: Ints  #: when the file was opened that was closed last
    closed_ms: Ints  #: when that was closed
    fall: Zeros  #: of incidents, that the last file has left until the next count, in millionths


class OpenFiles(NamedTuple):
    """Problem files that are open, those of a hub together; each (`Sizes.files`,)."""

    stage: Zeros  #: vocabulary.FileStage; none: there is no file in this place
    area: Ints
    marks: Zeros  #: row of what was drawn of it
    owner: Ints  #: who works on this stage; -1: nobody has begun
    left_ms: Zeros  #: work left of the stage
    done_ms: Zeros  #: work done of it
    ready_ms: Zeros  #: when it can be worked on: at once, or after the wait for partners
    touched_ms: Zeros  #: when it was last worked on, or could be for the first time
    opened_ms: Zeros


class ProblemHubs(NamedTuple):
    """Problem files counted since the warm-up; each (hubs,) unless it says otherwise."""

    opened: Zeros
    closed: Zeros
    refused: Zeros  #: areas that called for one, day by day, while all places were taken
    closed_after_ms: Zeros  #: age of those that were closed, summed
    worked_ms: Zeros
    lost_ms: Zeros  #: work lost by files that went cold
    powers: Annotated[Zeros, "roles * hubs"]  #: uses of powers, by team of who closed the file
