"""The live page: levers to move, and what comes of it while it is being simulated."""
