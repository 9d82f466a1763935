"""Which jobs show: the side list, the search field, and what they find."""
