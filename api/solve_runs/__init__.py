"""Planning done by another process."""
