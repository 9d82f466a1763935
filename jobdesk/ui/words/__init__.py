"""What the window says: of jobs, states, times, amounts and refusals, in its language."""
