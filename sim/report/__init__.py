"""Figures and the page people read."""
