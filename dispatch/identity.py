"""Identifiers: a prefix that tells the kind, and 16 random hexadecimal digits."""

import secrets


def new_id(prefix: str) -> str:
    """Make an identifier such as ``req_9f86d081884c7d65``."""
    return f"{prefix}_{secrets.token_hex(8)}"
