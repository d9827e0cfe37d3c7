"""The benchmarks: ``python -m tests.benchmarks [COMMAND]``; README.md explains each."""

import argparse
import signal
import sys
from importlib import import_module

QUICK = {
    "day": "import, geocode, build and plan a day; two minutes",
    "geocoding": "find addresses written in several ways; seconds",
}
LONG = {
    "field": "field days against other solvers; hours",
    "roads": "travel times on roads; minutes",
    "public": "gaps to the best known plans of public sets; hours",
    "proof": "how far from the best plan; a minute or two",
    "size": "the cost of size; an hour or two",
    "traffic": "what ignoring traffic costs in late arrivals; two minutes",
}


def main() -> int:
    """Run one benchmark, or the quick ones; 130 when interrupted, 1 when an answer breaks a rule."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description=f"Without a command: {', then '.join(QUICK)}."
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    for name, text in (LONG | QUICK).items():
        described = commands.add_parser(name, help=text)
        if (
            name in sys.argv[1:2] and name in LONG
        ):  # each benchmark process loads this file, and nothing more than needed
            module = import_module(f"tests.benchmarks.{name}")
            described.description = module.__doc__
            module.add_arguments(described)
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends us gets the tables so far as well
    try:
        if options.command in LONG:
            return int(import_module(f"tests.benchmarks.{options.command}").main(options) or 0)
        for name in [options.command] if options.command else QUICK:
            import_module(f"tests.benchmarks.{name}").main()
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
