"""The page that plays a day: one file, which needs no network and fetches nothing."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from collections.abc import Sequence

from sim.outputs.manifest import highest_marking
from sim.report.page.rendering import OWN, environment, text_of
from sim.report.page.words import harmless
from sim.report.replay.data import Side, encoded
from sim.report.replay.ground import drawn, ground_of
from sim.report.replay.hours import by_hour
from sim.report.replay.tracks import tracks_of
from sim.runs.replication import Engine, simulate
from sim.scenario.facts.teams import DESK, PREVENTION, teams_of
from sim.scenario.schema.scenario import Scenario
from sim.wording import command_line, options_of
from sim.world.build import build, names

#: The templates of the page.
_ROOM = "sim.report.replay"


def day_of(scenario: Scenario, seed: int, replication: int, day: int, engine: Engine) -> Side:
    """Simulate a replication with its log, and return one day of it."""
    world = build(scenario, seed, replication)
    state = simulate(engine, world, log=True)
    tracks = tracks_of(world, state, day)
    return Side(scenario, names(scenario), world, state, tracks, ground_of(scenario))


def page_of(
    sides: Sequence[Side], named: Sequence[str], seed: int, replication: int, day: int
) -> str:
    """Return the page of a day as HTML.

    Parameters
    ----------
    sides : sequence of Side
        One scenario, or two side by side.
    named : sequence of str
        What the command line called them.
    seed, replication, day : int
        What was simulated, and which day of it is shown.
    """
    run = sides[0].scenario.run
    date = run.start + dt.timedelta(days=day - 1)
    which = [*options_of({"--seed": seed, "--replication": replication}), "--incident"]
    commands = [f"{command_line('trace', name, options=which)} " for name in named]
    template = environment(_ROOM).get_template("replay.html")
    script = text_of(_ROOM, "replay.js")
    teams = {name for side in sides for name in teams_of(side.scenario)}
    html = template.render(
        has_desk=DESK in teams,
        has_prevention=not teams.isdisjoint(PREVENTION),
        marking=highest_marking([side.scenario for side in sides]),
        date=f"{date:%A} {date.day} {date:%B %Y}",
        day=day,
        warm_up=day <= run.warm_up_days,
        replication=replication,
        seed=seed,
        sides=[
            (side.scenario, drawn(f"map-{number}", side.scenario, side.ground))
            for number, side in enumerate(sides)
        ],
        notes=list(dict.fromkeys(side.ground.cells.note for side in sides)),
        tables=[by_hour(side) for side in sides],
        style=text_of(OWN, "style.css") + text_of(_ROOM, "replay.css"),
        script=script,
        # The only script that a browser runs here is ours, and it may fetch nothing.
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        data=encoded(sides, {"date": date.isoformat(), "commands": commands}),
    )
    return harmless(html)
