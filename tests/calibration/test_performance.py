"""Simulated measures are held against what was published."""

from __future__ import annotations

from calibration import performance
from calibration.tables import inputs

HEADER = "scenario,measure,unit,team,hub,grade,replications,mean,ci_low,ci_high\n"


def write(path, lines):
    text = "".join(f"x,{m},min,{team},all,{grade},9,{mean},,\n" for m, team, grade, mean in lines)
    path.write_text(HEADER + text, encoding="utf-8")
    return path


def test_measures_are_placed_against_the_published_range(tmp_path, capsys):
    values = {("within_target_share", "1"): 0.9, ("response_time_mean_min", "1"): 9}
    lines = [
        (line["measure"], line["team"], line["grade"], line["low"]) for line in inputs("targets")
    ]
    lines = [(m, team, g, values.get((m, g), mean)) for m, team, g, mean in lines]
    file = write(tmp_path / "measures.csv", [*lines, ("within_target_share", "pcso", "1", 0.1)])
    verdicts = {(c.measure, c.grade): c.verdict for c in performance.compare(file)}
    assert verdicts["within_target_share", "1"] == "above"
    assert verdicts["response_time_mean_min", "1"] == "below"
    assert verdicts["within_target_share", "2"] == "within"
    assert performance.main([str(file)]) == 0
    assert "published" in capsys.readouterr().out


def test_a_missing_measure_fails(tmp_path, capsys):
    file = write(tmp_path / "measures.csv", [("within_target_share", "all", "1", 0.8)])
    assert performance.main([str(file)]) == 1
    assert "missing" in capsys.readouterr().out
