"""Handlers of actions on jobs, queues and templates."""
