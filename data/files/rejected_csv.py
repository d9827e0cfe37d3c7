"""Writes rejected rows as CSV, so that they can be mended in a spreadsheet and imported again."""

import csv
import io
import re
from collections.abc import Iterable

from dispatch.intake_columns import EXPORT_ONLY_COLUMNS, REJECTED_ROW_COLUMN
from dispatch.rejected_row import RejectedRow

_RUNS_IN_SPREADSHEETS = re.compile(r"[=+\-@\t\r]")
_PLAIN_NUMBER = re.compile(r"[+-]?[\d\s().-]+")


def rejected_rows_csv(rows: Iterable[RejectedRow]) -> bytes:
    """Write rows of one kind with their own columns, what is wrong and how to mend it.

    The column ``rejected_row`` says which row it was, so that importing the mended row marks it as mended; the other
    added columns are passed over on import.

    Returns
    -------
    bytes
        UTF-8 with byte-order mark, which spreadsheets need to see that it is UTF-8.
    """
    rows = tuple(rows)
    added = (REJECTED_ROW_COLUMN, *EXPORT_ONLY_COLUMNS)
    own = [heading for heading in dict.fromkeys(h for row in rows for h in row.fields) if heading not in added]
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([*own, *added])
    for row in rows:
        cells = [row.fields.get(heading, "") for heading in own]
        because = " ".join(f"{issue.path}: {issue.cause}" for issue in row.issues)
        mend_by = " ".join(dict.fromkeys(issue.action for issue in row.issues))
        writer.writerow([_guarded(cell) for cell in (*cells, row.id, str(row.row_number), because, mend_by)])
    return text.getvalue().encode("utf-8-sig")


def _guarded(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula; the import takes it off again."""
    return f"'{cell}" if _RUNS_IN_SPREADSHEETS.match(cell) and not _PLAIN_NUMBER.fullmatch(cell) else cell
