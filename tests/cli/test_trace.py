"""sixhubs trace: the story of one incident."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke
from tests.runs.small import write_scenario

PAUSE = re.compile(r"\s+")


def text_of(output: str) -> str:
    return PAUSE.sub(" ", output)


def test_a_list_to_choose_from(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    result = invoke("trace", "mm1.yaml", "--list")
    assert result.exit_code == 0
    assert "mm1, replication 0, seed 1" in result.stdout
    assert re.search(r"\n0 +Town\.job\.\d+\.\d+ +Mon 01 Jan \d\d:\d\d:\d\d +1 +Town", result.stdout)
    assert re.search(r"\.\.\. and \d+ more; narrow it", result.stdout)
    times = re.findall(r"  Town  (\d+ \w+) +(\d+ \w+) +attended\n", result.stdout)
    assert times
    assert all(queued == reached for queued, reached in times), "nobody drives here"
    assert "reached: until an officer was at the scene, from when" in result.stdout
    other = invoke("trace", "mm1.yaml", "--list", "--replication", 1).stdout
    assert other.splitlines()[5:] != result.stdout.splitlines()[5:]
    day = invoke("trace", "mm1.yaml", "--list", "--day", 3, "--hub", "Town", "--grade", 1).stdout
    assert set(re.findall(r"(\w\w\w \d\d Jan)", day)) == {"Wed 03 Jan"}


def test_without_an_incident_it_lists_and_names_go_in_any_case(
    invoke: Invoke, tmp_path: Path
) -> None:
    write_scenario(tmp_path)
    plain = invoke("trace", "mm1.yaml")
    assert plain.stdout == invoke("trace", "mm1.yaml", "--list").stdout
    assert "\nThe story of one: sixhubs trace mm1.yaml --incident NUMBER\n" in plain.stdout
    exact = invoke("trace", "mm1.yaml", "--hub", "Town", "--grade", 1, "--type", "job")
    loose = invoke("trace", "mm1.yaml", "--hub", "tOWN", "--grade", "JOB", "--type", "Job")
    assert exact.stdout == loose.stdout
    number = re.search(r"\n(\d+) +(\S+) ", loose.stdout)
    assert number
    story = invoke("trace", "mm1.yaml", "--incident", number[2].upper())
    assert story.stdout == invoke("trace", "mm1.yaml", "--incident", number[1]).stdout


def test_two_filters_that_are_wrong_are_told_at_once(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    result = invoke("trace", "mm1.yaml", "--hub", "x", "--grade", "y", "--day", 99)
    assert result.exit_code == 2
    starts = [line.split(":")[0] for line in result.stderr.splitlines()]
    assert starts == ["--day", "--grade", "--hub", "3 problems found; nothing was shown"]


def test_the_story_by_number_and_by_name(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path)
    result = invoke("trace", "mm1.yaml", "--replication", 0, "--incident", 5)
    assert result.exit_code == 0
    name = re.search(r"Incident (\S+) \(number 5\)", result.stdout)
    assert name
    by_name = invoke("trace", "mm1.yaml", "--incident", name[1])
    assert by_name.stdout == result.stdout
    story = text_of(result.stdout)
    for words in ("The log is opened: grade 1 (Job), target 15 min", "is sent from Town",
                  "is at the scene", "The scene is cleared"):  # fmt: skip
        assert words in story


def test_why_it_waited(invoke: Invoke, tmp_path: Path) -> None:
    """With one officer and twice the work for one, somebody is always at a scene."""
    write_scenario(tmp_path, mean=24)
    story = text_of(invoke("trace", "mm1.yaml", "--incident", 40).stdout)
    assert "It has to wait. 1 response officer of Town is on duty: 1 at a scene." in story
    assert re.search(r"\d+ incidents wait before it: \d+ of grade 1\.", story)
    assert re.search(r"After [\d.]+ \w+: Response officer 1 of Town is sent", story)
    assert "The officer has just cleared Town.job." in story
    assert re.search(r"sent to \d+ other incidents: \d+ of the same grade that waited", story)
    assert "outside the target of 15 min" in story


def test_an_incident_that_is_still_open(invoke: Invoke, tmp_path: Path) -> None:
    write_scenario(tmp_path, mean=60)
    listed = invoke("trace", "mm1.yaml", "--list", "--day", 7).stdout
    number = re.search(r"\n(\d+) .*open: queued", listed)
    assert number
    story = text_of(invoke("trace", "mm1.yaml", "--incident", number[1]).stdout)
    assert "The run ends; it still waits for an officer." in story


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--incident", "999999"], "expected a number up to "),
        (["--incident", "9" * 40], "expected a number up to "),
        (["--incident", "Towm.job.2504.1"], "did you mean 'Town.job'"),
        (["--incident", "non.sense"], "expected district.type.week.ordinal"),
        (["--incident", "nonsense"], ", or a name such as Town.job."),
        (["--incident", "-5"], "--incident -5: expected a number up to "),
        (["--incident", "\N{FULLWIDTH DIGIT ONE}"], ", or a name such as Town.job."),
        (["--incident", ""], ", or a name such as Town.job."),
        (["--incident", "Town.job.1.1"], "no incident in week 1"),
        (["--list", "--incident", "1"], "give the one or the others"),
        (["--incident", "1", "--hub", "Town"], "give the one or the others"),
        (["--hub", "Towm"], "--hub: got 'Towm'; expected Town; did you mean 'Town'?"),
        (["--grade", "7"], "--grade: got '7'; expected one of Job or 1\n"),
        (["--grade", "jop"], "--grade: got 'jop'; expected one of Job or 1; did you mean 'Job'?"),
        (["--type", "jib"], "--type: got 'jib'; expected job or Job; did you mean "),
        (["--list", "--day", "8"], "expected 1 to 7"),
        (["--incident", "1", "--replication", "-1"], "'--replication'"),
    ],
)
def test_what_is_not_there_is_an_input_error(
    invoke: Invoke, tmp_path: Path, words: list[str], message: str
) -> None:
    write_scenario(tmp_path)
    result = invoke("trace", "mm1.yaml", *words)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""
