"""A comparison as people read it, free of any layout: what a terminal, a page or a workbook shows.

`sim.report.comparison.parts` has the parts, `sim.report.comparison.build.comparison_of` makes them
from the tables of a comparison.
"""
