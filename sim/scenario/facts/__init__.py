"""What follows from a scenario: read by the checks and by the world."""
