"""Writes the shipped Washington day anew: ``python -m data.samples``."""

from data.samples.shipped import WASHINGTON, washington_day

if __name__ == "__main__":
    washington_day().write(WASHINGTON)
