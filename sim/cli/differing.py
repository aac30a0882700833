"""`sixhubs compare --incidents`: what two scenarios do to the same incidents."""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.story.differing import Told, differing, lines
from sim.report.story.incident import tell
from sim.runs.replication import Engine, simulate
from sim.scenario.schema.scenario import Scenario
from sim.wording import command_line, options_of
from sim.world.build import build, names

#: Incidents of each way whose stories are told.
STORIES = 1


def incidents_that_differ(
    scenarios: Sequence[Scenario], seed: int, replication: int, engine: Engine
) -> str:
    """Return those incidents that fared most differently, and both stories of a few of them.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The baseline and another.
    seed, replication : int
        The replication that is simulated of both.
    engine : Engine
        What simulates them.
    """
    first, second = (_told(one, seed, replication, engine) for one in scenarios)
    found = differing(first, second)
    title = f"{first.scenario.name} and {second.scenario.name}, replication {replication}, "
    text = [f"{title}seed {seed}", "", *lines(found, first, second)]
    for pair in (*found.longer[:STORIES], *found.shorter[:STORIES]):
        for told, row in zip((first, second), pair.rows, strict=True):
            story = tell(told.scenario, told.names, told.world, told.state, row, engine)
            text += ["", f"Under {told.scenario.name}:", "", story]
    which = options_of({"--seed": seed if seed != first.scenario.run.seed else None})
    another = command_line("trace", "SCENARIO", options=[*which, "--incident", "NAME"])
    text += ["", f"The story of another: {another}"]
    return "\n".join(text)


def _told(scenario: Scenario, seed: int, replication: int, engine: Engine) -> Told:
    world = build(scenario, seed, replication)
    return Told(scenario, names(scenario), world, simulate(engine, world, log=True))
