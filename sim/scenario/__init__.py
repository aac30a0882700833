"""What a scenario file may say, how it is read and what is checked."""
