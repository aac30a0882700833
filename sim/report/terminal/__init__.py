"""Tables of results on the terminal, with the notes that belong to them."""
