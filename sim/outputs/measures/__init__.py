"""Measures of one replication: one function each, its formula in the docstring."""
