"""Progress, and its recognition in what programs print."""
