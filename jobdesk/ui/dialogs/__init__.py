"""Secondary windows and confirmation dialogs."""
