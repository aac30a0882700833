"""The profile that benches/README.md tells of."""

from __future__ import annotations

import pytest

from benches import profile_simpy


def test_profile(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("sys.argv", ["profile_simpy", "--days", "1", "--top", "5"])
    profile_simpy.main()
    kinds, functions = capsys.readouterr().out.split("\n\n")[1:]
    by_name = {line.split()[0]: line.split() for line in kinds.splitlines()}
    assert int(by_name["INCIDENT_CREATED"][2].replace(",", "")) > 500
    assert by_name["all"][-1] == "100.0%"
    shares = [float(line.split()[-1].rstrip("%")) for line in functions.splitlines()[1:]]
    assert len(shares) == 5
    assert shares == sorted(shares, reverse=True)
