"""Where addresses are and how long the ways between them take. See the section "maps" of data/README.md."""
