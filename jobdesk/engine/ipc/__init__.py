"""Control channel: server, clients, background engine."""
