"""Processes of a job on Linux and macOS."""
