"""Pure mathematics of technician routing: integers in, a checked plan out. See README.md in this folder."""
