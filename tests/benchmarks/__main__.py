"""Prints every benchmark: ``python -m tests.benchmarks``."""

from api.cli.output import say
from tests.benchmarks import day, geocoding

if __name__ == "__main__":
    day.main()
    if geocoding.ADDRESSES.exists():
        say("[bold]Finding addresses written in several ways[/]")
        geocoding.main()
    else:
        say(f"Finding addresses: skipped, {geocoding.ADDRESSES.name} is not here.")
