"""The check by which runs are held to theory passes and fails as it should."""

from __future__ import annotations

import pytest

from tests.theory.agreement import Row, assert_agreement, assert_all_notice, mean_and_error

pytestmark = pytest.mark.theory

NEAR = Row("near", theory=5.0, mean=5.1, error=0.04)
FAR = Row("far", theory=5.0, mean=5.3, error=0.04)
VAGUE = Row("vague", theory=5.0, mean=5.1, error=0.08)


def test_near_and_precise_agrees() -> None:
    assert_agreement([NEAR])


def test_all_that_disagree_are_named() -> None:
    with pytest.raises(AssertionError, match="more than 4 standard errors") as failure:
        assert_agreement([NEAR, FAR, FAR._replace(what="also far")])
    assert "also far" in str(failure.value)
    assert "near" not in str(failure.value)


def test_agreement_for_want_of_precision_is_none() -> None:
    with pytest.raises(AssertionError, match=r"standard error is too large(.|\n)*vague"):
        assert_agreement([NEAR, VAGUE])


def test_a_wrong_theory_must_be_refused_by_every_row() -> None:
    assert_all_notice([FAR])
    with pytest.raises(AssertionError, match=r"wrong theory too(.|\n)*near"):
        assert_all_notice([FAR, NEAR])


def test_the_replication_is_the_unit() -> None:
    mean, error = mean_and_error([1.0, 2.0, 3.0, 4.0])
    assert mean == pytest.approx(2.5)
    assert error == pytest.approx((5 / 3) ** 0.5 / 2)
