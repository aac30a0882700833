"""What a scenario says of the maps that results are drawn on."""

from __future__ import annotations

from sim.scenario.schema.section import Section, field


class Maps(Section):
    """What maps are drawn from. No run depends on it, and no table."""

    boundaries: str | dict[str, list[list[list[float]]]] = field(
        "boundaries of the districts: a GeoJSON file (.geojson or .json) in the folder of the "
        "file that names it, or below; or, by district, its rings, each a list of pairs of "
        "longitude and latitude, as stored with results. If omitted, maps show cells around the "
        "centres",
        unit="degrees",
        example="districts.geojson",
        default={},
    )
    name_property: str = field(
        "property of the features of the file that holds the name of the district",
        example="LAD17NM",
        default="name",
        min_length=1,
    )
    source: str = field(
        "who drew the boundaries and under what licence, printed below each map",
        example="Drawn by hand for this example",
        default="",
    )
