"""The command `sixhubs rota`: who is on duty when, beside the demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from sim.cli.options import SCENARIO, TEAM_NAMES, NumberOption, examples, load_all
from sim.cli.program import print_marked

if TYPE_CHECKING:
    from sim.scenario.schema.scenario import Scenario
    from sim.scenario.schema.teams import Team


@click.command(
    epilog=examples(
        "sixhubs rota sussex-2017",
        "sixhubs rota sussex-2017 --team pcso --contracted-hours 37",
        "sixhubs rota sussex-2017 --csv > rota.csv",
    )
)
@click.argument("scenario", type=SCENARIO)
@click.option(
    "--team",
    "named",
    multiple=True,
    metavar="TEAM",
    help=f"A team to count: {TEAM_NAMES}; several may be given.  [default: all that attend "
    "incidents]",
)
@click.option(
    "--contracted-hours",
    type=NumberOption(1, 168),
    default=40,
    show_default=True,
    metavar="HOURS",
    help="Hours a week for which full-time people are contracted: 40 for police officers, often "
    "37 for police staff.",
)
@click.option(
    "--csv", "as_csv", is_flag=True, help="Print each hour of the week as a line of csv instead."
)
def rota(scenario: str, named: tuple[str, ...], contracted_hours: float, as_csv: bool) -> None:
    """Show who is on duty at which hours, beside the demand at those hours.

    It counts by the rota and runs nothing: hours without cover, shifts and hours a year by team,
    and for each hub the people on duty in a week.
    """
    (loaded,) = load_all([scenario])

    from sim.report.terminal.rota import as_lines, rota_text

    teams = _chosen(loaded.scenario, named)
    if as_csv:
        click.echo(as_lines(loaded.scenario, teams), nl=False)
        return
    text = rota_text(loaded.scenario, teams, contracted_hours)
    print_marked(loaded.scenario.protective_marking, text)


def _chosen(scenario: Scenario, named: tuple[str, ...]) -> dict[str, Team]:
    """Return the teams named, in the order of the scenario; by default those that attend."""
    from sim.cli.naming import found
    from sim.scenario.facts.teams import teams_of, teams_that
    from sim.scenario.schema.teams import AttendingTeam

    known = teams_of(scenario)
    wanted = {found("--team", each, {name: (name,) for name in known}) for each in named}
    if not wanted:
        wanted = set(teams_that(scenario, AttendingTeam)) or set(known)
    return {name: team for name, team in known.items() if name in wanted}
