"""The cities in a home folder: which there are, which one is in use, and how one goes."""

import shutil
from pathlib import Path

from data.maps.city.city import MANIFEST, NO_CITY, City
from dispatch.errors import InvalidInputError, NotFoundError
from solver.issue import Issue

FOLDER = "cities"
IN_USE = "in-use.txt"
"""File beside the cities that names the one in use."""


class Cities:
    """The cities in a home folder.

    Parameters
    ----------
    home : Path
        Folder of the data; they live in ``cities/NAME`` below it.
    """

    def __init__(self, home: Path) -> None:
        self.folder = home / FOLDER

    def names(self) -> tuple[str, ...]:
        """Names of all, sorted; folders of unfinished first builds are none."""
        return tuple(sorted(manifest.parent.name for manifest in self.folder.glob(f"*/{MANIFEST}")))

    def get(self, name: str) -> City:
        """Read one.

        Raises
        ------
        NotFoundError
            When there is no city of that name; the message names those there are.
        InvalidInputError
            When its manifest can't be used.
        """
        if name not in self.names():
            known = ", ".join(self.names()) or "none, add one with `dispatch city add`"
            msg = f"there is no city {name!r}; cities: {known}"
            raise NotFoundError(msg)
        return City.read(self.folder / name)

    def chosen(self, name: str | None = None) -> City | None:
        """The city to plan in: the one named, else the one chosen by ``use``, else the only one; ``None`` without any.

        Raises
        ------
        NotFoundError
            When the one named or chosen is not there.
        InvalidInputError
            When there are several and none is named or chosen, or its manifest can't be used.
        """
        names = self.names()
        if not name and (in_use := self.in_use()):
            if in_use not in {*names, NO_CITY}:
                msg = f"{in_use!r}, the city in use, is gone; choose one with `dispatch city use NAME` (or {NO_CITY!r})"
                raise NotFoundError(msg)
            name = in_use
        if name == NO_CITY or (not name and not names):
            return None
        if not name and len(names) > 1:
            cause = f"There are several cities: {', '.join(names)}."
            action = f"Choose one with `dispatch city use NAME`, or name one (or {NO_CITY!r}) in DISPATCH_CITY."
            raise InvalidInputError((Issue("no_city_chosen", "city", cause, action),))
        return self.get(name or names[0])

    def in_use(self) -> str | None:
        """Name that ``use`` has chosen, ``None`` when nobody has."""
        try:
            return (self.folder / IN_USE).read_text(encoding="utf-8").strip() or None
        except FileNotFoundError:
            return None

    def use(self, name: str) -> None:
        """Choose the city to plan in; ``none`` plans without any.

        Raises
        ------
        NotFoundError
            When there is no such city.
        """
        if name != NO_CITY:
            self.get(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / IN_USE).write_text(f"{name}\n", encoding="utf-8")

    def remove(self, name: str) -> None:
        """Delete a city, manifest first, so that nothing half-deleted looks like one.

        Raises
        ------
        NotFoundError
            When there is no such city.
        """
        if name not in self.names():
            self.get(name)
        (self.folder / name / MANIFEST).unlink()
        shutil.rmtree(self.folder / name)
        if self.in_use() == name:
            (self.folder / IN_USE).unlink()
