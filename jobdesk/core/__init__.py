"""What a job is: no Qt, no files, no threads, no clock of its own."""
