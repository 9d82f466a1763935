"""Tells people outside of the window what happened to their jobs."""
