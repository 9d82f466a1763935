"""Texts shown in the window."""
