"""The windows beside the main one, and the questions that are asked."""
