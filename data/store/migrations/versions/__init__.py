"""One module per revision, written by hand; the tests compare their sum with tables.py."""
