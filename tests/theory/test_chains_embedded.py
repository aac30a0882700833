"""The chains of service of one length against formulas, limits, and small cases by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.theory.chains_embedded import caseload_idle, fixed_service
from tests.theory.formulas import mg1_wait, mmc_wait

pytestmark = pytest.mark.theory


def test_with_one_server_fixed_service_waits_as_pollaczek_and_khinchine_say() -> None:
    queue = fixed_service(0.14, 5, 1)
    assert queue.wait == pytest.approx(mg1_wait(0.14, 5, 0), rel=1e-9)
    assert queue.waits == pytest.approx(0.7, rel=1e-9)


@pytest.mark.parametrize("servers", [1, 2, 3, 5])
def test_fixed_service_does_all_the_work_that_comes(servers: int) -> None:
    queue = fixed_service(0.14 * servers, 5, servers)
    busy = queue.share @ np.minimum(np.arange(queue.share.size), servers)
    assert busy == pytest.approx(0.7 * servers, rel=1e-9)
    assert queue.share[-1] < 1e-12


def test_two_servers_are_idle_as_often_as_crommelin_says() -> None:
    """From the root of z^2 = exp(a (z - 1)) within the unit circle that is not 1: it is negative.

    The generating function of the number in the system has no pole there, which gives
    p(0) = (2 - a) * -z / (1 - z).
    """
    load = 1.4
    root = 0.0
    for _ in range(200):
        root = -math.exp(load * (root - 1) / 2)
    assert root**2 == pytest.approx(math.exp(load * (root - 1)))
    expected = (2 - load) * -root / (1 - root)
    assert fixed_service(0.28, 5, 2).share[0] == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("servers", [2, 4])
def test_jobs_of_one_length_wait_about_half_as_long(servers: int) -> None:
    ratio = fixed_service(0.18 * servers, 5, servers).wait / mmc_wait(0.18 * servers, 5, servers)
    assert 0.5 < ratio < 0.55


def test_a_single_case_is_worked_on_waits_and_is_worked_on() -> None:
    assert caseload_idle(1, 4, 18) == pytest.approx(18 / (4 + 18 + 4))


def test_two_cases_by_hand() -> None:
    """With p the chance to come back during a spell, q = 1 - p.

    States at the end of a spell, as (away, back): b of (1, 0), p b of (1, 1), q b of (2, 0), p b
    of (0, 1) and of (0, 0). All are away with chance q / (2 + 2 p), for half a mean time.
    """
    spell, away = 4.0, 18.0
    p = 1 - math.exp(-spell / away)
    idle = (1 - p) / (2 + 2 * p) * away / 2
    assert caseload_idle(2, spell, away) == pytest.approx(idle / (idle + spell))


def test_short_spells_leave_each_case_to_itself_and_short_waits_leave_nothing_idle() -> None:
    assert 1 - caseload_idle(3, 1e-5, 1) == pytest.approx(3 * 2 * 1e-5, rel=1e-3)
    assert caseload_idle(3, 1, 1e-3) < 1e-3
