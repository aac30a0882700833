"""What the commands share that run a comparison many times and write nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from sim.cli.program import fail, how_to_continue, say, show_without_effect
from sim.errors import InputError, Problem, problem, without_advice
from sim.wording import counted

if TYPE_CHECKING:
    from sim.outputs.statistics import Cell
    from sim.runs.kept_measures import KeptMeasures
    from sim.runs.study import Study
    from sim.scenario.load import Loaded

Sought = TypeVar("Sought")

MEASURE_OPTION = click.option(
    "--measure",
    "named",
    multiple=True,
    metavar="NAME",
    help="A measure by which the scenario should be better; several may be given (sixhubs measures "
    "lists them).  [default: those in the first table that compare prints]",
)
HUB_OPTION = click.option("--hub", metavar="HUB", help="Take these measures of a hub, by its name.")
GRADE_OPTION = click.option(
    "--grade", metavar="GRADE", help="Take these measures of a grade: its label or number."
)


@contextmanager
def keeping(tell: Callable[[str], None]) -> Iterator[KeptMeasures]:
    """Keep what is measured until the answer is out; if it does not come, say how to go on.

    After wrong input the same command would not, but another may: nothing is said of it.

    Parameters
    ----------
    tell : callable
        Given a line if an earlier one has kept something.
    """
    from sim.runs.kept_measures import KeptMeasures

    kept = KeptMeasures(tell)
    try:
        yield kept
    except KeyboardInterrupt:
        if not kept.count:
            raise
        fail(click.get_current_context(), f"interrupted; {_how_to_go_on(kept)}")
    except InputError:
        raise
    except Exception:
        if kept.count:
            say(_how_to_go_on(kept))
        raise
    kept.forget()


def _how_to_go_on(kept: KeptMeasures) -> str:
    many = f"{counted(kept.count, 'replication')} {'is' if kept.count == 1 else 'are'}"
    return f"{many} finished and kept\nto continue: {how_to_continue(click.get_current_context())}"


def study_of(loaded: Sequence[Loaded], words: dict[str, Any]) -> Study:
    """Return the comparison that is run many times; its folder is never made.

    What has no day in it is said.
    """
    from sim.runs.executors.executor import cores
    from sim.runs.executors.processes import Processes
    from sim.runs.study import Options, Study

    options = Options(
        replications=words["replications"],
        seed=words["seed"],
        days=words["days"],
        engine=words["engine"],
        executor=words["executor"] or Processes(cores()),
    )
    study = Study(loaded, Path("nowhere"), options)
    show_without_effect(study.without_effect())
    return study


def how_long(study: Study, cells: Sequence[Cell], what: str, tries: int) -> str:
    """Say before anything is run how much there will be, and what would make it less.

    Parameters
    ----------
    what : str
        What is tried, in the plural.
    tries : int
        About how many of them at most for one measure.
    """
    from sim.scenario.reading.words import listed

    number, days = study.replications, study.scenarios[0].scenario.run.days
    runs = f"{counted(number, 'replication')} of {counted(days, 'day')}"
    measures = "1 measure" if len(cells) == 1 else f"each of {len(cells)} measures"
    ways = {"one --measure": len(cells), "fewer --days": days, "fewer --replications": number}
    quicker = listed([way for way, there in ways.items() if there > 1], "or")
    said = f"up to {tries} or so {what} are tried for {measures}, each with {runs}"
    return f"{said}; it is quicker with {quicker}" if quicker else said


def cells_of(study: Study, words: dict[str, Any], only_of: str | None = None) -> list[Cell]:
    """Return the cells that are asked about: by default the headlines that nothing sets directly.

    Parameters
    ----------
    words : dict
        The options of the command, by name.
    only_of : str, optional
        A team whose posts are in question: by default only its headlines and those of single
        grades.

    Raises
    ------
    InputError
        If there is no such measure, team, hub or grade, or the measure has no better side.
    """
    from sim.cli.naming import found
    from sim.outputs.headlines import judged_between
    from sim.outputs.measures.registry import ALL, KNOWN, Good
    from sim.outputs.statistics import Cell
    from sim.scenario.facts.districts import hubs_of_other_districts
    from sim.scenario.facts.teams import teams_of

    scenario, other = (loaded.scenario for loaded in study.scenarios)
    if not words["named"]:
        _refuse_without_measure(words)
        usual = judged_between(scenario, other)
        return [cell for cell in usual if only_of in (None, cell.team) or cell.grade != ALL]
    known = {name: (name,) for name in KNOWN}
    of: dict[str, dict[str, tuple[str, ...]]] = {
        "team": {name: (name,) for name in teams_of(scenario)},
        "hub": {name: (name,) for name in scenario.hubs},
        "grade": {str(n): (one.label, str(n)) for n, one in scenario.grades.items()},
    }
    chosen = {
        kind: found(f"--{kind}", words[kind], names) if words.get(kind) else ALL
        for kind, names in of.items()
    }
    if chosen["hub"] in hubs_of_other_districts(scenario, other):
        message = f"serves other districts in {other.name} than in {scenario.name}"
        message += ", so that two areas would be compared; ask about the whole force"
        raise InputError([problem(f"--hub {chosen['hub']}", message)])
    cells = []
    for given in words["named"]:
        name = found("--measure", given, known, listed_by="sixhubs measures")
        if KNOWN[name].good is Good.NEUTRAL:
            message = f"got {name!r}, which has no better side; sixhubs measures lists which have"
            raise InputError([problem("--measure", message)])
        cells.append(Cell(name, **chosen))
    return cells


def _refuse_without_measure(words: dict[str, Any]) -> None:
    """Refuse a team, hub or grade of no measure: it would be passed over.

    Raises
    ------
    InputError
        If there is one.
    """
    message = "is of measures that are named; name them with --measure"
    given = [f"--{kind}" for kind in ("team", "hub", "grade") if words.get(kind)]
    if given:
        raise InputError([problem(f"{each} {words[each[2:]]}", message) for each in given])


def found_for(
    cells: Sequence[Cell], find: Callable[[Cell], Sought], *, are_named: bool
) -> dict[Cell, Sought]:
    """Return what is found for each cell.

    Of the headlines, which nobody has named, a force may lack some: those are passed over.

    Raises
    ------
    InputError
        If there are none in these scenarios, or one that was named is not.
    """
    from sim.runs.searching import UnmeasuredError

    found = {}
    for cell in cells:
        try:
            found[cell] = find(cell)
        except UnmeasuredError:
            if are_named:
                raise
    if not found:
        message = "none of the headlines has values in these scenarios; name a measure"
        raise InputError([problem("--measure", message)], "found")
    return found


def problems_of_value(where: str, error: InputError) -> list[Problem]:
    """Return what is wrong with a value that was tried and stands in no file."""
    return [problem(where, f"{one.path}: {without_advice(one.message)}") for one in error.problems]
