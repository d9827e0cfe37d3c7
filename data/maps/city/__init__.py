"""A city from one OpenStreetMap file: its addresses and its roads, kept in a folder."""
