"""Schedules, deadlines, retention and the forms of times and durations."""
