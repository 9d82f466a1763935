"""The log of a job: read in bounded steps, shown, searched, marked and followed."""
