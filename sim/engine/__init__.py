"""Engines that own time, and nothing else."""
