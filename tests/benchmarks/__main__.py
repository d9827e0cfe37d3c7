"""Prints benchmarks: ``python -m tests.benchmarks``, or ``… public`` for the public sets alone."""

import sys

from api.cli.output import say
from tests.benchmarks import day, geocoding, public_sets

if __name__ == "__main__":
    if sys.argv[1:2] == ["public"]:
        sys.exit(public_sets.main(sys.argv[2:]))
    day.main()
    if geocoding.ADDRESSES.exists():
        say("[bold]Finding addresses written in several ways[/]")
        geocoding.main()
    else:
        say(f"Finding addresses: skipped, {geocoding.ADDRESSES.name} is not here.")
