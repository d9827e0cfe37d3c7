"""Response policies."""
