"""Jinja templates of the pages we export; a package so that they are installed."""
