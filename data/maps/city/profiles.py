"""Who drives in a city: a road profile of the program, or a file of the user's, of which each build keeps a copy."""

from pathlib import Path
from typing import NamedTuple

from data.maps.city.city import City
from data.maps.roads.profile import SHIPPED, RoadProfile, load_profile, shipped_profile
from dispatch.errors import InvalidInputError
from solver.issue import Issue

COPY = "profile.toml"


class ChosenProfile(NamedTuple):
    """A profile, and the text of the user's file; ``None`` for one that comes with the program."""

    profile: RoadProfile
    text: str | None = None


def choose_profile(asked: str | None, before: City | None) -> ChosenProfile:
    """The profile to build with: the one asked for, else the one that the city had before, else the car's.

    Parameters
    ----------
    asked : str or None
        A shipped name, or the path of a file that ends in ``.toml``.

    Raises
    ------
    InvalidInputError
        When it is neither, or with every fault of the file.
    """
    if asked is None and before is not None and (before.folder / COPY).exists():
        return _own(before.folder / COPY)
    name = asked or (before.profile if before is not None else SHIPPED[0])
    if name in SHIPPED:
        return ChosenProfile(shipped_profile(name))
    if name.endswith(".toml"):
        return _own(Path(name))
    cause = f"There is no profile {name!r}."
    action = f"Use {', '.join(SHIPPED)}, or name a file that ends in .toml."
    raise InvalidInputError((Issue("unknown_profile", "profile", cause, action),))


def _own(path: Path) -> ChosenProfile:
    profile = load_profile(path)
    return ChosenProfile(profile, path.read_text(encoding="utf-8-sig"))
