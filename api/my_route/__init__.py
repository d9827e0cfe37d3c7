"""A technician's own route."""
