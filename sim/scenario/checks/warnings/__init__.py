"""What a scenario may say but hardly means: each warning says what to do about it."""
