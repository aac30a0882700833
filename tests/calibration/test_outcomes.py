"""How crimes end, worked out from published outcomes."""

from __future__ import annotations

import pytest

import sixhubs
from calibration.outcomes import ENDS, of_cases, of_crimes, parts, published
from calibration.tables import BASELINE


def test_published_shares_are_of_all_crimes():
    for name, shares in published().items():
        assert sum(shares.values()) == pytest.approx(1, abs=0.002), name
    assert published()["Burglary"]["no_suspect"] == pytest.approx(0.8495)
    assert published()["Shoplifting"]["charged"] == pytest.approx(0.18, abs=0.005)


def test_a_type_of_several_records_is_their_mean():
    made_of = parts()["hate_crime"]
    known = published()
    mean = sum(known[of]["charged"] * n for of, n in made_of.items()) / sum(made_of.values())
    assert of_crimes("hate_crime", 2082)["charged"] == pytest.approx(mean, rel=0.01)
    # Half of the incidents of domestic abuse are crimes.
    violence = known["Violence and sexual offences"]["charged"]
    assert of_crimes("domestic_abuse", 24502)["charged"] == pytest.approx(violence / 2)


def test_the_baseline_has_these_numbers_and_they_come_to_what_is_published():
    baseline = sixhubs.load(BASELINE)
    scenario = baseline.settings
    screening = scenario.casework.screening
    found = of_cases(baseline)
    assert len(found) == 15
    for name, (charged, ends) in found.items():
        kind = scenario.incident_types[name]
        case = kind.investigation
        assert (case.charged_share, case.without_charge) == (charged, ends)
        hopeless = 0.0
        if case.harm < screening.harm_below:
            hopeless = case.share * screening.solvability_below * (1 - case.in_custody_share)
        promising = case.share - hopeless
        uncharged = promising * (1 - charged) + 1 - case.share
        shares = of_crimes(name, sum(kind.yearly_count.values()))
        assert promising * charged == pytest.approx(shares["charged"], abs=0.001)
        for end in ENDS:
            extra = hopeless if end == "no_suspect" else 0.0
            assert uncharged * ends.get(end, 0.0) + extra == pytest.approx(shares[end], abs=0.001)
