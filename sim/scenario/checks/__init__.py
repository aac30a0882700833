"""Rules that a scenario must keep beyond what the schema can say."""
