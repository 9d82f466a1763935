"""Theme: colours, metrics, icons, style sheet."""
