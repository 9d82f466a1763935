"""What the window does to jobs, queues and schedules, why it cannot, and how it is undone."""
