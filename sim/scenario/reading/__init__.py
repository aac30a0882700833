"""From the text of a scenario file to values with positions."""
