"""What the Resolution Centre of a scenario does on average: whom it reaches, what it resolves."""

from __future__ import annotations

from collections.abc import Mapping

from sim.clock import MS_PER_DAY, parse_time_of_day
from sim.scenario.facts.distributions import expected
from sim.scenario.facts.incident_counts import yearly
from sim.scenario.facts.teams import DESK
from sim.scenario.schema.demand import IncidentType
from sim.scenario.schema.desk import DeskWork, Opening, OpeningHours
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import ResolutionCentre

MIDNIGHT = "24:00"
#: Days of a week, from Monday, that are no weekend.
WORKING_DAYS = 5


def reached_share(team: ResolutionCentre) -> float:
    """Return the share of callers whom one of the attempts reaches, given the time for all."""
    if team.attempts is None:
        return 1.0
    return 1.0 - (1.0 - team.attempts.reached_share) ** team.attempts.most


def expected_desk_min(team: ResolutionCentre, work: DeskWork) -> float:
    """Return the minutes that a case takes on average, given the time for all attempts.

    With r the share reached by one attempt and n attempts, 1 - (1 - r)^n of the callers are reached
    and talked to, and the k-th attempt is made and fails with the chance (1 - r)^k.
    """
    handling = reached_share(team) * expected(work.handling_min)
    if team.attempts is None:
        return handling
    missed = 1.0 - team.attempts.reached_share
    failed = sum(missed**k for k in range(1, team.attempts.most + 1))
    return handling + failed * team.attempts.failed_min


def yearly_cases(scenario: Scenario, incident_type: IncidentType) -> float:
    """Return how many cases of a type come to the Resolution Centre in 365 days."""
    return yearly(scenario, incident_type) * sum(
        share
        for grade, share in incident_type.grade_mix.items()
        if grade in scenario.grades and scenario.grades[grade].served_by == DESK
    )


def worked_by_type(scenario: Scenario) -> dict[str, DeskWork]:
    """Return the work of the Resolution Centre on the types that have any."""
    return {
        name: incident_type.resolution_centre
        for name, incident_type in scenario.incident_types.items()
        if incident_type.resolution_centre is not None
    }


def resolvable_share(scenario: Scenario) -> float:
    """Return the share of all its cases that are of types of which the Centre resolves any."""
    work = worked_by_type(scenario)
    cases = {name: yearly_cases(scenario, scenario.incident_types[name]) for name in work}
    total = sum(cases.values())
    some = sum(cases[name] for name, part in work.items() if part.resolved_share > 0)
    return some / total if total > 0 else 1.0


def resolved_shares(scenario: Scenario) -> dict[str, float]:
    """Return by type the share of callers reached whose case the Centre resolves.

    Where the team states the share r of all its cases that it resolves, every type's own share p
    is scaled so that they come to r together; a type of which none are resolved stays as it is.
    With R the mean of the others, weighted by cases, a their part of all cases, and
    T = r / (a * share of callers who are reached), p becomes p T / R when that is less than p; else
    1 - (1 - p)(1 - T) / (1 - R), so that the unresolved part shrinks and no share passes 1.

    Parameters
    ----------
    scenario : Scenario
        One whose `resolved_share` can be reached, as the checks require.

    Returns
    -------
    dict of str to float
        For the types that have a section `resolution_centre`.
    """
    work = worked_by_type(scenario)
    stated = {name: part.resolved_share for name, part in work.items()}
    team = scenario.teams.resolution_centre
    if team is None or team.resolved_share is None:
        return stated
    some = {name: share for name, share in stated.items() if share > 0}
    cases = {name: yearly_cases(scenario, scenario.incident_types[name]) for name in some}
    total = sum(cases.values())
    if total <= 0:
        return stated
    mean = sum(share * cases[name] for name, share in some.items()) / total
    wanted = min(team.resolved_share / (reached_share(team) * resolvable_share(scenario)), 1.0)
    if wanted <= mean:
        return stated | {name: share * wanted / mean for name, share in some.items()}
    left = (1.0 - wanted) / (1.0 - mean)
    return stated | {name: 1.0 - (1.0 - share) * left for name, share in some.items()}


def share_with_others_as_they_were(scenario: Scenario, before: Mapping[str, float]) -> float:
    """Return the share of all its cases that the Centre resolves if other types stay as they were.

    Parameters
    ----------
    scenario : Scenario
        One in which types resolve other shares than before, and the Centre the same share in all.
    before : mapping
        What the changed types resolved of the callers reached, by name, before any scaling.

    Returns
    -------
    float
        Of all cases, those whose callers are never reached included.
    """
    work = worked_by_type(scenario)
    team = scenario.teams.resolution_centre
    assert team is not None  # noqa: S101 - whoever asks has looked
    types = dict(scenario.incident_types)
    for name, share in before.items():
        own = work[name].model_copy(update={"resolved_share": share})
        types[name] = types[name].model_copy(update={"resolution_centre": own})
    earlier = resolved_shares(scenario.model_copy(update={"incident_types": types}))
    cases = {name: yearly_cases(scenario, scenario.incident_types[name]) for name in work}
    found = earlier | {
        name: _scaled_alike(work[name], before[name], earlier[name]) for name in before
    }
    resolved = sum(found[name] * cases[name] for name in work)
    return reached_share(team) * resolved / sum(cases.values())


def _scaled_alike(work: DeskWork, before: float, scaled: float) -> float:
    """Return a share scaled as another one of the type: in proportion, or its unresolved part."""
    share = work.resolved_share
    if share == 0 or before == 0:
        return share
    if scaled <= before:
        return share * scaled / before
    return 1.0 - (1.0 - share) * (1.0 - scaled) / (1.0 - before)


def grades_sent_on(work: DeskWork) -> dict[int, float]:
    """Return the shares of the grades given to cases that are sent on to be attended."""
    if isinstance(work.sent_on_as, dict):
        return {grade: share for grade, share in work.sent_on_as.items() if share > 0}
    return {work.sent_on_as: 1.0}


def opening_on(hours: OpeningHours, day: int) -> Opening | None:
    """Return when the Centre is open on a day since the epoch Monday; None if it is closed."""
    return hours.weekdays if day % 7 < WORKING_DAYS else hours.weekends


def closing_ms(opening: Opening) -> int:
    """Return when an opening ends, after midnight of its day; 24:00 is the end of the day.

    Raises
    ------
    ValueError
        If it is no time of day.
    """
    return MS_PER_DAY if opening.closes == MIDNIGHT else parse_time_of_day(opening.closes)
