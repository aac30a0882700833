"""The command `sixhubs`."""
