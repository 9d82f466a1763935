"""Dispatching, running and following of jobs."""
