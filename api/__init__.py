"""The HTTP interface and the command line. See README.md in this folder."""
