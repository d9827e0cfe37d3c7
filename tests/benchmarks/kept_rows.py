"""Rows of a long benchmark, written down as they finish: an interrupted run goes on where it was."""

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]


class KeptRows:
    """Rows by key in a file of JSON lines.

    Parameters
    ----------
    path : Path
        Made when the first row is added; a line that was cut off is passed over.
    fresh : bool
        Forget what is there.
    """

    def __init__(self, path: Path, *, fresh: bool = False) -> None:
        self._path = path
        if fresh:
            path.unlink(missing_ok=True)
        self._rows = dict(_lines(path))

    def get(self, **key: object) -> Row | None:
        """The row with this key, ``None`` if it has not been run."""
        return self._rows.get(_as_text(key))

    def add(self, row: Row, **key: object) -> None:
        """Write a row down at once."""
        self._rows[_as_text(key)] = row
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            file.write("\n" + json.dumps({"key": key, "row": row}))  # whatever was cut off before ends here


def _lines(path: Path) -> list[tuple[str, Row]]:
    if not path.exists():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue
        found.append((_as_text(entry["key"]), entry["row"]))
    return found


def _as_text(key: dict[str, object]) -> str:
    return json.dumps(key, sort_keys=True)
