"""Templates: listed, run, made of jobs, edited, imported and exported."""
