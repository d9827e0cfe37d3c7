"""Sample days and the generator that makes them. See README.md in this folder for their sources."""
