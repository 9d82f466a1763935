"""Shows it: all of Qt lives here."""
