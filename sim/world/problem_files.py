"""Problem files: at which count an area calls for one, and what each takes and achieves."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from sim import clock
from sim.scenario.facts.facts import Facts
from sim.scenario.schema.problem_files import ProblemFiles
from sim.world.arrays import COUNT_DAYS, MILLIONTHS, Floats, Ints
from sim.world.arrays_places import ProblemFileRules
from sim.world.filling import filled, number
from sim.world.intensity import rate_per_hour
from sim.world.marks import category, quantile
from sim.world.small_areas import Areas, areas_of, share_of_each
from sim.world.streams import Named, Streams, hashed_uniforms, named, part

#: Files of one area that have marks of their own; further ones have those of the first again.
MARKS = 8
#: Marks of a file: work, wait for partners, uses of powers. More may be added behind them.
FILE_WIDTH = 4
#: Weights are whole thousandths.
THOUSANDTHS = 1000


def problem_file_rules(facts: Facts, hub_of_district: Ints) -> ProblemFileRules:
    """Return the rules, without what is drawn of each file.

    Parameters
    ----------
    facts : Facts
        Of the scenario.
    hub_of_district : Ints
        (districts,) hub that serves each district.
    """
    scenario, areas, none = facts.scenario, areas_of(facts.scenario), np.zeros(0, dtype=np.int64)
    files, types = scenario.problem_files, scenario.incident_types
    drawn = dict.fromkeys(("analysis_ms", "wait_ms", "enforcement_ms", "powers"), none)
    if files is None or areas is None:
        no_harm = np.zeros(len(types), dtype=np.int64)
        of_areas = {"expected": none, "opens_at": none, **drawn}
        return filled(ProblemFileRules, (None,), 1, harm=no_harm, marks=1, lasts_days=1, **of_areas)
    harm = [round(files.harm.get(name, 0.0) * THOUSANDTHS) for name in types]
    count = _expected(facts, areas, files, hub_of_district)
    opens_at = np.maximum(files.opens_at_count, files.opens_at_ratio * count)
    return filled(
        ProblemFileRules,
        (files,),
        facts.times.tick_ms,
        per_hub=files.most_open,
        harm=np.array(harm, dtype=np.int64),
        expected=np.rint(count * MILLIONTHS).astype(np.int64),
        opens_at=np.rint(opens_at * MILLIONTHS).astype(np.int64),
        shortest_ms=number(files, "shortest_spell_ms", facts.times.tick_ms),
        marks=MARKS,
        **drawn,
    )


def _expected(facts: Facts, areas: Areas, files: ProblemFiles, hub_of_district: Ints) -> Floats:
    """Return how many incidents that open files are to be expected in each area at a time.

    That is the incidents of an average day, repeats included, times the days of which a count holds
    them: each day one part in this number of what is counted is forgotten.
    """
    scenario = facts.scenario
    hubs, types = len(scenario.hubs), scenario.incident_types.values()
    by_hub = np.array(
        [
            np.bincount(hub_of_district, rate_per_hour(scenario, kind), minlength=hubs)
            for kind in types
        ]
    )
    counts = np.array([name in files.harm for name in scenario.incident_types])
    a_day = by_hub * counts[:, np.newaxis] * 24
    found = [a_day[:, hub] @ share_of_each(areas, hub) for hub in range(hubs)]
    return np.asarray(np.concatenate(found) * COUNT_DAYS)


@lru_cache(maxsize=64)
def _owners(hubs: tuple[str, ...], sizes: tuple[int, ...]) -> Named:
    """Return the names of all areas by which files are known; the same in all replications."""
    places = [part(hub) for hub in hubs]
    return named(
        lambda: [
            f"{place}/area/{number}"
            for place, size in zip(places, sizes, strict=True)
            for number in range(size)
        ]
    )


def with_files(
    facts: Facts, areas: Areas | None, rules: ProblemFileRules, streams: Streams
) -> ProblemFileRules:
    """Return the rules with what is drawn of each file of each area."""
    files = facts.scenario.problem_files
    if files is None or areas is None:
        return rules
    owners = streams.register(_owners(tuple(facts.scenario.hubs), tuple(np.diff(areas.first))))
    key = streams.key("problem files")
    u = hashed_uniforms(key, owners, np.arange(MARKS * FILE_WIDTH)).reshape(-1, FILE_WIDTH).T
    work_ms = quantile(files.work_hours, u[0]) * clock.MS_PER_HOUR
    wait_ms = quantile(files.partner_wait_days, u[1]) * clock.MS_PER_DAY
    return rules._replace(
        analysis_ms=_at_least_1(work_ms * (1 - files.enforcement_share)),
        wait_ms=_at_least_1(wait_ms),
        enforcement_ms=_at_least_1(work_ms * files.enforcement_share),
        powers=category(files.powers_mix, u[2]),
    )


def _at_least_1(value_ms: Floats) -> Ints:
    return np.maximum(np.rint(value_ms), 1).astype(np.int64)
