"""The tables of a folder of results as a database that is asked in SQL, by DuckDB."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sim.errors import InputError, problem
from sim.outputs.files import VERIFY_LISTS

INSTALL = "needs DuckDB, which is not installed: pip install 'sixhubs[query]'"
_READERS = {
    ".csv": "read_csv({path}, header = true, sample_size = -1)",
    ".parquet": "read_parquet({path})",
}


class Answer(NamedTuple):
    """What a query gave."""

    columns: list[str]
    rows: list[tuple[Any, ...]]


def ask(folder: Path, query: str, scenarios: tuple[str, ...] = ()) -> Answer:
    """Answer a query about the tables of a folder.

    A table has the name of its file without the ending. Those of one scenario of a comparison are
    in a schema with the scenario's name: ``"ring-fenced".measures``.

    Parameters
    ----------
    folder : pathlib.Path
        Folder of results.
    query : str
        One SELECT.
    scenarios : tuple of str
        Names of the scenarios of a comparison; their folders lie in `folder`.

    Raises
    ------
    InputError
        If DuckDB is not there, or the query is not one SELECT that it can answer.
    """
    try:
        import duckdb
    except ImportError:
        raise InputError([problem("sixhubs query", INSTALL)]) from None
    # What is asked is answered here: nothing is fetched, and no other statement is run.
    with duckdb.connect(config={"autoinstall_known_extensions": "false"}) as connection:
        tables = []
        for schema, path in _files(folder, scenarios):
            name = f"{_quoted(schema)}.{_quoted(path.stem)}"
            reader = _READERS[path.suffix].format(path="'" + str(path).replace("'", "''") + "'")
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {_quoted(schema)}")
            try:
                connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {reader}")  # noqa: S608
            except duckdb.Error:
                said = f"is damaged {VERIFY_LISTS}"
                raise InputError([problem(str(path), said)]) from None
            tables.append(path.stem if schema == "main" else name)
        try:
            statements = connection.extract_statements(query)
            if [one.type for one in statements] != [duckdb.StatementType.SELECT]:
                raise _refused("expected one SELECT, such as: SELECT * FROM measures LIMIT 5")
            found = connection.execute(statements[0])
            return Answer([column[0] for column in found.description or ()], found.fetchall())
        except duckdb.Error as error:
            said = str(error).splitlines()[0].strip().rstrip("!.:;,")
            raise _refused(f"{said}; the tables are {', '.join(tables)}") from None


def _files(folder: Path, scenarios: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    """Yield the tables of a folder, each with its schema; a pipe would be waited for."""
    for schema, place in (("main", folder), *((name, folder / name) for name in scenarios)):
        if place.is_dir():
            yield from ((schema, path) for path in sorted(place.iterdir())
                        if path.suffix in _READERS and path.is_file())  # fmt: skip


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _refused(message: str) -> InputError:
    return InputError([problem("query", message)])
