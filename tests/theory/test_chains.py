"""The chains against formulas and limits: a mistake of theirs must not pass for the engine's."""

from __future__ import annotations

import numpy as np
import pytest

from tests.theory.chains import cut_off, cut_off_loss, interrupting, long_run, ranked
from tests.theory.chains_by_hour import topped_up
from tests.theory.chains_of_pairs import one_line, pairs
from tests.theory.chains_of_units import (
    anyone,
    backups,
    drive_of_anyone,
    fewest_jobs,
    nearest_of,
    overflow,
    partial_sharing,
    roaming,
)
from tests.theory.formulas import (
    erlang_b,
    erlang_c,
    hypercube,
    loss_by_need,
    mm1_wait,
    mmc_wait,
    priority_waits,
    shift_queue,
)
from tests.theory.priorities import (
    impatient,
    interrupted_among_many,
    interrupted_by_the_urgent,
    waits_among_many,
)

pytestmark = pytest.mark.theory

NEXT_TO_NEVER = 1e-9


def close(expected: object, rel: float = 1e-7) -> object:
    return pytest.approx(expected, rel=rel, abs=1e-10)


def test_a_chain_of_two_states_by_hand() -> None:
    chain = long_run((0,), lambda state: [(2.0, (1,))] if state == (0,) else [(6.0, (0,))])
    assert chain.share == close([3 / 4, 1 / 4])
    assert chain.mean(lambda state: state[0]) == close(1 / 4)


# Formulas of priorities


def test_one_server_waits_as_cobham_says() -> None:
    rates = [0.03, 0.05, 0.04]
    assert waits_among_many(rates, 5, 1) == close(priority_waits(rates, [5] * 3, [1] * 3))


def test_one_class_waits_as_erlang_says() -> None:
    assert waits_among_many([0.2], 12, 4) == close([mmc_wait(0.2, 12, 4)])
    pooled = interrupted_among_many([0.2], 12, 4)
    assert pooled.stay == close([mmc_wait(0.2, 12, 4) + 12])


@pytest.mark.parametrize("servers", [1, 3])
def test_who_goes_first_makes_no_waiting(servers: int) -> None:
    """All service alike, the mean stay of everybody does not depend on the order of service."""
    rates = [0.03 * servers, 0.05 * servers, 0.04 * servers]
    everybody = mmc_wait(sum(rates), 5, servers) + 5
    share = np.array(rates) / sum(rates)
    assert share @ np.array(waits_among_many(rates, 5, servers)) == close(everybody - 5)
    assert share @ np.array(interrupted_among_many(rates, 5, servers).stay) == close(everybody)


def test_interruption_with_one_server_is_the_pooled_queue() -> None:
    rates = [0.03, 0.05, 0.04]
    one = interrupted_by_the_urgent(rates, [5] * 3, [1] * 3)
    assert one.stay == close(interrupted_among_many(rates, 5, 1).stay)
    assert one.wait[0] == close(mm1_wait(0.03, 5))


def test_without_patience_the_queue_is_lost_and_with_enough_it_is_mmc() -> None:
    lost = impatient(0.2, 12, 4, 1e-9)
    assert lost.cancelled == close(erlang_b(4, 2.4), rel=1e-6)
    patient = impatient(0.2, 12, 4, 1e9)
    assert patient.waits == close(erlang_c(4, 2.4), rel=1e-5)
    both = impatient(0.4, 12, 4, 12)
    # Leaving is alike for those served and those who wait: M/M/infinity.
    assert both.busy + both.cancelled * 0.4 * 12 == close(0.4 * 12)


# Interruption


@pytest.mark.parametrize("means", [(5.0, 5.0), (3.0, 6.0)])
def test_the_chain_of_interruptions_holds_the_formulas_of_one_server(
    means: tuple[float, float],
) -> None:
    rates = [0.05, 0.06]
    chain = interrupting(rates, means, 1, (40, 100))
    formula = interrupted_by_the_urgent(rates, means, [1, 1])
    assert chain.wait == close(formula.wait)
    assert chain.stay == close(formula.stay)
    assert chain.waits == close([rates[0] * means[0], rates[0] * means[0] + rates[1] * means[1]])
    # A routine job is interrupted whenever an urgent one comes during its own service.
    assert chain.interruptions == close(rates[1] * means[1] * rates[0])
    assert chain.beyond < NEXT_TO_NEVER


@pytest.mark.parametrize("servers", [2, 3])
def test_the_chain_of_interruptions_holds_the_pooled_queue(servers: int) -> None:
    rates = [0.04 * servers, 0.05 * servers]
    chain = interrupting(rates, (6, 6), servers, (40, 90))
    pooled = interrupted_among_many(rates, 6, servers)
    assert chain.stay == close(pooled.stay)
    assert chain.waits == close(pooled.waits)
    assert chain.busy == close(sum(rates) * 6)
    assert chain.beyond < NEXT_TO_NEVER


