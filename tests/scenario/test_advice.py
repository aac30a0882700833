"""What a message advises is done to the letter, and the point is then passed."""

from __future__ import annotations

import ast
import json
import re
import shutil
from pathlib import Path

import pytest

from sim.errors import InputError, Problem
from sim.scenario.load import load
from sim.scenario.reading.advice import advice, near_time
from sim.scenario.reading.words import wanted_at
from sim.scenario.schema.scenario import Scenario
from tests.house.tree import ROOT

BAD = ROOT / "tests" / "bad_scenarios"
GOOD = ROOT / "tests" / "scenario" / "good"
#: A value as it stands in a file: in quotes, or up to what ends it.
TOKEN = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|(?:[^,\]}\n:#]|:(?!\s|$))+""")
WRITTEN = re.compile(r"""(?:; |, or )write (?:a share such as )?(\[.*\]|"[^"]*"|\S+?)(?:;|$| \()""")
LEFT_OUT = re.compile(r"leave (the entry|it) out")


def instead(message: str, token: str) -> str | None:
    """Return what a message says to write instead of a value; None if it says nothing of that."""
    written = WRITTEN.search(message)
    meant = re.search(r"did you mean '([^']+)'", message)
    example = re.search(r"such as ([0-9]\S*?)(?:[,;]|$| )", message)
    if found := written or meant or example:
        return found[1]
    if "put it in quotes" in message:
        return json.dumps(token)
    return token.strip("\"'") if "leave out the quotes" in message else None


def followed(text: str, problem: Problem) -> str | None:
    """Return the text of a file with the advice of a message carried out; None if there is none."""
    lines = text.splitlines(keepends=True)
    line, at = lines[problem.line - 1], problem.column - 1
    found = TOKEN.match(line, at)
    if found is None:
        return None
    token = found[0].rstrip()
    said = re.match(r"got ('.*?'|\".*?\")(?: \(text\))?,", problem.message)
    if said and line.startswith(ast.literal_eval(said[1]), at):
        token = ast.literal_eval(said[1])
    elif "a comma ends a value" in problem.message:
        (token,) = re.findall(r"got ([-0-9,]+),", problem.message)
    better = instead(problem.message, token)
    if better is not None:
        lines[problem.line - 1] = line[:at] + better + line[at + len(token) :]
    elif LEFT_OUT.search(problem.message):
        return left_out(lines, problem.line - 1, at, len(token))
    else:
        return None
    return "".join(lines)


def left_out(lines: list[str], number: int, at: int, length: int) -> str:
    """Return the text without the entry whose key or value stands at a place."""
    line = lines[number]
    before = re.sub(r"""(["'])?[\w -]+\1?:\s*$""", "", line[:at])
    if re.match(r"\s*:", line[at + length :]) and not before.strip():
        depth = len(line) - len(line.lstrip())
        end = number + 1
        while end < len(lines) and len(lines[end]) - len(lines[end].lstrip()) > depth:
            end += 1
        return "".join(lines[:number] + lines[end:])
    end, depth = at + length, 0
    while end < len(line.rstrip()) and (depth or line[end] not in ",}]"):
        depth += (line[end] in "{[") - (line[end] in "}]")
        end += 1
    after = line[end:]
    if after.startswith(","):
        after = after[1:].lstrip()
    else:
        before = before.rstrip().removesuffix(",")
    return "".join([*lines[:number], before + after, *lines[number + 1 :]])


def problems(path: Path) -> list[Problem]:
    try:
        load(path.name, also=[str(file) for file in path.parents[1].glob("scenario/good/*.yaml")])
    except InputError as error:
        return error.problems
    return []


FILES = sorted(path.stem for path in BAD.glob("*.yaml") if path.is_file())
#: Those of which some message gives advice.
ADVISED = [
    stem
    for stem in FILES
    if re.search(
        r"; (or )?write|, or write|did you mean|such as \d|in quotes|out the quotes|leave (the|it)",
        (BAD / f"{stem}.expected.txt").read_text(encoding="utf-8"),
    )
]
#: Those whose advice leaves the value to whoever writes it.
WITHOUT = {"anchor-and-alias", "billion-laughs", "extends-nothing", "merge-key", "no-value"}


