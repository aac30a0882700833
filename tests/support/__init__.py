"""What several tests use: random scenarios, worlds made by hand, small forces."""
