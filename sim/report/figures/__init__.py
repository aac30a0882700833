"""The standard figures of results, drawn with matplotlib for analysts (``results.plot``).

`sim.report.figures.plot` has what analysts call. Numbers are those of the tables and the page; none
is worked out here.
"""
