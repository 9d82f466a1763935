"""Readers of a job's log."""
