"""Decisions: plain functions of what is known, which return a choice and change nothing.

A policy sees expected drives and the state of officers and queues, never the sampled future.

Where one of several is chosen, each has a turn: a tuple of what they are ranked by, the number of
the officer last, such as (drive, idle since, number). The lowest turn is chosen; what comes later
in the tuple settles ties. See `sim.model.policies.turns`.
"""
