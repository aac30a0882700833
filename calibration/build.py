"""Write what is derived: yearly counts and posts by hub, as YAML and as rows of figures.

Usage: ``python -m calibration.build [--check]``. With ``--check`` nothing is written, and the exit
status is 1 if a file is not what the inputs say.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from calibration import counts, posts
from calibration.command import run
from calibration.tables import REPOSITORY, ROWS, SUSSEX, inputs, rows_text, tidy

_COUNTS_HEAD = """\
# Incidents in 365 days, by type and district. Written by `python -m calibration.build`; change the
# tables in calibration/figures/inputs, not this file.
#
# Crimes and anti-social behaviour: police.uk, October 2018 to January 2019 (123 days), times
# 365/123. Other incidents: yearly totals of the force, spread by population. A recorded crime is
# taken as one incident, though some are recorded without a call and some calls record several.

incident_types:
"""

_POSTS_HEAD = """\
# Full-time posts by hub, and where people parade. Written by `python -m calibration.build` from the
# totals in calibration/figures/inputs/force_posts.csv; change them there, not here.
#
# Public: neighbourhood officers (206.05, those of the enforcement team included) and PCSOs of the
# force at 31 March 2017. Not public, so assumed: how many of the former are enforcement officers,
# the sizes of the other teams, and every split over hubs (in proportion to hours of work).

teams:
"""


def counts_yaml() -> str:
    """Return the text of ``counts.yaml``."""
    lines = [_COUNTS_HEAD.rstrip("\n")]
    for name, by_district in counts.yearly_counts().items():
        total = sum(by_district.values())
        lines += [f"  {name}:  # {total:,} in all", "    yearly_count:"]
        lines += [f"      {district}: {count}" for district, count in by_district.items()]
    return "\n".join(lines) + "\n"


def posts_yaml() -> str:
    """Return the text of ``posts.yaml``."""
    lines = [_POSTS_HEAD.rstrip("\n")]
    for team in inputs("force_posts"):
        lines.append(f"  {team['team']}:  # {team['posts']} posts")
        lines.append(f"    posts: {_flow(posts.posts(team))}")
        if team["team"] in posts.STATIONED:
            lines.append("    stations:  # share of the hub's people who start in each district")
            lines += [f"      {hub}: {_flow(by)}" for hub, by in posts.stations().items()]
    return "\n".join(lines) + "\n"


def _flow(mapping: dict[str, float]) -> str:
    """Return a mapping as one line of YAML."""
    return "{" + ", ".join(f"{key}: {tidy(value)}" for key, value in mapping.items()) + "}"


def _write_or_compare(path: Path, text: str, check: bool) -> bool:
    """Write the file, or say whether it differs; return whether it differed."""
    same = path.exists() and path.read_text(encoding="utf-8") == text
    name = path.relative_to(REPOSITORY)
    if check and not same:
        print(f"{name} is not what the figures say; run python -m calibration.build")
    if not check and not same:
        path.write_text(text, encoding="utf-8")
        print(f"wrote {name}")
    return not same


def build(check: bool = False) -> bool:
    """Write the derived files, or with ``check`` only compare; return whether any differed.

    Counts come first: posts are split by the work that the counts make.
    """
    differed = _write_or_compare(ROWS / "counts.csv", rows_text(counts.count_rows()), check)
    differed |= _write_or_compare(SUSSEX / "counts.yaml", counts_yaml(), check)
    differed |= _write_or_compare(ROWS / "posts.csv", rows_text(posts.post_rows()), check)
    differed |= _write_or_compare(SUSSEX / "posts.yaml", posts_yaml(), check)
    return differed


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return the exit status."""
    parser = argparse.ArgumentParser(prog="calibration.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if stale")
    check = parser.parse_args(arguments).check
    return int(build(check) and check)


if __name__ == "__main__":
    run(main)