@pytest.mark.parametrize("servers", [1, 2])
def test_three_classes_hold_the_pooled_queue(servers: int) -> None:
    rates = [0.03 * servers, 0.03 * servers, 0.04 * servers]
    chain = ranked(rates, (5, 5, 5), servers, (14, 20, 36))
    pooled = interrupted_among_many(rates, 5, servers)
    assert chain.stay == close(pooled.stay, rel=1e-4)
    assert chain.waits == close(pooled.waits, rel=1e-5)
    assert chain.busy == close(0.5 * servers, rel=1e-5)


def test_three_classes_of_different_length_hold_the_formula_of_one_server() -> None:
    rates, means = [0.03, 0.02, 0.03], [3, 5, 7]
    chain = ranked(rates, means, 1, (12, 16, 30))
    assert chain.stay == close(interrupted_by_the_urgent(rates, means, [1, 1, 1]).stay, rel=1e-4)


def test_two_classes_among_many_hold_the_chain_that_counts_interruptions() -> None:
    rates, means = [0.12, 0.1], (8, 10)
    chain, other = ranked(rates, means, 3, (40, 80)), interrupting(rates, means, 3, (40, 80))
    assert (chain.stay, chain.waits, chain.busy) == (
        close(other.stay),
        close(other.waits),
        close(other.busy),
    )


# Servers held back


def test_without_a_reserve_the_cut_off_queue_is_the_priority_queue() -> None:
    rates = [0.06, 0.08, 0.05]
    chain = cut_off(rates, 6, 3, [0, 0, 0], (10, 14, 20))
    assert chain.wait == close(waits_among_many(rates, 6, 3), rel=1e-4)
    assert chain.waits == close([erlang_c(3, 1.14)] * 3, rel=1e-5)
    assert chain.beyond < 1e-5


def test_with_all_but_one_held_back_routine_jobs_go_only_to_an_idle_system() -> None:
    """Only routine jobs, of which one at a time is served however many servers there are."""
    chain = cut_off([1e-9, 0.1], 5, 4, [0, 3], (5, 90))
    assert chain.wait[1] == close(mm1_wait(0.1, 5), rel=1e-6)
    assert chain.waits[1] == close(0.5, rel=1e-6)


def test_the_urgent_see_a_loss_of_their_own_behind_the_reserve() -> None:
    # Two servers, one held back, nobody waits: 0, 1, 2 busy as 1, (a + b), (a + b) a / 2.
    a, b = 0.6, 0.9
    whole = 1 + (a + b) + (a + b) * a / 2
    lost, busy = cut_off_loss([a, b], 1.0, 2, [0, 1])
    assert lost == close([(a + b) * a / 2 / whole, ((a + b) + (a + b) * a / 2) / whole])
    assert busy == close(a * (1 - lost[0]) + b * (1 - lost[1]))
    assert cut_off_loss([a, b], 1.0, 5, [0, 0])[0] == close([erlang_b(5, 1.5)] * 2)


def test_the_cut_off_queue_by_hand() -> None:
    """Two servers, one held back, no room to wait: the loss above."""
    chain = cut_off([0.6, 0.9], 1.0, 2, [0, 1], (0, 0))
    lost, busy = cut_off_loss([0.6, 0.9], 1.0, 2, [0, 1])
    assert chain.waits == close(lost)
    assert chain.busy == close(busy)


# Two servers together


@pytest.mark.parametrize("bypass", [True, False])
@pytest.mark.parametrize("doubles_first", [True, False])
def test_pairs_alone_are_half_as_many_servers(bypass: bool, doubles_first: bool) -> None:
    rules = {"bypass": bypass, "doubles_first": doubles_first}
    chain = pairs([1e-10, 0.2], (6, 6), 5, (3, 90), **rules)
    assert chain.wait[1] == close(mmc_wait(0.2, 6, 2), rel=1e-5)
    assert chain.waits[1] == close(erlang_c(2, 1.2), rel=1e-5)
    chain = pairs([0.3, 1e-10], (6, 6), 3, (90, 3), **rules)
    assert chain.wait[0] == close(mmc_wait(0.3, 6, 3), rel=1e-5)
    assert chain.waits[0] == close(erlang_c(3, 1.8), rel=1e-5)


@pytest.mark.parametrize("bypass", [True, False])
@pytest.mark.parametrize("doubles_first", [True, False])
def test_pairs_without_room_to_wait_are_lost_as_kaufman_says(
    bypass: bool, doubles_first: bool
) -> None:
    chain = pairs([0.3, 0.2], (6, 6), 5, (0, 0), bypass=bypass, doubles_first=doubles_first)
    assert chain.waits == close(loss_by_need([1.8, 1.2], [1, 2], 5))


