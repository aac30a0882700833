"""Discrete-event simulation of local policing demand."""

__version__ = "0.1.0"
