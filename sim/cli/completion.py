"""The command `sixhubs completion`."""

from __future__ import annotations

import click

from sim.cli.options import examples

#: What to type once, so that every new terminal completes words.
_LASTING = {
    "bash": "sixhubs completion bash > ~/.sixhubs-completion && "
    "echo '. ~/.sixhubs-completion' >> ~/.bashrc",
    "zsh": "sixhubs completion zsh > ~/.sixhubs-completion && "
    "echo '. ~/.sixhubs-completion' >> ~/.zshrc",
    "fish": "sixhubs completion fish > ~/.config/fish/completions/sixhubs.fish",
}


@click.command(
    epilog=examples("source <(sixhubs completion bash)", "sixhubs completion fish | source")
)
@click.argument("shell", type=click.Choice(list(_LASTING)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a script with which the Tab key completes commands.

    It completes options and the names of scenarios too.
    The script says how to have it in every terminal.
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - click knows the three shells
    script = kind(ctx.find_root().command, {}, "sixhubs", "_SIXHUBS_COMPLETE")
    click.echo(f"# To have it in every terminal, type once:\n# {_LASTING[shell]}")
    click.echo(script.source_template % script.source_vars())
