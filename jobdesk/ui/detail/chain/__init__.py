"""Chain of dependencies."""
