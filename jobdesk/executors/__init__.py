"""Where it runs: one module for each place, and the supervisor that owns a running job."""
