"""What is said of posts needed: no surer than the interval, and the same in table and words."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sim.outputs.break_even import Point
from sim.outputs.posts_needed import PostsNeeded
from sim.outputs.statistics import Cell
from sim.report.terminal.layout import as_text
from sim.report.terminal.posts_needed import PostsQuestion, posts_table
from tests.outputs import tiny

NAN = float("nan")
CELL = Cell("within_target_share", grade="1")


def asked(now: float, low: int, high: int) -> PostsQuestion:
    teams: dict[str, Any] = dict(tiny.SCENARIO["teams"])
    team = teams["response"] | {"posts": {"East": now}, "cost_per_post_gbp": 50000.0}
    scenario = tiny.scenario(teams=teams | {"response": team})
    return PostsQuestion(scenario, scenario, "response", now, low, high, 1, 6)


def said(
    question: PostsQuestion,
    posts: tuple[int | None, int | None, int | None],
    gains: tuple[float, float, float],
) -> tuple[str, str]:
    """Return the end of the row of the table, and the sentence."""
    least, needed, most = posts
    low, gain, high = gains
    now = Point(question.now, gain / 100, low / 100, high / 100)
    text = as_text(posts_table(question, {CELL: PostsNeeded(needed, least, most, now, now)}), 120)
    row = next(line for line in text.splitlines() if line.startswith("Emergency"))
    sentence = re.search(r"- Emergency: within 15 min: (.*?\.)\n\n", text, re.DOTALL)
    assert sentence
    cells = " | ".join(re.split(r" {2,}", row.strip())[2:])
    return cells, " ".join(sentence[1].split())


@pytest.mark.parametrize(
    ("question", "posts", "gains", "row", "sentence"),
    [
        (
            asked(470, 352, 705),
            (529, 530, 533),
            (-2.0, -1.0, -0.5),
            "530 | 529 to 533 | +60",
            "530 posts are needed, 60 more than now, for £3,000,000 a year.",
        ),
        (
            asked(470, 352, 705),
            (388, 453, 513),
            (-0.5, 0.4, 1.0),
            "453 | 388 to 513 | -17",
            (
                "453 posts come out, of the 470 there are; allowing for chance, up to 513 may be "
                "needed."
            ),
        ),
        (
            asked(470, 352, 705),
            (388, 453, 460),
            (0.1, 0.4, 1.0),
            "453 | 388 to 460 | -17",
            "453 posts are enough, of the 470 there are.",
        ),
        (
            asked(6, 4, 9),
            (4, 4, None),
            (-2.0, 1.0, 3.0),
            "4 or fewer | 4 or fewer to over 9 | -2 or fewer",
            (
                "4 posts come out as enough, and it may be that fewer are; allowing for chance, "
                "over 9 may be needed."
            ),
        ),
        (
            asked(470, 352, 705),
            (460, 490, 530),
            (-2.0, -0.4, 0.3),
            "490 | 460 to 530 | +20",
            (
                "490 posts come out, 20 more than now, for £1,000,000 a year; allowing for chance, "
                "the present 470 may be enough."
            ),
        ),
        (
            asked(470, 352, 480),
            (475, None, None),
            (-2.0, -1.0, -0.1),
            "over 480 | 475 to over 480",
            "480 posts come out as not enough; allowing for chance, 475 may be enough.",
        ),
        (
            asked(470, 760, 764),
            (760, 760, 760),
            (1.0, 3.8, 6.0),
            "470 or fewer | 470 or fewer | 0 or fewer",
            "the present 470 posts are enough, and it may be that fewer are.",
        ),
        (
            asked(470, 760, 764),
            (760, 760, 760),
            (-1.0, 3.8, 6.0),
            "470 or fewer | 470 or fewer to 760 or fewer | 0 or fewer",
            (
                "the present 470 posts come out as enough, and it may be that fewer are; "
                "allowing for chance, up to 760 may be needed."
            ),
        ),
        (
            asked(470, 760, 764),
            (760, 760, 760),
            (-6.0, -3.8, -1.0),
            "760 or fewer | 760 or fewer | +290 or fewer",
            (
                "760 posts are enough, and it may be that fewer are, but not the 470 there are, at "
                "most 290 more than now, for £14,500,000 a year."
            ),
        ),
        (
            asked(1, 1, 2),
            (1, 1, 2),
            (-1.0, 0.0, 1.0),
            "1 | 1 to 2 | 0",
            "1 post comes out; allowing for chance, up to 2 may be needed.",
        ),
        (
            asked(470, 352, 705),
            (453, 453, 453),
            (NAN, 0.4, NAN),
            "453 | -17",
            "453 posts are enough, of the 470 there are.",
        ),
    ],
)
def test_the_sentence_is_no_surer_than_the_interval(
    question: PostsQuestion,
    posts: tuple[int | None, int | None, int | None],
    gains: tuple[float, float, float],
    row: str,
    sentence: str,
) -> None:
    assert said(question, posts, gains) == (row, sentence)


def test_what_is_not_known_is_drawn_only_where_it_is_said() -> None:
    question = asked(470, 352, 705)
    now = Point(470.0, 0.0, -0.1, 0.1)

    def text(question: PostsQuestion) -> str:
        return as_text(posts_table(question, {CELL: PostsNeeded(470, 460, 480, now, now)}), 120)

    assert "The intervals are of chance alone.\n" in text(question)
    said = question.baseline.model_copy(update={"rules_not_known": {"paperwork": ["a"]}})
    assert "sixhubs uncertainty draws" in text(question._replace(baseline=said))
