"""The table of jobs: its rows, their order and places, its columns, and how they are painted."""
