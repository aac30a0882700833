"""Where replications run: here, in threads, in worker processes, or on a cluster."""
