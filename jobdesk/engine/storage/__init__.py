"""State, journal, archive, settings and limits on the disk."""