@pytest.mark.parametrize("stem", ADVISED)
def test_advice_taken_to_the_letter_passes_the_point(
    stem: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bad_scenarios"
    shutil.copytree(GOOD, tmp_path / "scenario" / "good")
    shutil.copytree(BAD, folder)
    monkeypatch.chdir(folder)
    path = folder / f"{stem}.yaml"
    before = path.read_text(encoding="utf-8")
    taken = 0
    found = problems(path)
    for problem in found:
        text = followed(before, problem) if problem.file == path.name and problem.line else None
        if text is None:
            continue
        taken += 1
        path.write_text(text, encoding="utf-8")
        advised = instead(problem.message, "")
        after = [
            each
            for each in problems(path)
            if each.path in (problem.path, "")
            or each.message.startswith(f"got {advised!r}, which")
            or (each.path.split(".")[-1] == advised and each not in found)
        ]
        path.write_text(before, encoding="utf-8")
        assert after == [], f"{problem}\n{text}"
    assert taken or stem in WITHOUT


@pytest.mark.parametrize(
    ("ring_fenced", "others", "said"),
    [
        (["neighbourhood"], {"teams": ["neighbourhood", "pcso"]}, "redeployment.teams: [pcso]"),
        (["neighbourhood"], {"rule": "one_pool"}, "rule: never"),
        (["neighbourhood"], {"rule": "never", "backfill": True}, "backfill: false"),
        (["neighbourhood"], {"backfill": True}, "rule: never and backfill: false"),
    ],
)
def test_what_is_expected_of_a_ring_fence_lets_it_pass(
    ring_fenced: list[str], others: dict[str, object], said: str
) -> None:
    path = GOOD / "two-hubs.yaml"
    rule = {"ring_fenced": ring_fenced, **others}
    backfilled = {"teams": {"response": {"minimum_strength": {"North": 2}}}}
    with pytest.raises(InputError) as caught:
        load(path, {"redeployment": rule, **(backfilled if "backfill" in others else {})})
    (problem,) = caught.value.problems
    expected = problem.message.split("; expected ")[1]
    assert expected == said
    for each in expected.removeprefix("redeployment.").split(" and "):
        setting, value = each.split(": ")
        rule[setting] = {"false": False, "[pcso]": ["pcso"]}.get(value, value)
    load(path, {"redeployment": rule})


def test_some_advice_is_given_at_all() -> None:
    assert len(ADVISED) > 40


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        (("run", "days"), "12", "; leave out the quotes"),
        (("run", "days"), "1,000", "; write 1000"),
        (("run", "days"), "1_000", "; write 1000"),
        (("run", "days"), "1,5", ""),
        (("run", "days"), "73%", ""),
        (("run", "days"), "9,999", ""),
        (("run", "days"), "nan", ""),
        (("run", "days"), "many", ""),
        (("run", "days"), "%", ""),
        (("run", "days"), None, ""),
        (("travel", "cv"), "0,3", "; write 0.3"),
        (("travel", "cv"), "73%", "; write a share such as 0.73"),
        (("travel", "cv"), "1.234.5", ""),
        (("travel", "cv"), 73, ""),
        (("teams", "resolution_centre", "resolved_share"), 80, "; write a share such as 0.8"),
        (("teams", "resolution_centre", "resolved_share"), 1.2, ""),
        (("teams", "resolution_centre", "resolved_share"), 100.5, ""),
        (("teams", "resolution_centre", "resolved_share"), -80, ""),
        (("teams", "resolution_centre", "resolved_share"), True, ""),
        (("run", "start"), "13/10/2018", "; write 2018-10-13"),
        (("run", "start"), "30/02/2018", ""),
        (("run", "start"), 20180101, "; write 2018-01-01"),
        (("title",), 7, "; put it in quotes"),
        (("why",), "because", "; write [because]"),
        (("why",), "true", '; write ["true"]'),
        (("why",), "1", '; write ["1"]'),
        (("why",), "x" * 100, ""),
        (("incident_types", "x", "bypass"), "yes", "; write true"),
        (("incident_types", "x", "bypass"), "maybe", ""),
    ],
)
def test_advice_is_given_only_where_it_helps(
    place: tuple[str, ...], value: object, said: str
) -> None:
    wanted = wanted_at(Scenario, place, {})
    assert wanted is not None
    assert advice(value, wanted) == said


@pytest.mark.parametrize(
    ("value", "time"),
    [
        (700, "07:00"), (7, "07:00"), (2230, "22:30"), ("7am", "07:00"), ("7 pm", "19:00"),
        ("12am", "00:00"), ("12 p.m.", "12:00"), ("008:00", "08:00"), ("07.30", "07:30"),
        ("0730", "07:30"), ("25:00", None), (2400, None), (True, None), (7.3, None),
        ("\uff12\uff12:00", None), ("noon", None), ("07:61", None),
    ],
)  # fmt: skip
def test_the_time_that_was_meant(value: object, time: str | None) -> None:
    assert near_time(value) == time
