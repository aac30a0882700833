"""The story of one incident: each decision about it, and why it waited."""
