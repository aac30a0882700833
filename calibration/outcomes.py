"""How crimes end, by incident type, from the outcomes that police.uk publishes.

Published shares are of all recorded crimes of a type. In the model a charge can only come of a
case, a case with too few lines of enquiry ends without a suspect, filed at once or worked all the
same, and what else happens is drawn for other cases and for crimes without one alike. With a
share q investigated, of which f has too few lines of enquiry, published shares C charged, N without
a suspect and X ending in another way become

    charged_share = C / (q (1 - f))
    no_suspect = (N - q f) / d, the others X / d,  d = q (1 - f) (1 - charged_share) + 1 - q

Of domestic abuse, half of the incidents are crimes. The others are no crime: of incidents in which
nobody is charged, (1 - share of crimes) / d.

Print the numbers for the baseline: ``python -m calibration.outcomes``.
"""

from __future__ import annotations

from collections import Counter, defaultdict

import sixhubs
from calibration.tables import BASELINE, inputs

ENDS = ("no_suspect", "evidential", "not_in_public_interest", "no_crime")


def published() -> dict[str, dict[str, float]]:
    """Return by type of police.uk the share of crimes with each kind of outcome."""
    kinds = {line["outcome"]: line["kind"] for line in inputs("outcome_kinds")}
    found: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in inputs("outcomes"):
        found[line["type"]][kinds[line["outcome"]]] += float(line["share"])
    return {name: dict(shares) for name, shares in found.items() if "none" not in shares}


def parts() -> dict[str, dict[str, float]]:
    """Return of which types of police.uk each incident type is made: crimes, as far as known.

    A type that is the rest of some has the records of the four months that were counted.
    """
    records: Counter[str] = Counter()
    for line in inputs("police_uk_counts"):
        records[line["type"]] += int(line["count"])
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for line in inputs("splits"):
        record = line["record_type"]
        number = float(line["value"]) if line["rule"] == "number" else float(records[record])
        found[line["incident_type"]][record] = number
    known = published()
    return {name: of for name, of in found.items() if all(record in known for record in of)}


def crimes() -> dict[str, float]:
    """Return the crimes in a year of the types of which the number is known on its own."""
    by_number = {line["incident_type"] for line in inputs("splits") if line["rule"] == "number"}
    return {name: sum(of.values()) for name, of in parts().items() if name in by_number}


def of_crimes(name: str, yearly: float) -> dict[str, float]:
    """Return the published shares of an incident type, of all its incidents."""
    made_of, known = parts()[name], published()
    crime_share = min(1.0, crimes().get(name, yearly) / yearly)
    total = sum(made_of.values())
    shares = {
        kind: crime_share * sum(known[of].get(kind, 0.0) * n for of, n in made_of.items()) / total
        for kind in ("charged", *ENDS)
    }
    return shares | {"no_crime": 1 - crime_share}


def of_cases(scenario: sixhubs.Scenario) -> dict[str, tuple[float, dict[str, float]]]:
    """Return for each type `charged_share` and `without_charge`, to three decimals."""
    settings = scenario.settings
    screening = settings.casework.screening
    found = {}
    for name, kind in settings.incident_types.items():
        case = kind.investigation
        if case is None or name not in parts():
            continue
        shares = of_crimes(name, sum((kind.yearly_count or {}).values()))
        hopeless = 0.0
        if screening is not None and case.harm < screening.harm_below:
            hopeless = screening.solvability_below * (1 - case.in_custody_share)
        promising = case.share * (1 - hopeless)
        charged = shares.pop("charged") / promising
        uncharged = promising * (1 - charged) + 1 - case.share
        shares["no_suspect"] -= case.share * hopeless
        found[name] = (
            round(charged, 3),
            {end: round(share / uncharged, 3) for end, share in shares.items() if share},
        )
    return found


def main() -> None:
    """Print the numbers as they stand in a scenario."""
    print("incident_types:")
    for name, (charged, ends) in of_cases(sixhubs.load(BASELINE)).items():
        shares = ", ".join(f"{end}: {share}" for end, share in ends.items())
        print(f"  {name}:\n    investigation:\n      charged_share: {charged}")
        print(f"      without_charge: {{{shares}}}")


if __name__ == "__main__":
    main()
