"""The installed program: preloading, start at login, updates, licences."""
