"""Decisions: plain functions of what is known, which return a choice and change nothing.

A policy sees expected drives and the state of officers and queues, never the sampled future.
"""