def test_pairs_that_are_overtaken_wait_longer_and_the_others_less() -> None:
    kept, overtaken = (
        pairs([0.1, 0.06], (4, 5), 3, (50, 50), bypass=bypass) for bypass in (False, True)
    )
    for chain in (kept, overtaken):
        assert chain.busy == close(0.1 * 4 + 2 * 0.06 * 5)
        assert chain.beyond < NEXT_TO_NEVER
    assert overtaken.wait[0] < kept.wait[0]
    assert overtaken.wait[1] > kept.wait[1]


def test_pairs_and_one_line_agree_where_both_apply() -> None:
    """Two servers and no doubles in the line that are overtaken: next to no jobs for one."""
    chain = pairs([1e-9, 0.1], (5, 5), 2, (2, 90), bypass=False)
    assert one_line(0.1, 1.0, 5, 2, 90).wait == close([chain.wait[1]], rel=1e-5)


def test_one_line_at_its_limits() -> None:
    singles = one_line(0.3, 0.0, 6, 3, 90)
    assert singles.wait == close([mmc_wait(0.3, 6, 3)])
    assert singles.waits == close([erlang_c(3, 1.8)])
    doubles = one_line(0.2, 1.0, 6, 5, 90)
    assert doubles.wait == close([mmc_wait(0.2, 6, 2)])
    assert doubles.waits == close([erlang_c(2, 1.2)])


def test_one_line_does_all_the_work_that_comes() -> None:
    chain = one_line(0.1, 0.4, 5, 2, 100)
    assert chain.busy == close(0.1 * 5 * 1.4)
    assert chain.beyond < NEXT_TO_NEVER


# Units and places


def test_sharing_at_its_limits() -> None:
    nothing = partial_sharing([0.0, 0.0], [0.1, 0.2], 10, (2, 3))
    assert [row[1] for row in nothing.lost] == close([erlang_b(2, 1), erlang_b(3, 2)])
    assert nothing.helped == [0, 0]
    everything = partial_sharing([0.1, 0.2], [0.0, 0.0], 10, (2, 3))
    assert [row[0] for row in everything.lost] == close([erlang_b(5, 3)] * 2)
    assert sum(everything.busy) == close(3 * (1 - erlang_b(5, 3)))


def test_sharing_of_single_units_is_the_hypercube() -> None:
    cube = hypercube([0.1, 0.06], 10, [[0, 1], [1, 0]])
    shared = partial_sharing([0.1, 0.06], [0.0, 0.0], 10, (1, 1))
    assert shared.busy == close(cube.busy)
    own = cube.answered[0, 0] / (1 - cube.lost)
    assert shared.helped[0] == close(1 - own)


ORDERS = [[0, 1, 2], [1, 2, 0], [2, 1, 0]]


def test_places_that_help_each_other_wait_together_as_erlang_says() -> None:
    rates = [0.07, 0.05, 0.03]
    chain = backups(rates, 10, ORDERS, 30)
    assert chain.beyond < NEXT_TO_NEVER
    assert chain.waits == close(erlang_c(3, 1.5), rel=1e-6)
    together = sum(rate * wait for rate, wait in zip(rates, chain.wait, strict=True)) / sum(rates)
    assert together == close(mmc_wait(0.15, 10, 3), rel=1e-6)
    assert sum(chain.busy) == close(1.5, rel=1e-6)


def test_places_that_help_without_a_queue_are_the_hypercube() -> None:
    rates = [0.07, 0.05, 0.03]
    chain, cube = backups(rates, 10, ORDERS, 0), hypercube(rates, 10, ORDERS)
    assert chain.waits == close(cube.lost)
    assert chain.busy == close(cube.busy)
    answered = [1 - cube.lost - cube.answered[place, place] for place in range(3)]
    assert [chain.helped[place] for place in range(3)] == close(answered)


def test_a_place_by_itself_is_mm1_and_two_alike_share_alike() -> None:
    alone = backups([0.05], 10, [[0]], 60)
    assert (alone.wait[0], alone.helped[0]) == (close(mm1_wait(0.05, 10)), 0)
    two = backups([0.05, 0.05], 10, [[0, 1], [1, 0]], 40)
    assert two.wait == close([mmc_wait(0.1, 10, 2)] * 2)
    assert two.helped[0] == close(two.helped[1])


