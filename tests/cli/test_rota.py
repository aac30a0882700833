"""sixhubs rota: who is on duty when, beside the demand."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import pytest

from tests.cli.conftest import Invoke

FORCE = """\
name: two-hubs
protective_marking: OFFICIAL
run: {start: 2018-01-01, days: 7, replications: 2, seed: 1}
districts:
  Town: {hub: Town}
  Port: {hub: Port}
hubs:
  Town: {district: Town}
  Port: {district: Port}
travel: {mode: none}
shapes:
  nights: {hour_of_day: [5, 5, 5, 5, 5, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]}
grades:
  1: {label: Emergency, target_min: 15, served_by: attendance, emergency_travel: false,
      interrupts: [], when_all_busy: wait}
  2: {label: Visit, target_min: 5000, served_by: attendance, emergency_travel: false,
      interrupts: [], when_all_busy: wait}
incident_types:
  job:
    label: Job
    basis: assumption
    per_hour: {Town: 2, Port: 1}
    hour_shape: nights
    grade_mix: {1: 0.75, 2: 0.25}
    attended_by: {1: [response], 2: [pcso, response]}
    scene_min: {distribution: exponential, mean: 6}
rotas:
  core:
    shifts:
      day: {start: 08:00, hours: 12}
      night: {start: 20:00, hours: 12}
    pattern: [day, day, night, night, rest, rest, rest, rest]
    groups: 4
  office:
    shifts: {day: {start: 08:30, hours: 8}}
    pattern: [day, day, day, day, day, rest, rest]
teams:
  response:
    rota: core
    posts: {Town: 8, Port: 5}
    absence: {leave: {share: 0.5, spell_days: 7}}
  pcso: {rota: office, posts: {Town: 3}}
