"""The detached supervisor of a job and the server that launches it."""
