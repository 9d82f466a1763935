"""Makes it happen: the manager, its store, its workers and its control channel."""
