"""Preview and summaries of what the form would do."""
