"""Measures, tables and statistics of finished runs."""
