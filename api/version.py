"""Which version of the program runs."""

from importlib.metadata import PackageNotFoundError, version

DISTRIBUTION = "field-dispatch"


def program_version() -> str:
    """Return the installed version; ``0+uninstalled`` where the program runs from a folder that is not installed."""
    try:
        return version(DISTRIBUTION)
    except PackageNotFoundError:
        return "0+uninstalled"
