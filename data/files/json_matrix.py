"""Matrices inside JSON documents: rows of whole numbers become arrays, every oddity a clear sentence."""

from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import PlainValidator, WithJsonSchema

LARGEST = 2**31 - 1


def matrix_of(value: object) -> NDArray[np.int32]:
    """Read one square matrix; ``null`` means that no way leads there and becomes -1.

    Raises
    ------
    ValueError
        Naming the first row or cell that is wrong.
    """
    if not isinstance(value, list) or not value:
        msg = "give a list of rows, each a list of whole numbers"
        raise ValueError(msg)
    rows = [_row(row, number, len(value)) for number, row in enumerate(value)]
    return np.array(rows, dtype=np.int32)


def periods_of(value: object) -> NDArray[np.int32]:
    """Read one matrix, or a list of matrices, as periods × n × n.

    Raises
    ------
    ValueError
        Naming the first row or cell that is wrong, or the period whose matrix has another size.
    """
    by_period = isinstance(value, list) and value and isinstance(value[0], list) and bool(value[0])
    if not (by_period and isinstance(value[0][0], list)):  # type: ignore[index]  # by_period says it is a list
        return matrix_of(value)[np.newaxis]
    matrices = [matrix_of(matrix) for matrix in value]  # type: ignore[attr-defined]  # likewise
    sizes = [len(matrix) for matrix in matrices]
    if len(set(sizes)) > 1:
        msg = f"give every period the same places; the matrices have {sizes} rows"
        raise ValueError(msg)
    return np.stack(matrices)


def without_gaps(matrix: NDArray[np.int32], filling: int) -> NDArray[np.int32]:
    """Put a value where no way leads."""
    return np.where(matrix < 0, filling, matrix).astype(np.int32)


def _row(row: object, number: int, size: int) -> list[int]:
    if not isinstance(row, list) or len(row) != size:
        length = len(row) if isinstance(row, list) else "no"
        msg = f"make the matrix square; row {number} has {length} cells, the matrix has {size} rows"
        raise ValueError(msg)
    return [-1 if cell is None else _cell(cell, number, column) for column, cell in enumerate(row)]


def _cell(cell: Any, row: int, column: int) -> int:  # noqa: ANN401 -- whatever the document holds
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not 0 <= cell <= LARGEST or int(cell) != cell:
        msg = (
            f"give whole numbers up to {LARGEST}, or null where there is no way; row {row}, column {column} is {cell!r}"
        )
        raise ValueError(msg)
    return int(cell)


_ROWS = {"type": "array", "items": {"type": "array", "items": {"type": ["integer", "null"]}}}

Matrix = Annotated[NDArray[np.int32], PlainValidator(matrix_of), WithJsonSchema(_ROWS)]
"""n × n; -1 where there is no way."""

Periods = Annotated[
    NDArray[np.int32], PlainValidator(periods_of), WithJsonSchema({"anyOf": [_ROWS, {"type": "array", "items": _ROWS}]})
]
"""Periods × n × n; -1 where there is no way."""
