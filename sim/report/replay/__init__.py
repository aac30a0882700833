"""A day of a run as a page that plays it: what moved, what waited, how each incident went."""
