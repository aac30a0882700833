"""The compiled engine: the model in machine code, driven by an array heap."""
