"""The command `sixhubs new`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import click

from sim.cli.folders import ResultsFolder
from sim.cli.options import SCENARIO, examples, load_all
from sim.cli.program import note_written, say
from sim.errors import InputError, RunError, problem
from sim.wording import command_line, readable

BASELINE = "sussex-2017"
#: What a scenario says of itself, rather than of the force.
_ABOUT = {"name", "title", "why"}


@click.command(
    epilog=examples(
        "sixhubs new fewer-officers",
        "sixhubs new open-till-ten --from resolution-centre-80 --out my-scenarios",
    )
)
@click.argument("name")
@click.option(
    "--from",
    "start",
    type=SCENARIO,
    default=BASELINE,
    show_default=True,
    metavar="SCENARIO",
    help="The scenario that it starts from.",
)
@click.option(
    "--out",
    type=ResultsFolder(),
    default=Path(),
    metavar="DIR",
    help="Folder to write to, made if need be.  [default: the current folder]",
)
def new(name: str, start: str, out: Path) -> None:
    """Write a scenario of your own to start from: NAME.yaml.

    Change it in any text editor, then check it and compare it. The file runs as it stands, says
    only what differs from the scenario it starts from, and shows what else could be changed. An
    existing file is never replaced.
    """
    from sim.cli.template import template
    from sim.scenario.load import load
    from sim.scenario.reading.extends import shipped_scenarios

    (base,) = load_all([start])
    shipped = shipped_scenarios()
    name = name.removesuffix(".yaml")
    path = out / f"{name}.yaml"
    _check(name, path, shipped)
    extends = as_seen_from(out, start, shipped)
    baseline = extends if extends in shipped else start
    text = template(name, base, extends, command_line("compare", baseline, path.as_posix()))
    _write(path, text)
    note_written(f"{path} is written and whole")
    click.echo(f"wrote {readable(path)}; it differs from {base.scenario.name} in")
    for change in load(path, also=[start]).overrides:
        if change.file == str(path) and change.path not in _ABOUT:
            click.echo(f"  {change.path}: {change.old} -> {change.new} (line {change.line})")
    say(
        "next: open it in a text editor and write what you want to ask, then\n"
        f"  {command_line('check', str(path))}\n"
        f"  {command_line('compare', baseline, str(path))}"
    )


def _write(path: Path, text: str) -> None:
    """Write a new file, and its folder if need be.

    Raises
    ------
    InputError
        If there can be no such file.
    RunError
        If the disk is full.
    """
    from sim.outputs.files import is_full

    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.open("x").close()
        try:
            path.write_text(text, encoding="utf-8")
        except BaseException:
            # Half of it would be refused, and be in the way of the whole.
            path.unlink()
            raise
    except OSError as error:
        if is_full(error):
            raise RunError(f"cannot write {path}: {error.strerror}") from None
        message = f"cannot be written: {error.strerror}"
        raise InputError([problem(str(path), message)], "written") from None


def as_seen_from(out: Path, start: str, shipped: Mapping[str, Path]) -> str:
    """Return how a file in a folder names a scenario: a shipped one by its name alone."""
    from sim.scenario.reading.yaml_reader import real_path

    source = Path(start)
    if not source.is_file():
        return start.removesuffix(".yaml")
    names = {real_path(file): name for name, file in shipped.items()}
    there = Path(os.path.relpath(real_path(source), real_path(out))).as_posix()
    return names.get(real_path(source), there)


def _check(name: str, path: Path, shipped: Mapping[str, Path]) -> None:
    """Check that a scenario of this name may be written there.

    Raises
    ------
    InputError
        If not.
    """
    from sim.scenario.reading.names import is_scenario_name, scenario_name_fault
    from sim.scenario.reading.yaml_reader import real_path
    from sim.scenario.schema.scenario import NAME_LENGTH

    root = next((real_path(file.parent) for file in shipped.values()), None)
    if not is_scenario_name(name):
        message = (
            "expected a name of letters a to z, digits, dots, hyphens and underscores, such as "
            f"fewer-officers, of at most {NAME_LENGTH} characters; another folder is named by --out"
        )
        raise InputError([problem(name, message)])
    if fault := scenario_name_fault(name):
        raise InputError([problem(name, fault)])
    if name in shipped:
        message = "is the name of a scenario that comes with the program; choose another"
        raise InputError([problem(name, message)])
    if root is not None and real_path(path.parent).is_relative_to(root):
        message = (
            f"{path.parent} holds the scenarios that come with the program; write yours to a "
            "folder of your own, for example with --out my-scenarios"
        )
        raise InputError([problem("--out", message)])
    if path.exists() or path.is_symlink():
        raise InputError([problem(str(path), "is there already and is not replaced")])
