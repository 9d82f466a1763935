"""Threads, timers, clock and events of an engine."""
