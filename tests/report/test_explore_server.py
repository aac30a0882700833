"""The live page over HTTP: who is answered, and how."""

from __future__ import annotations

import asyncio
import http.client
import json
import socket
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from sim.errors import InputError
from sim.report.explore.server import HEADERS, Wire
from sim.report.explore.serving import bound
from tests.report.conftest import HOSTILE
from tests.report.explored import TOKEN, served


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    title = json.dumps(HOSTILE)
    with served(tmp_path_factory.mktemp("served"), title) as found:
        yield found


def ask(
    address: str, path: str = "", *, body: object = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Ask for a path below the address, or one from the top if it begins with a slash."""
    where = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port or 0, timeout=60)
    text = body if isinstance(body, str | bytes | None) else json.dumps(body)
    target = path if path.startswith("/") else f"{where.path}{path}"
    connection.request("GET" if text is None else "POST", target, text, headers)
    got = connection.getresponse()
    try:
        return (
            got.status,
            {name.lower(): value for name, value in got.headers.items()},
            (got.read().decode()),
        )
    finally:
        connection.close()


def test_the_page_is_there_with_its_files(address: str) -> None:
    for path in ("", "explore.css", "explore.js"):
        status, headers, text = ask(address, path)
        assert status == 200
        assert text
        assert "\N{REPLACEMENT CHARACTER}" not in text
        assert HEADERS.items() <= headers.items()


def test_hostile_names_are_shown_as_text(address: str) -> None:
    _, _, html = ask(address)
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "{{ 7 * 7 }}" in html


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/", {}),
        ("/explore.js", {}),
        (f"/{TOKEN[:-1]}/", {}),
        (f"/{TOKEN}x/", {}),
        (f"/?token={TOKEN}", {}),
        ("", {"Host": "example.org"}),
        ("", {"Host": "example.org:80"}),
        ("", {"Host": "127.0.0.1"}),
        ("", {"Origin": "http://example.org"}),
    ],
)
def test_others_are_refused(address: str, path: str, headers: dict[str, str]) -> None:
    status, marked, text = ask(address, path, **headers)
    assert status == 403
    assert text == "403: use the address that sixhubs explore printed\n"
    assert marked["content-security-policy"] == HEADERS["content-security-policy"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("no json", "cannot be read"),
        ("[1]", "cannot be read"),
        ('"' + "x" * 30_000 + '"', "cannot be read"),
        ("[" * 15_000, "cannot be read"),
        ('{"a":' * 3_000, "cannot be read"),
        (b"\xff\xfe", "cannot be read"),
        ('{"action": "set", "control": "lever-0", "value": "\\ud800"}', "cannot be read"),
        ({"action": "format the disk"}, "asks for nothing that is known"),
        ({"action": "set", "control": "lever-999", "value": 1}, "no such setting"),
        ({"action": "keep", "name": "mine"}, "nothing is changed yet"),
    ],
)
def test_odd_questions_are_refused(address: str, body: object, said: str) -> None:
    status, _, text = ask(address, "act", body=body)
    assert status == 400
    assert said in " ".join(json.loads(text)["refused"])


@pytest.mark.parametrize("value", [None, True, 1e308, "1e400", {}, [], [[]], [None], [{"a": 1}]])
def test_no_value_is_without_an_answer(address: str, value: object) -> None:
    """It is taken, or refused in words that the page can show."""
    levers = json.loads(ask(address, "act", body={"action": "look"})[2])["values"]
    for lever in levers:
        said = {"action": "set", "control": lever, "value": value}
        status, _, text = ask(address, "act", body=said)
        assert status == 200 or json.loads(text)["refused"], (lever, value)
        assert status in {200, 400}, (lever, value)
    assert ask(address, "act", body={"action": "reset"})[0] == 200


def test_a_question_that_is_cut_off_is_dropped(
    address: str, capfd: pytest.CaptureFixture[str]
) -> None:
    where = urllib.parse.urlsplit(address)
    head = f"POST {where.path}act HTTP/1.1\r\nHost: {where.netloc}\r\nContent-Length: 99\r\n\r\n"
    with socket.create_connection((where.hostname or "", where.port or 0)) as connection:
        connection.sendall(f"{head}half a question".encode())
    assert ask(address, "act", body={"action": "look"})[0] == 200
    time.sleep(0.5)
    assert "Traceback" not in capfd.readouterr().err


def test_what_nobody_expected_is_said_on_the_page(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        message = "lost\nand found"
        raise KeyError(message)

    monkeypatch.setattr("sim.report.explore.session.Session.act", fail)
    status, _, text = ask(address, "act", body={"action": "look"})
    assert status == 500
    assert json.loads(text)["refused"] == ["unexpected error: KeyError: 'lost\\nand found'"]


def test_questions_from_another_page_are_refused(address: str) -> None:
    assert ask(address, "act", body={"action": "look"}, Origin="http://localhost:1")[0] == 403
    assert ask(address, "act", body={"action": "look"})[0] == 200


def test_what_is_known_is_told_at_once(address: str) -> None:
    where = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(where.hostname or "", where.port or 0, timeout=60)
    connection.request("GET", f"{where.path}events")
    got = connection.getresponse()
    line = got.readline().decode()
    connection.close()
    assert got.headers["content-type"].startswith("text/event-stream")
    assert "status" in json.loads(line.removeprefix("data: "))


def test_a_port_in_use_is_a_plain_mistake() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=rf"--port: got {port}, which cannot be used"):
            bound(port)


def test_a_window_opened_as_the_page_ends_is_let_go() -> None:
    # An answer's head is sent before anything listens: the end may come between the two.
    async def heard() -> list[str]:
        wire = Wire()
        wire.publish({"state": "as it was"})
        window = wire.listen()
        wire.end()
        return [text async for text in window]

    # A thread of its own: browser tests of the same process leave a loop running in this one.
    with ThreadPoolExecutor(1) as apart:
        assert len(apart.submit(asyncio.run, asyncio.wait_for(heard(), timeout=10)).result()) == 1
