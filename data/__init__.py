"""Everything that comes from outside or must last: storage, files, maps and samples. See README.md in this folder."""
