"""Roads from OpenStreetMap: read, kept in one file, and travel times on them for each hour of the day."""
