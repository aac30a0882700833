"""The reference engine: the model driven by SimPy, one generator for each kind of actor."""
