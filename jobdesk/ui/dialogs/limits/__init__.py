"""Limits window."""