def test_shared_units_at_their_limits() -> None:
    rates = [0.1, 0.2]
    assert overflow(rates, 10, (2, 3), 0).lost == close([erlang_b(2, 1), erlang_b(3, 2)])
    assert overflow(rates, 10, (0, 0), 4).lost == close([erlang_b(4, 3)] * 2)
    alone = overflow([0.2], 10, (2,), 3)
    assert alone.lost == close([erlang_b(5, 2)])
    assert alone.by_shared == close([(erlang_b(2, 2) - erlang_b(5, 2)) / (1 - erlang_b(5, 2))])
    both = overflow(rates, 10, (2, 1), 2)
    assert sum(both.busy) == close(10 * (0.1 * (1 - both.lost[0]) + 0.2 * (1 - both.lost[1])))


DRIVES = [[0.0, 3.0, 5.0], [3.0, 0.0, 4.0], [5.0, 4.0, 0.0]]


def test_units_who_roam_are_lost_as_erlang_says_whoever_is_sent() -> None:
    rates = [0.05, 0.03, 0.04]
    for rule in (nearest_of(DRIVES), anyone):
        assert roaming(rates, 10, DRIVES, 3, rule).lost == close(erlang_b(3, 1.2))


def test_a_single_unit_drives_from_the_last_place_to_the_next() -> None:
    rates = [0.05, 0.03, 0.04]
    expected = drive_of_anyone(rates, DRIVES)
    assert expected == close(
        sum(
            p * q * DRIVES[a][b]
            for a, p in enumerate([5 / 12, 3 / 12, 4 / 12])
            for b, q in enumerate([5 / 12, 3 / 12, 4 / 12])
        )
    )
    assert roaming(rates, 10, DRIVES, 1, nearest_of(DRIVES)).drive == close(expected)


def test_units_sent_without_regard_to_place_drive_from_anywhere() -> None:
    rates = [0.05, 0.03, 0.04]
    by_chance = roaming(rates, 10, DRIVES, 3, anyone)
    assert by_chance.drive == close(drive_of_anyone(rates, DRIVES))
    assert roaming(rates, 10, DRIVES, 3, nearest_of(DRIVES)).drive < by_chance.drive


@pytest.mark.parametrize("most", [10, 40])
def test_two_units_by_turns_with_next_to_no_calls(most: int) -> None:
    """Of two calls the nearer unit takes the first, and the other one the second."""
    share = np.array([5, 3, 4]) / 12
    table = np.array(DRIVES)
    onward = table @ share  # mean drive from a place
    expected = 0.0
    for one, other, place in np.ndindex(3, 3, 3):
        near, far = sorted((one, other), key=lambda origin: table[origin][place])
        chance = share[one] * share[other] * share[place]
        expected += chance * (table[near][place] + onward[far]) / 2
    units = fewest_jobs([5e-6, 3e-6, 4e-6], 1, DRIVES, most)
    assert units.drive == close(expected, rel=1e-4)


def test_two_units_by_turns_are_lost_as_erlang_says() -> None:
    rates = [0.05, 0.03, 0.04]
    units = fewest_jobs(rates, 10, DRIVES, 40)
    assert units.lost == close(erlang_b(2, 1.2))
    near, anywhere = (
        roaming(rates, 10, DRIVES, 2, rule).drive for rule in (nearest_of(DRIVES), anyone)
    )
    assert near < units.drive < anywhere


# By the hour


def test_a_top_up_of_nobody_and_a_level_day_are_mmc() -> None:
    day = topped_up([12.0] * 24, 0.2, 4, 0, [(9, 17)])
    assert day.wait == close(mmc_wait(12, 0.2, 4), rel=1e-6)
    assert day.wait_probability == close(erlang_c(4, 2.4), rel=1e-6)
    assert day.overtime == 0
    assert day.busy == close([2.4, 0], rel=1e-6)
    assert day.beyond < NEXT_TO_NEVER


def test_top_ups_that_relieve_each_other_are_shifts() -> None:
    rates = [4.0] * 12 + [9.0] * 12
    day = topped_up(rates, 0.4, 0, 4, [(0, 12), (12, 24)])
    shift = shift_queue(rates, 0.4, 4, (0, 12))
    assert day.wait == close(shift.wait, rel=1e-5)
    assert day.wait_probability == close(shift.wait_probability, rel=1e-5)
    assert day.overtime == close(shift.overtime, rel=1e-5)


def test_a_top_up_that_is_all_there_is_works_as_a_shift() -> None:
    """Nobody at night, so that whoever comes then waits for the morning."""
    rates = [1.0] * 24
    day = topped_up(rates, 0.05, 0, 3, [(1, 23)], most=80)
    assert day.wait_probability > 2 / 24
    # Work that comes is done: on duty or as overtime.
    assert (day.busy[1] * 24 + day.overtime) == close(24 * 0.05, rel=1e-6)
