"""When technicians work."""
