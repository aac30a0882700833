"""Replications: what one is, where they run, how they are saved and put together."""
