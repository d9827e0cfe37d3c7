"""The command line: one file per group of commands; README.md in this folder is its reference."""

from api.cli.app import main

__all__ = ["main"]
