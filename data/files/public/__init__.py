"""Readers of the formats in which public benchmark instances come, and the answer in the file's own ids and units."""
