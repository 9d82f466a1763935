"""The job folder: its file format, and nothing else."""
