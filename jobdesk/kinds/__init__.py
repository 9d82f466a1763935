"""What runs: one module for each kind of job."""
