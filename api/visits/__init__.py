"""Home visits to be scheduled."""
