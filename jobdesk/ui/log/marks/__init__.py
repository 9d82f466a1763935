"""Markers, levels and errors in the log."""
