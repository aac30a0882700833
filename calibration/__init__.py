"""Where the numbers of the shipped scenarios come from, and the checks that they still agree."""
