"""What a reader has to know where the two sides of a comparison are not alike.

Nothing here depends on results: it follows from the scenarios.
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.report.labels import team_label, within
from sim.report.terminal.words import figure, plain
from sim.scenario.facts.cover import hours_a_post
from sim.scenario.facts.districts import districts_that_change_hub, hubs_of_other_districts
from sim.scenario.facts.teams import teams_of
from sim.scenario.reading.words import listed
from sim.scenario.schema.scenario import Scenario
from sim.scenario.schema.teams import Team

#: Hours of a post that differ by no more than this share are not worth a word.
_LEAST_SHARE = 0.01


def unless_not_shared(scenarios: Sequence[Scenario]) -> str:
    """Return which incidents scenarios do not share, as the end of a sentence on those they do.

    Those above the counts, under other ceilings, and those of districts that change hub.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The baseline first.
    """
    ceilings = sorted({scenario.demand.ceiling for scenario in scenarios})
    said = []
    if len(ceilings) > 1:
        each = listed([plain(ceiling) for ceiling in ceilings], "and")
        said.append(f"those beyond the counts, as demand.ceiling is {each}")
    return _except([*said, *_of_districts(scenarios)])


def unless_days_differ(scenarios: Sequence[Scenario]) -> str:
    """As `unless_not_shared`, for scenarios that are run under one ceiling, whatever they say."""
    return _except(_of_districts(scenarios))


def _except(said: Sequence[str]) -> str:
    return f", except {listed(said, 'and')}" if said else ""


def _of_districts(scenarios: Sequence[Scenario]) -> list[str]:
    districts = _with_days_of_another_hub(scenarios)
    return [f"those of {listed(districts, 'and')}"] if districts else []


def days_of_another_hub(scenarios: Sequence[Scenario]) -> list[str]:
    """Say in a sentence what it means that the days of districts vary with those of another hub.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The baseline first.
    """
    districts = _with_days_of_another_hub(scenarios)
    if not districts:
        return []
    named = listed(districts, "and")
    said = (
        f"The incidents of {named} vary from day to day with those of the hub that serves them "
        "(demand.day_factor), which is not the same on both sides, so that some of any change, "
        "such as of incidents prevented, is chance; the intervals allow for it."
    )
    return [said]


def _with_days_of_another_hub(scenarios: Sequence[Scenario]) -> list[str]:
    """Return the districts whose incidents vary with the days of one hub here, of another there."""
    baseline, *others = scenarios
    if all(scenario.demand.day_factor is None for scenario in scenarios):
        return []
    moved = [name for other in others for name in districts_that_change_hub(baseline, other)]
    return list(dict.fromkeys(moved))


def other_areas(scenarios: Sequence[Scenario]) -> list[str]:
    """Name the hubs of each scenario that do not serve the same districts as in the baseline.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The baseline first.
    """
    baseline, *others = scenarios
    lines = []
    for other in others:
        elsewhere = hubs_of_other_districts(baseline, other)
        hubs = [hub for hub in baseline.hubs if hub in elsewhere and hub in other.hubs]
        if hubs:
            is_one = len(hubs) == 1
            lines.append(
                f"{other.name}: {listed(hubs, 'and')} {'serves' if is_one else 'serve'} other "
                f"districts than in the baseline. Rows of {'this hub' if is_one else 'these hubs'} "
                "compare different areas, so no verdict is given on them; a district is compared "
                "with itself, whichever hub serves it."
            )
    return lines


def other_hours(scenarios: Sequence[Scenario]) -> list[str]:
    """Name the teams whose rota gives a post more hours than in the baseline, or fewer.

    What looks like a gain may be longer hours, which no cost of a post shows.

    Parameters
    ----------
    scenarios : sequence of Scenario
        The baseline first.
    """
    baseline, *others = scenarios
    teams, lines = teams_of(baseline), []
    for other in others:
        for name, team in teams_of(other).items():
            if name not in teams:
                continue
            before, now = hours_a_post(baseline, teams[name]), hours_a_post(other, team)
            if before and now and abs(now / before - 1) > _LEAST_SHARE:
                more = f"{abs(now / before - 1):.0%} {'more' if now > before else 'fewer'} hours"
                lines.append(
                    f"{other.name}: the rota of {within(team_label(name))} has {more} a post than "
                    f"the baseline's ({figure(now, 0)} a year against {figure(before, 0)})"
                    f"{_cost(teams[name], team)}."
                )
    return lines


def _cost(before: Team, now: Team) -> str:
    """Say whether a post costs more for it, where it has a cost."""
    if before.cost_per_post_gbp == now.cost_per_post_gbp:
        return ", at the same cost a post" if now.cost_per_post_gbp else ""
    costs = (f"£{figure(each.cost_per_post_gbp, 0)}" for each in (now, before))
    return f", and a post costs {' against '.join(costs)}"
