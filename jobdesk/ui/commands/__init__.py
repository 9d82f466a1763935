"""Actions of the window on jobs and queues, with undo."""
