"""Replications: what one is, where many run, how they are kept and put together."""
