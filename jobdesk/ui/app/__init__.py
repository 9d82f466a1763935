"""The desktop application around its window."""