"""


@pytest.fixture
def force(tmp_path: Path) -> Path:
    path = tmp_path / "two-hubs.yaml"
    path.write_text(FORCE)
    return path


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("force")
def test_it_fits_a_terminal_and_says_hours_a_year_and_cover(invoke: Invoke) -> None:
    lines = invoke("rota", "two-hubs.yaml").stdout.splitlines()
    assert lines[0] == lines[-1] == "OFFICIAL"
    assert max(map(len, lines)) <= 100
    # Four shifts of 12 hours in eight days; 6 a day is 2,190 a year.
    (core,) = [line for line in lines if "core" in line]
    assert core.split()[:4] == ["response", "core", "2,190", "105.0%"]
    assert core.endswith("day 08:00-20:00, night 20:00-08:00")
    cover = [line.split() for line in lines if " Town " in line or " Port " in line]
    assert cover == [
        ["response", "Port", "5", "1", "2", "none"],
        ["response", "Town", "8", "2", "2", "none"],
        ["pcso", "Town", "3", "0", "3", "128", "h,", "such", "as", "Mon", "00:00-08:30"],
        ["all", "Town", "11", "2", "5", "none"],
    ]


@pytest.mark.usefixtures("force")
def test_the_week_has_people_and_marks(invoke: Invoke) -> None:
    """Half of those rostered are absent. Two incidents an hour: five at night, one by day."""
    lines = invoke("rota", "two-hubs.yaml", "--team", "Response").stdout.splitlines()
    town, port = (lines.index(place) for place in ("Town", "Port"))
    monday, weekdays = lines[town + 2], lines[town + 9]
    assert monday.startswith("Mon   1#  1#  1#  1#  1#  1#  1   1   1   1 ")
    assert lines[town + 1].split() == [str(hour) for hour in range(24)]
    assert weekdays.split() == ["M-F", *["5.0"] * 6, *["1.0"] * 18]
    assert lines[port + 2].split()[0] == "Mon"
    all_teams = " ".join(invoke("rota", "two-hubs.yaml").stdout.split())
    assert re.search(r"\nPeople of response on duty at each hour, ", "\n".join(lines))
    assert re.search(r" People of response(, \w+)* and \w+ on duty at each hour, ", all_teams)
    # Three incidents an hour, for 8 / 4 / 2 people at one hub and 5 / 4 / 2 at the other.
    assert "Incidents an hour for each of them, against the mean of 1.85" in "\n".join(lines)


@pytest.mark.usefixtures("force")
def test_hours_at_which_nobody_is_rostered_are_marked(invoke: Invoke) -> None:
    lines = invoke("rota", "two-hubs.yaml", "--team", "pcso").stdout.splitlines()
    (monday,) = [line for line in lines if line.startswith("Mon ")]
    cells = [monday[4 + 4 * hour : 8 + 4 * hour].strip() for hour in range(24)]
    # From 08:30 to 16:30: both hours that are covered in part have minutes without anybody.
    assert cells[7] == "0!"
    assert cells[8] == cells[16] == "2!"
    assert set(cells[9:16]) <= {"3", "3-", "3+", "3#"}


@pytest.mark.usefixtures("force")
def test_csv_has_every_hour_by_team_and_hub(invoke: Invoke) -> None:
    found = rows(invoke("rota", "two-hubs.yaml", "--csv").stdout)
    assert len(found) == 4 * 168
    assert [row["team"] for row in found[::168]] == ["response", "response", "pcso", "all"]
    first = found[168]
    assert (first["hub"], first["day"], first["hour"]) == ("Town", "Monday", "0")
    assert (first["rostered_mean"], first["on_duty_mean"]) == ("2.0000", "1.0000")
    assert {row["protective_marking"] for row in found} == {"OFFICIAL"}
    of_all = [row for row in found if row["team"] == "all"]
    assert sum(float(row["incidents_per_hour"]) for row in of_all) == pytest.approx(2 * 168)
    pcso = [row for row in found if row["team"] == "pcso"]
    assert sum(float(row["incidents_per_hour"]) for row in pcso) == pytest.approx(0.5 * 168)
    assert sum(float(row["rostered_mean"]) for row in pcso) == 3 * 5 * 8


@pytest.mark.parametrize("hours", ["nan", "inf", "4_0", "0"])
def test_contracted_hours_are_a_number_of_hours(invoke: Invoke, hours: str) -> None:
    result = invoke("rota", "two-hubs.yaml", "--contracted-hours", hours)
    assert result.exit_code == 2
    assert "is not a valid number" in result.stderr or "range 1 to 168" in result.stderr


@pytest.mark.usefixtures("force")
def test_contracted_hours_are_what_is_compared_with(invoke: Invoke) -> None:
    shown = invoke("rota", "two-hubs.yaml", "--contracted-hours", "42").stdout
    assert "42 contracted hours a week are 2,190 a year" in shown.replace("\n", " ")
    assert "100.0%" in shown


@pytest.mark.usefixtures("force")
def test_a_team_that_is_not_there(invoke: Invoke) -> None:
    result = invoke("rota", "two-hubs.yaml", "--team", "pcsos")
    assert result.exit_code == 2
    assert result.stderr.startswith("--team: got 'pcsos'; expected one of response, pcso")


def test_a_force_that_never_goes_off_duty(invoke: Invoke) -> None:
    from tests.house.tree import ROOT

    shown = invoke("rota", ROOT / "tests/scenario/good/mm1.yaml").stdout
    assert "on duty round the clock" in shown


@pytest.mark.usefixtures("force")
def test_check_warns_of_hours_without_those_who_may_attend(invoke: Invoke, force: Path) -> None:
    """Visits may wait for the office to open; emergencies need somebody at every hour."""
    by_one = FORCE.replace("{Town: 3}", "{Town: 3, Port: 1}").replace("[pcso, response]", "[pcso]")
    force.write_text(by_one)
    assert "warning" not in invoke("check", force).stderr
    force.write_text(by_one.replace("{1: [response], 2: [pcso]}", "{1: [pcso], 2: [response]}"))
    warned = invoke("check", force).stderr
    assert (
        "teams.pcso.rota: warning: at the hub 'Port' (and 1 more) nobody of pcso (only they are "
        "sent to some incidents of grade 1) is on duty for 128 hours a week, such as Monday 00:00 "
        "to 08:30"
    ) in warned


@pytest.mark.usefixtures("force")
def test_hubs_whose_long_names_end_differently_are_told_apart(invoke: Invoke, force: Path) -> None:
    names = [f"Command Unit of the {part}" for part in ("Northern Districts", "Ynys Môn")]
    force.write_text(FORCE.replace("Town", names[0]).replace("Port", names[1]))
    lines = invoke("rota", "two-hubs.yaml", "--team", "response").stdout.splitlines()
    rows = [line for line in lines if line.startswith("response ") and "Command" in line]
    assert [[name for name in names if name in row] for row in rows] == [[one] for one in names]
