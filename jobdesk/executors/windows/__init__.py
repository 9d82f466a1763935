"""Processes of a job on Windows."""
