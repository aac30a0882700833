"""The scenarios that come with sixhubs, installed as sim.shipped."""
