"""Parts of a job: arrays, attempts, policy, templates, selections."""
