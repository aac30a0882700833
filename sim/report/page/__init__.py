"""The page of a result: one file that needs no network, no script and no other file."""
