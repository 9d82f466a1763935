"""Array jobs and the actions on them."""
