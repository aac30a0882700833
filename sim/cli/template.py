"""The text of a new scenario: one change that is made, and others to choose from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sim.errors import InputError
from sim.scenario.reading.writing import text_as_yaml, title_of

if TYPE_CHECKING:
    from sim.scenario.load import Loaded
    from sim.scenario.schema.scenario import Scenario

#: Teams in the order in which a planner thinks of them.
_TEAMS = ("response", "neighbourhood", "pcso", "resolution_centre", "investigation")
#: Lines of teams: more would hide what they are to show.
_TEAMS_SHOWN = 3


class LargestPosts(NamedTuple):
    """The posts of a team at its largest hub."""

    team: str
    hub: str
    number: float

    @property
    def change(self) -> int:
        """A change to try: a tenth fewer, or one more where there are few."""
        return -round(self.number / 10) if self.number >= 10 else 1


def template(name: str, base: Loaded, extends: str, compare: str) -> str:
    """Return the text of a scenario that extends another.

    Parameters
    ----------
    name : str
        Its name.
    base : Loaded
        The other scenario.
    extends : str
        How the file names it.
    compare : str
        The command that compares the two.
    """
    scenario = base.scenario
    teams = list(_posts(scenario))
    first = teams[0] if teams and _is_valid(base, name, teams[0]) else None
    lines = [
        f"# {name}: what if ...?",
        "#",
        f"# Everything that is not said here is as in {scenario.name}. The file runs as it stands:",
        f"#   {compare}",
        "# Lines that begin with # are not read. To use one, remove its # and the blank after it,",
        "# and do the same with the lines that it is indented under.",
        "",
        f"name: {text_as_yaml(name)}",
        f"title: {text_as_yaml(title_of(name))}  # what the tables call it: say what you change",
        "why:",
        "  - Say here what you want to know, for those who read this later.",
        "",
        f"extends: {text_as_yaml(extends)}",
        "",
        *_team_lines(scenario, teams, first),
        *_other_lines(scenario),
    ]
    return "\n".join(lines) + "\n"


def _is_valid(base: Loaded, name: str, posts: LargestPosts) -> bool:
    """Tell whether the scenario is still valid with other posts."""
    change: dict[str, Any] = {posts.team: {"posts_change": {posts.hub: posts.change}}}
    try:
        base.with_changes({"name": name, "teams": change})
    except InputError:
        return False
    return True


def _posts(scenario: Scenario) -> list[LargestPosts]:
    found = []
    for name in _TEAMS:
        team = getattr(scenario.teams, name)
        if team is not None and team.posts:
            hub = max(team.posts, key=lambda hub: team.posts[hub])
            found.append(LargestPosts(name, hub, team.posts[hub]))
    return found[:_TEAMS_SHOWN]


def _team_lines(
    scenario: Scenario, teams: list[LargestPosts], first: LargestPosts | None
) -> list[str]:
    """Return the posts of teams, those of the first one changed."""
    if not teams:
        return []
    before = f" in {scenario.name}"
    mark = "" if first else "# "
    lines = [
        "# People: full-time-equivalent posts that are added or taken away, by hub.",
        f"{mark}teams:",
    ]
    for posts in teams:
        mark, hub = "" if posts is first else "# ", text_as_yaml(posts.hub)
        lines += [
            f"{mark}  {posts.team}:",
            f"{mark}    posts_change:",
            f"{mark}      {hub}: {posts.change}  # of {posts.number:.10g}{before}",
        ]
    centre = scenario.teams.resolution_centre
    if centre is not None and centre.resolved_share is not None:
        lines += [
            "#   resolution_centre:",
            f"#     resolved_share: 0.8  # {centre.resolved_share:g}{before}",
        ]
    return [*lines, ""]


def _other_lines(scenario: Scenario) -> list[str]:
    """Return other changes to choose from."""
    before = f"in {scenario.name}"
    rule = scenario.redeployment
    redeployment = [
        "# redeployment:",
        "#   older_than_min: 15  # minutes until a waiting call counts as overdue;",
        f"#                       # {rule.older_than_min:g} {before}",
        "",
    ]
    return [
        "# demand:",
        f"#   growth: 1.1  # a tenth more of all demand; {scenario.demand.growth:g} {before}",
        "",
        *(redeployment if rule.rule == "queue_long" else ()),
        "# run:",
        f"#   replications: 20  # more narrow the intervals; {scenario.run.replications} {before}",
    ]
