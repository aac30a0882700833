"""The command `sixhubs schema`."""

from __future__ import annotations

import click

from sim.cli.options import examples


@click.command(epilog=examples("sixhubs schema > scenario.schema.json"))
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors.

    With it an editor that knows JSON Schema, such as VS Code, marks mistakes and offers fields
    while you type. Save it beside your scenarios, and name the file in their first line:

    # yaml-language-server: $schema=scenario.schema.json
    """
    import json

    from sim.scenario.json_schema import json_schema

    click.echo(json.dumps(json_schema(), indent=2))
