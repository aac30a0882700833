"""The questions that planners ask first: the screen must show what happens to whom.

Each is asked as a planner would write it, without headlines of its own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke

#: Lines of a screen, counted from the first.
SCREEN = 48
_QUESTIONS = {
    "desk-until-20": """
teams:
  resolution_centre:
    opening_hours:
      weekdays: {opens: 08:00, closes: 20:00}
      weekends: {opens: 08:00, closes: 20:00}
""",
    "ten-move": "teams: {response: {posts_change: {Hastings: -10, Brighton: 10}}}\n",
    "fourteen-officers": """
teams:
  pcso: {posts_factor: 0.889}
  neighbourhood: {posts_factor: 1.084}
""",
}


@pytest.fixture
def screen(invoke: Invoke, tmp_path: Path) -> dict[str, str]:
    """Return the first screen of each comparison."""
    found = {}
    for name, changes in _QUESTIONS.items():
        (tmp_path / f"{name}.yaml").write_text(
            f"extends: sussex-2017\nname: {name}\ntitle: A question\n{changes}", encoding="utf-8"
        )
        options = ("--replications", 4, "--days", 14, "--quiet")
        result = invoke("compare", "sussex-2017", f"{name}.yaml", *options)
        assert result.exit_code == 0, result.stderr
        found[name] = "\n".join(result.stdout.splitlines()[:SCREEN])
    return found


def change(text: str, label: str) -> tuple[float, float]:
    """Return the means of the baseline and of the scenario in the line that begins so."""
    words = " ".join(text.split())
    found = re.search(rf"{re.escape(label)} ([\d.,]+) ([\d.,]+) ", words)
    assert found, f"{label!r} is not on the screen:\n{text}"
    before, after = (float(number.replace(",", "")) for number in found.groups())
    return before, after


@pytest.mark.slow
def test_the_screen_shows_what_happens_to_whom(screen: dict[str, str]) -> None:
    """Callers wait two hours longer; Hastings pays for Brighton; prevention is kept or lost."""
    desk, move, officers = screen.values()
    assert "opening_hours.weekdays.closes: 22:00 -> 20:00" in desk
    before, after = change(desk, "Callers' mean wait for contact, min")
    assert after > before + 60
    assert "teams.response.posts.Hastings: 53.0 -> 43.0" in move
    hastings = change(move, "Hastings, Priority: mean response, min")
    brighton = change(move, "Brighton, Priority: mean response, min")
    assert hastings[1] > hastings[0]
    assert brighton[1] < brighton[0]
    assert "teams.pcso.posts.Brighton" in officers
    assert change(officers, "Prevention, hours a week")[0] > 0
