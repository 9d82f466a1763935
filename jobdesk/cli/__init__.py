"""The command line: a front on the one engine of a data folder, a module for each group of verbs."""
