"""Widgets and Qt helpers used in several places."""
