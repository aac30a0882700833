"""What is allowed but probably a mistake: each warning says what to do about it."""
