"""Schedules window and its dialogs."""
