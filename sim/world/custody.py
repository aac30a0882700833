"""Custody suites: where they stand, their cells, and when they take nobody. And hospitals."""

from __future__ import annotations

import numpy as np

from sim import clock
from sim.scenario.facts.custody import closed_hours, suites
from sim.scenario.facts.facts import Facts
from sim.world.arrays import ORDINARY_DRIVE, CustodyRules, Places


def custody_rules(facts: Facts, places: Places) -> CustodyRules:
    """Lay out custody suites.

    Parameters
    ----------
    facts : Facts
        Of the scenario, for its suites, its hospitals, and the length of the run.
    places : Places
        For expected drives. Suites that are equally near come in the order of the scenario.
    """
    found, districts = suites(facts.scenario), len(facts.scenario.districts)
    district = np.array([facts.district_code[name] for name in found])
    tables = places.expected_ms.reshape(-1, 2, districts, districts)
    to_suites = tables[0, ORDINARY_DRIVE][:, district]
    named = facts.scenario.hospitals or facts.scenario.districts
    hospitals = np.array([facts.district_code[name] for name in named])
    nearest_hospital = tables[0, ORDINARY_DRIVE][:, hospitals].argmin(axis=1)
    cells = [suite.cells or 0 for suite in found.values()]
    closed = np.zeros((len(found), facts.times.horizon_ms // clock.MS_PER_HOUR), dtype=np.bool_)
    for row, suite in zip(closed, found.values(), strict=True):
        row[list(closed_hours(facts.scenario.run, suite))] = True
    return CustodyRules(
        district=district,
        nearest=np.argsort(to_suites, axis=1, kind="stable").ravel(),
        first_cell=np.concatenate(([0], np.cumsum(cells))).astype(np.int64),
        closed=closed.ravel(),
        hospital=hospitals[nearest_hospital] if facts.scenario.hospitals else hospitals,
    )
