"""Requests: what a person or a program can do to jobs, each action one frozen object."""
