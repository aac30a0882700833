"""How every command ends: with status 0, 1 or 2, and a message instead of a traceback."""

from __future__ import annotations

import contextlib
import os
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NoReturn

import click

from sim.errors import DEBUG, InputError, NotWritableError, Problem, RunError, out_of_memory
from sim.wording import counted, readable_lines, typed

FAILED = 1
WRONG_INPUT = 2
#: Problems that are printed one by one; of more, the number is given.
SHOWN_PROBLEMS = 100
#: Dates without effect in a run that are printed one by one.
SHOWN_WITHOUT_EFFECT = 5
_WORDS = "sixhubs.words"
_WRITTEN = "sixhubs.written"
#: Modules that print for us.
_PRINTERS = ("click.utils", "rich.console")
#: What a command has not done when its input is wrong; of others nothing is said.
_FOR = {
    **dict.fromkeys(
        ("run", "compare", "explore", "break-even", "posts-needed", "warm-up", "uncertainty"),
        "run",
    ),
    **dict.fromkeys(("show", "query", "trace", "rota"), "shown"),
    **dict.fromkeys(("report", "replay", "new"), "written"),
    "verify": "checked",
}
#: Commands in the order in which they are needed, as `sixhubs --help` lists them.
SECTIONS = {
    "Find your way": ("scenarios", "measures"),
    "Write a scenario": ("new", "check", "rota"),
    "Run it": ("run", "compare", "explore", "break-even", "posts-needed", "warm-up", "uncertainty"),
    "Look at results": ("show", "report", "query", "verify", "trace", "replay"),
    "Set up your editor and terminal": ("schema", "completion"),
}


class Program(click.Group):
    """The command sixhubs: what its parts raise becomes a message and an exit status."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Remember what was typed, to say later how to continue."""
        ctx.meta[_WORDS] = tuple(args)
        with _readable_usage():
            return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands under the headings of `SECTIONS`, and those in none under Others."""
        placed = [name for section in SECTIONS.values() for name in section]
        others = [name for name in self.list_commands(ctx) if name not in placed]
        for heading, names in {**SECTIONS, "Others": tuple(others)}.items():
            rows = [
                (name, self.commands[name].get_short_help_str(limit=100))
                for name in names
                if name in self.commands
            ]
            if rows:
                with formatter.section(heading):
                    formatter.write_dl(rows, col_spacing=14 - max(len(row[0]) for row in rows))

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command.

        An interrupt counts as a run that failed: status 1.
        """
        try:
            with _readable_usage():
                return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except InputError as error:
            show_problems(
                error.problems, error.outcome or _FOR.get(ctx.invoked_subcommand or "", "")
            )
            ctx.exit(WRONG_INPUT)
        except RunError as error:
            fail(ctx, str(error), WRONG_INPUT if isinstance(error, NotWritableError) else FAILED)
        except KeyboardInterrupt:
            fail(ctx, "interrupted")
        except MemoryError as error:
            if os.environ.get(DEBUG) == "1":
                raise
            fail(ctx, out_of_memory(error))
        except OSError as error:
            if os.environ.get(DEBUG) == "1":
                raise
            fail(ctx, _told(error))
        except Exception as error:
            if _is_interrupt(error):
                fail(ctx, "interrupted")
            if os.environ.get(DEBUG) == "1":
                raise
            kind, text = type(error).__name__, " ".join(str(error).split())
            hint = f"set {DEBUG}=1 to see where"
            fail(ctx, f"unexpected error: {kind}{': ' if text else ''}{text} ({hint})")


@contextlib.contextmanager
def _readable_usage() -> Iterator[None]:
    """Have what was typed wrongly shown without doing anything to the terminal."""
    try:
        yield
    except click.ClickException as error:
        # Set once by click, and read when it shows the error.
        error.message = readable_lines(error.message)  # type: ignore[misc]
        raise


def _told(error: OSError) -> str:
    """Return what the system has refused, in a line."""
    what = str(error.strerror or error)
    if error.filename:
        return f"{what}: {error.filename}"
    if not _is_somewhere():
        return f"{what}; the folder you are in has been removed"
    return f"cannot print what was found: {what}" if _is_of_printing(error) else what


def _is_of_printing(error: OSError) -> bool:
    """Tell whether an error came while something was being printed."""
    frames = traceback.walk_tb(error.__traceback__)
    return any(frame.f_globals.get("__name__") in _PRINTERS for frame, _ in frames)


def _is_somewhere() -> bool:
    """Tell whether the folder is still there in which the command was given."""
    try:
        return bool(Path.cwd())
    except OSError:
        return False


def _is_interrupt(error: BaseException | None) -> bool:
    """Tell whether an interrupt was the reason: some libraries turn it into an error of theirs."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__cause__ or error.__context__
    return error is not None


def fail(ctx: click.Context, message: str, status: int = FAILED) -> NoReturn:
    """End the command with a status, that of a run that failed if no other is given.

    What it has written by then is named.
    """
    say(f"sixhubs: {message}")
    if written := ctx.meta.get(_WRITTEN):
        say(written)
    ctx.exit(status)


def note_written(said: str) -> None:
    """Remember what is written and whole, to say so if the command fails after that."""
    click.get_current_context().meta[_WRITTEN] = said


def say(message: str) -> None:
    """Print a message that is not a result."""
    click.echo(readable_lines(message), err=True)


def print_marked(marking: str, text: str) -> None:
    """Print a text between protective markings."""
    click.echo(f"{marking}\n\n{text}\n\n{marking}")


def telling(*, quiet: bool) -> Callable[[str], None]:
    """Return what prints messages on progress, or nothing where `quiet`."""
    return (lambda _: None) if quiet else say


def show_problems(problems: Iterable[Problem], outcome: str = "") -> None:
    """Print everything that is wrong with the input, each problem once, and what was not done."""
    unique = sorted(set(problems))
    show_in_part(unique)
    said = f"{counted(len(unique), 'problem')} found"
    say(f"{said}; nothing was {outcome}" if outcome else said)


def show_in_part(problems: Sequence[Problem], shown: int = SHOWN_PROBLEMS) -> None:
    """Print the first problems, and how many more there are."""
    for one in problems[:shown]:
        say(str(one))
    if len(problems) > shown:
        say(f"... and {len(problems) - shown:,} more")


def show_without_effect(problems: Sequence[Problem]) -> None:
    """Print what has no day in a run, as it is about to start."""
    show_in_part(problems, SHOWN_WITHOUT_EFFECT)


def how_to_continue(ctx: click.Context) -> str:
    """Return the command that continues an interrupted one."""
    words: Sequence[str] = ctx.find_root().meta.get(_WORDS, ())
    return typed(["sixhubs", *(word for word in words if word != "--overwrite")])
