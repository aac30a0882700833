"""The tutorial: what its commands print stands in it, and each answers the question asked."""

from __future__ import annotations

import re

import pytest

from docs.generators import tutorial
from sim.scenario.load import load

PAGE = """\
```yaml
# mine/a.yaml
name: a
```

```console
$ make setup
$ sixhubs one --long \\
    --option
$ sixhubs two
```

<!-- shown: from "First" until "Last" -->

```text
old
```
"""
#: Lines of a terminal that is not made larger, on a screen of 1,080 pixels, from the first.
SCREEN = 40


def test_scenarios_and_commands_are_found_on_the_page() -> None:
    assert tutorial.scenarios(PAGE) == {"mine/a.yaml": "# mine/a.yaml\nname: a\n"}
    assert [line.split() for line in tutorial.commands(PAGE)] == [
        ["sixhubs", "one", "--long", "--option"],
        ["sixhubs", "two"],
    ]


def test_output_is_shown_from_one_line_to_another() -> None:
    text = "Head\n\nFirst\n1\n\nLast\n2\n"
    assert tutorial.part(text, "First", "Last") == "First\n1\n"
    assert tutorial.part(text, None, "Last") == "Head\n\nFirst\n1\n"
    assert tutorial.part(text, "First", None) == "First\n1\n\nLast\n2\n"
    with pytest.raises(ValueError, match="no line begins with 'Middle'"):
        tutorial.part(text, "Middle", None)


def test_what_was_printed_takes_the_place_of_what_stood_there() -> None:
    place = (PAGE.index("old"), PAGE.index("old") + len("old\n"))
    answer = tutorial.Answer("sixhubs two", "First\n1\n", "First\n1\n", place)
    assert tutorial.render(PAGE, [answer]) == PAGE.replace("old\n", "First\n1\n")


def screen(answers: list[tutorial.Answer], scenario: str) -> str:
    """Return the first screen of the comparison with a scenario."""
    (found,) = [
        one for one in answers if f"compare sussex-2017 my-scenarios/{scenario}.yaml" in one.command
    ]
    return "\n".join(found.text.splitlines()[:SCREEN])


def change(text: str, label: str) -> tuple[float, float]:
    """Return the means of the baseline and of the scenario in the line that begins so.

    The unit at the end of a label may stand in a line of its own, so it is no part of it.
    """
    words = " ".join(text.split())
    found = re.search(rf"{re.escape(label)} (?:% )?([\d.,]+) ([\d.,]+) ", words)
    assert found, f"{label!r} is not on the screen:\n{text}"
    before, after = (float(number.replace(",", "")) for number in found.groups())
    return before, after


@pytest.mark.slow
def test_the_screen_shows_what_happens_to_whom_and_the_page_is_as_printed() -> None:
    """Callers wait longer; Hastings pays for Brighton; prevention is lost. Asked as planners do."""
    page = tutorial.PAGE.read_text(encoding="utf-8")
    answers = list(tutorial.answers(page))

    centre = screen(answers, "centre-until-20")
    assert "opening_hours.weekdays.closes: 22:00 -> 20:00" in centre
    before, after = change(centre, "Callers' mean wait for contact, min")
    assert after > before + 60

    ten = screen(answers, "ten-to-brighton")
    assert re.search(r"teams\.response\.posts\.Hastings: [\d.]+ -> [\d.]+$", ten, re.MULTILINE)
    before, after = change(ten, "Hastings, Priority: within 60 min,")
    assert after < before - 3, "% within the hour"
    before, after = change(ten, "Brighton, Priority: within 60 min,")
    assert after > before + 1

    fourteen = screen(answers, "fourteen-officers")
    assert "teams.neighbourhood.posts.Brighton" in fourteen
    before, after = change(fourteen, "Prevention, hours a week")
    assert after < before - 100

    assert tutorial.render(page, answers) == page, "the program prints otherwise: make tutorial"


def test_parts_that_another_force_can_keep_name_no_place_of_sussex() -> None:
    page = tutorial.PAGE.read_text(encoding="utf-8").partition("## Your own force")[2]
    rows = re.findall(r"^\| (`[^|]+) \| [^|]+ \| ([^|]+) \|$", page, re.MULTILINE)
    kept = {name: said for names, said in rows for name in re.findall("`([^`]+)`", names)}
    places = load(tutorial.ROOT / "scenarios" / "sussex-2017.yaml").scenario
    words = re.compile("|".join(rf"\b{name}\b" for name in (*places.districts, *places.hubs)))
    assert len(kept) > 12
    for name, said in kept.items():
        text = (tutorial.ROOT / "scenarios" / "sussex" / f"{name}.yaml").read_text(encoding="utf-8")
        lines = [line.partition("#")[0] for line in text.splitlines()]
        found = [line for line in lines if words.search(line) and "custody_suites" not in line]
        assert not (said.startswith("can be kept") and found), name
    assert "restate `custody_suites`" in kept["rules"]
