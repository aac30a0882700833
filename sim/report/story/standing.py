"""How things stood once the event of a log line was over: who could be sent had been sent.

The run is simulated again up to there, so that the model's own policies can be asked about it.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from sim.model.policies import desk, patches, waiting
from sim.model.policies.why_not_sent import why_not_sent
from sim.model.state import State
from sim.report.story.situation import at_work
from sim.vocabulary import Activity, IncidentState, NotSent
from sim.world.arrays import World


@dataclass(frozen=True)
class Standing:
    """The state of a replication after an event, and what the policies say of it."""

    world: World
    state: State

    def grade(self, incident: int) -> int:
        """Return the grade of an incident."""
        return int(self.state.incidents.grade[incident])

    def activity(self, officer: int) -> Activity:
        """Return what an officer does."""
        return Activity(int(self.state.officers.activity[officer]))

    def _people(self, role: int, hub: int) -> list[int]:
        """Return who works in a team and hub, on duty or not."""
        mine = (self.state.officers.role == role) & (self.world.people.hub == hub)
        return [int(officer) for officer in np.flatnonzero(mine)]

    def on_duty(self, role: int, hub: int) -> dict[Activity, int]:
        """Count the people of a team and hub who are on duty, by activity; most common first."""
        return at_work(self.state.officers.activity[self._people(role, hub)])

    def why_not_sent(
        self, incident: int, role: int, activities: tuple[Activity, ...]
    ) -> dict[NotSent, int]:
        """Count those of a team at the hub who do one of these, by why they do not go."""
        hub = int(self.world.drawn.hub[incident])
        reasons = Counter(
            NotSent(why_not_sent(self.world, self.state, officer, incident))
            for officer in self._people(role, hub)
            if self.activity(officer) in activities
        )
        return dict(sorted(reasons.items()))

    def is_open_to_all(self, incident: int) -> bool:
        """Tell whether an incident has waited for owners of its patch for as long as it may."""
        return bool(self.state.queues.open_to_all[incident])

    def ahead_of(self, incident: int) -> dict[int, int]:
        """Count the incidents of the hub that are served before one, by grade."""
        w, s = self.world, self.state
        waits = (s.queues.of_incident >= 0) & (w.drawn.hub == w.drawn.hub[incident])
        waits &= s.incidents.state != int(IncidentState.DESK_QUEUE)
        counts = Counter(
            self.grade(other)
            for other in map(int, np.flatnonzero(waits))
            if not patches.is_tied(w, s, other) and waiting.is_ahead(s, other, incident)
        )
        return dict(sorted(counts.items()))

    def ahead_at_desk(self, incident: int) -> int:
        """Count the cases that the Resolution Centre calls back before one."""
        w, s = self.world, self.state
        waits = np.flatnonzero(s.incidents.state == int(IncidentState.DESK_QUEUE))
        return sum(desk.is_ahead(w, s, int(other), incident) for other in waits)
