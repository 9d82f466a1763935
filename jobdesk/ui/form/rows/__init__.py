"""Rows of the New Job form."""
