"""When technicians are away."""
