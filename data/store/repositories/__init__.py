"""One module per kind of thing; what they share is in repository.py."""
