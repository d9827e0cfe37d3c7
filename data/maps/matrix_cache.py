"""Travel that is computed once: only pairs of places not known yet are asked for, the others are read from a file."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.maps.matrix_file import MatrixFile
from data.maps.travel_block import TravelBlock, TravelBlocks
from dispatch.place import Place

MOST_ROWS = 512
"""So many rows are computed and kept at a time: whoever is interrupted does not begin anew."""

Rectangle = tuple[NDArray[np.intp], NDArray[np.intp]]


class CachedBlocks:
    """Any rectangle of the matrix, of which another method computes what no file knows.

    Answers of another method, server, profile or map are never taken: the file keeps them apart by fingerprint.

    Parameters
    ----------
    inner : TravelBlocks
        Computes; worth it where that takes longer than reading, as with services.
    file : MatrixFile
        Remembers, also for other processes.
    """

    def __init__(self, inner: TravelBlocks, file: MatrixFile) -> None:
        self.name = inner.name
        self.period_starts_s = inner.period_starts_s
        self._inner = inner
        self._file = file

    @property
    def fingerprint(self) -> str:
        """Of the method that computes."""
        return self._inner.fingerprint

    def between(self, sources: Sequence[Place], destinations: Sequence[Place]) -> TravelBlock:
        """Travel from each source to each destination; see ``TravelBlocks``.

        What has been computed stays known when a later part fails.
        """
        method = f"{self.fingerprint} {self.period_starts_s}"
        known = self._file.read(method, len(self.period_starts_s), sources, destinations)
        for rows, columns in rectangles(known.missing):
            block = self._inner.between([sources[i] for i in rows], [destinations[j] for j in columns])
            self._file.write(method, [sources[i] for i in rows], [destinations[j] for j in columns], block)
            known.put(rows, columns, block)
        return known.block


def rectangles(missing: NDArray[np.bool_]) -> list[Rectangle]:
    """Cover exactly the cells that are missing: rows that miss the same columns go together.

    One new place among n known ones gives two rectangles: its row, and its column.
    """
    patterns: dict[bytes, list[int]] = {}
    for row in np.flatnonzero(missing.any(axis=1)):
        patterns.setdefault(np.packbits(missing[row]).tobytes(), []).append(int(row))
    return [
        (np.array(rows[start : start + MOST_ROWS], dtype=np.intp), np.flatnonzero(missing[rows[0]]))
        for rows in patterns.values()
        for start in range(0, len(rows), MOST_ROWS)
    ]
