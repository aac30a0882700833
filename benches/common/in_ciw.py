"""The common model in Ciw, with a node for each hub and a class for each grade and need.

Ciw has schedules of servers and classes in strict priority, but no customer who takes two servers:
`HubNode` adds that, as Ciw's guides add behaviour, by a class of node of one's own. Calls come as
sequences of intervals and of times at the scene, one for each node and class; Ciw begins the calls
of one node and class in order, so each meets its own time.

Ciw's clock starts at 23:00 of the day before: its schedules begin with a change of shift.
"""

from __future__ import annotations

import ciw
import numpy as np
from ciw.individual import Individual
from ciw.server import Server

from benches.common.definition import GRADES, STILL_WAITING, Calls, Changeovers, Ints
from sim.clock import MS_PER_DAY, MS_PER_HOUR

START_MS = -MS_PER_HOUR
#: An interval that outlasts every run.
NO_MORE = 1 << 52


class HubNode(ciw.Node):
    """A node whose customers may need two servers at once; nobody overtakes one who waits."""

    def find_free_server(self, ind: Individual) -> Server | None:
        needed = 2 if ind.customer_class.startswith("two") else 1
        free = [server for server in self.servers if not server.busy]
        if len(free) < needed:
            return None
        ind.second_server = free[1] if needed == 2 else None
        return free[0]

    def attach_server(self, server: Server, individual: Individual) -> None:
        super().attach_server(server, individual)
        if individual.second_server is not None:
            individual.second_server.cust = individual
            individual.second_server.busy = True

    def detatch_server(self, server: Server, individual: Individual) -> None:
        super().detatch_server(server, individual)
        if individual.second_server is not None:
            super().detatch_server(individual.second_server, individual)

    def begin_service_if_possible_release(
        self,
        next_individual: Individual,  # noqa: ARG002 - as the class above has it
        newly_free_server: Server,  # noqa: ARG002
    ) -> None:
        self.begin_service_if_possible_change_shift()

    def begin_service_if_possible_change_shift(self) -> None:
        while (ind := self.choose_next_customer()) is not None:
            server = self.find_free_server(ind)
            if server is None:
                return
            self.attach_server(server, ind)
            ind.service_start_date = self.now
            self.give_individual_a_service_time(ind)
            ind.service_end_date = self.now + ind.service_time
            self.number_in_service += 1
            server.next_end_service_date = ind.service_end_date


def network(calls: Calls, changeovers: Changeovers, hubs: int) -> ciw.network.Network:
    """Return the network: nodes, schedules, and the sequences of each class."""
    names = {
        (g, n): f"{'two' if n == 2 else 'one'} {g}" for g in range(1, GRADES + 1) for n in (1, 2)
    }
    intervals: dict[str, list[ciw.dists.Distribution | None]] = {}
    scenes: dict[str, list[ciw.dists.Distribution]] = {}
    for (grade, needs), name in names.items():
        own = (calls.grade == grade) & (calls.officers == needs)
        intervals[name], scenes[name] = [], []
        for hub in range(hubs):
            rows = np.flatnonzero(own & (calls.hub == hub))
            gaps = np.diff(calls.created_ms[rows] - START_MS, prepend=0).tolist()
            intervals[name].append(ciw.dists.Sequential([*gaps, NO_MORE]))
            scenes[name].append(ciw.dists.Sequential([*calls.scene_ms[rows].tolist(), 0]))
    night, day = changeovers.officers[:2]
    ends = [changeovers.at_ms[1] - START_MS, MS_PER_DAY]
    return ciw.create_network(
        arrival_distributions=intervals,
        service_distributions=scenes,
        priority_classes={name: grade - 1 for (grade, _), name in names.items()},
        number_of_servers=[ciw.Schedule([night, day], ends) for _ in range(hubs)],
        routing={name: [[0.0] * hubs] * hubs for name in names.values()},
    )


def simulate(calls: Calls, changeovers: Changeovers, hubs: int, horizon_ms: int) -> Ints:
    """Return the wait of each call, in milliseconds."""
    run = ciw.Simulation(network(calls, changeovers, hubs), node_class=HubNode)
    run.simulate_until_max_time(horizon_ms - START_MS)
    wait = np.full(len(calls.hub), STILL_WAITING)
    for record in run.get_all_records(include_incomplete=True):
        if record.waiting_time is not None:
            wait[record.id_number - 1] = record.waiting_time
    return wait
