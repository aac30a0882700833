"""The command `sixhubs scenarios`: what is shipped."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import click

from sim.cli.options import examples

#: Most teams that are named one by one.
_TEAMS_NAMED = 3
#: Characters of a title, and of the parts that change, in a list of which a line fits a screen.
_TITLE_WIDTH, _CHANGES_WIDTH = 48, 29
#: What a scenario says of itself and of its evidence, rather than of the force.
_ABOUT = ("name", "title", "why", "extends", "protective_marking", "headlines", "evidence")


@click.command(epilog=examples("sixhubs scenarios --verbose"))
@click.option("--verbose", is_flag=True, help="Also say what each is for.")
def scenarios(verbose: bool) -> None:
    """List the scenarios that come with the program.

    Each can be named wherever a command asks for a SCENARIO. The last column says which parts of
    the force it changes; sixhubs check NAME --verbose shows every value.
    """
    from sim.scenario.reading.extends import shipped_scenarios

    found = {name: _data(path) for name, path in shipped_scenarios().items()}
    # The baseline extends only parts of itself, and everything else extends the baseline.
    names = sorted(found, key=lambda name: (_is_changed(found[name], found), name))
    name_width = max(map(len, names), default=0)
    if not verbose:
        click.echo(f"{'name':{name_width}}  {'title':{_TITLE_WIDTH}}  changes")
    for name in names:
        data = found[name]
        changes = ", ".join(_sections(data)) if _is_changed(data, found) else "(a baseline)"
        if not verbose:
            title = textwrap.shorten(data.get("title", ""), _TITLE_WIDTH, placeholder=" …")
            click.echo(f"{name:{name_width}}  {title:{_TITLE_WIDTH}}  {_shortly(changes)}")
            continue
        click.echo(f"{name}: {data.get('title', '')}")
        for line in data.get("why", ()):
            click.echo(f"  {line}")
        click.echo(f"  Changes: {changes}\n")
    click.echo(
        "\nrun one:              sixhubs run NAME\n"
        "see what it changes:  sixhubs check NAME --verbose\n"
        "start from one:       sixhubs new MY-NAME --from NAME"
    )


def _shortly(changes: str) -> str:
    """Return what changes in a few words: the first part, and how many more, where all are long."""
    first, *more = changes.split(", ")
    return changes if len(changes) <= _CHANGES_WIDTH else f"{first} and {len(more)} more"


def _data(path: Path) -> dict[str, Any]:
    """Return what a scenario file and the parts that it takes in say, without its baseline."""
    from sim.scenario.reading.tree import plain
    from sim.scenario.reading.yaml_reader import read_file

    branch, _ = read_file(path, path.name)
    data = plain(branch)
    if not isinstance(data, dict):
        return {}
    parts: dict[str, Any] = {}
    for part in filter(_is_part, _bases(data)):
        parts |= _data(path.parent / part)
    return parts | data


def _bases(data: dict[str, Any]) -> list[str]:
    """Return what a scenario extends."""
    extends = data.get("extends", [])
    return [extends] if isinstance(extends, str) else extends


def _is_part(base: str) -> bool:
    """Tell whether a name is that of a part of scenarios, which lies in a folder of parts."""
    return "/" in base


def _is_changed(data: dict[str, Any], shipped: dict[str, dict[str, Any]]) -> bool:
    """Tell whether a scenario extends another shipped one, not only parts of its own."""
    return any(Path(base).stem in shipped for base in _bases(data) if not _is_part(base))


def _sections(data: dict[str, Any]) -> list[str]:
    """Return the sections that a scenario changes, its teams by name."""
    parts = []
    for key, value in data.items():
        if key == "teams" and isinstance(value, dict):
            teams = [str(team).replace("_", " ") for team in value]
            parts += teams if len(teams) <= _TEAMS_NAMED else [f"{len(teams)} teams"]
        elif key not in _ABOUT:
            parts.append(str(key).replace("_", " "))
    return parts
