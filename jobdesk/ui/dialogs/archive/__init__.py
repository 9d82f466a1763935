"""Archive window."""
