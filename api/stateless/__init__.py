"""Solving and checking documents without storing anything."""
