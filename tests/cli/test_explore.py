"""sixhubs explore, as a user starts and ends it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
import webbrowser
from pathlib import Path

import pytest

from sim.cli.explore import _announce
from tests.cli.conftest import Invoke
from tests.house.tree import BIN
from tests.report.explored import write_base

BLOCKED = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "{module}":
            raise ImportError(name)

sys.meta_path.insert(0, Missing())
from sim.cli.start import main
sys.argv = ["sixhubs", "explore", "small.yaml", "--no-browser"]
main()
"""


@pytest.mark.parametrize("module", ["starlette", "uvicorn"])
def test_without_the_extra_it_says_how_to_install_it(tmp_path: Path, module: str) -> None:
    write_base(tmp_path)
    done = subprocess.run(
        [sys.executable, "-c", BLOCKED.format(module=module)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == (
        "sixhubs explore: needs Starlette and Uvicorn, which are not installed: "
        "pip install 'sixhubs[explore]'"
    )


def test_a_port_in_use(invoke: Invoke, tmp_path: Path) -> None:
    write_base(tmp_path)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = invoke("explore", "small.yaml", "--no-browser", "--port", port)
    assert done.exit_code == 2
    assert f"--port: got {port}, which cannot be used (address already in use)" in done.stderr


@pytest.mark.parametrize("is_there", [True, False])
def test_a_browser_that_is_not_there(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, is_there: bool
) -> None:
    """The page is served all the same, and its address is printed."""
    monkeypatch.setattr(webbrowser, "open", lambda _address: is_there)
    _announce("http://127.0.0.1:8000/token/", is_shown=True)
    out, err = capsys.readouterr()
    assert out == "http://127.0.0.1:8000/token/\n"
    assert ("no browser was found" in err) != is_there


def test_a_scenario_with_mistakes(invoke: Invoke, tmp_path: Path) -> None:
    path = write_base(tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace("days: 2", "days: 0"), "utf-8")
    done = invoke("explore", "small.yaml", "--no-browser")
    assert done.exit_code == 2
    assert "small.yaml:4:13: run.days: got 0" in done.stderr


def begun(folder: Path, executor: str) -> tuple[subprocess.Popen[str], str]:
    """Start the page of a small force, and return it with its address."""
    write_base(folder)
    words = ["--no-browser", "--engine", "simpy", "--executor", executor]
    running = subprocess.Popen(
        [BIN / "sixhubs", "explore", "small.yaml", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    address = running.stdout.readline().strip()
    assert address.startswith("http://127.0.0.1:")
    return running, address


def end(running: subprocess.Popen[str]) -> None:
    """Press Ctrl-C, and check that it ends as if nothing had been under way."""
    running.send_signal(signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, out) == (0, "")
    assert err.splitlines() == ["the page is served until Ctrl-C", "ended"]


@pytest.mark.slow
@pytest.mark.parametrize("executor", ["serial", "processes:2"])
def test_ctrl_c_ends_it_in_peace(tmp_path: Path, executor: str) -> None:
    running, address = begun(tmp_path, executor)
    with urllib.request.urlopen(address, timeout=60) as answer:  # noqa: S310 - our own address
        assert answer.status == 200
    with urllib.request.urlopen(f"{address}events", timeout=60):  # noqa: S310 - still open
        end(running)


@pytest.mark.slow
def test_ctrl_c_before_anybody_has_come(tmp_path: Path) -> None:
    running, _ = begun(tmp_path, "processes:2")
    end(running)


@pytest.mark.slow
def test_ctrl_c_while_a_change_is_simulated(tmp_path: Path) -> None:
    running, address = begun(tmp_path, "processes:2")
    words = json.dumps({"action": "set", "control": "lever-0", "value": "12"}).encode()
    with urllib.request.urlopen(f"{address}events", timeout=60):  # noqa: S310 - our own address
        with urllib.request.urlopen(f"{address}act", words, timeout=60) as answer:  # noqa: S310
            assert "Response posts, North: 20 -> 12" in json.load(answer)["changes"]
        end(running)


@pytest.mark.slow
def test_ctrl_c_while_a_question_and_an_answer_are_half_given(tmp_path: Path) -> None:
    running, address = begun(tmp_path, "processes:2")
    where = urllib.parse.urlsplit(address)
    head = f"Host: {where.netloc}\r\nContent-Length: 1000\r\n\r\n"
    with socket.create_connection((where.hostname or "", where.port or 0)) as asking:
        asking.sendall(f'POST {where.path}act HTTP/1.1\r\n{head}{{"action": '.encode())
        with socket.create_connection((where.hostname or "", where.port or 0)) as reading:
            reading.sendall(f"GET {where.path}events HTTP/1.1\r\n{head}".encode())
            assert reading.recv(5) == b"HTTP/"
            end(running)
