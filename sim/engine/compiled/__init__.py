"""The compiled engine: the model in machine code, driven by a calendar."""
