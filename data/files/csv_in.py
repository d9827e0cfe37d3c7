"""Reads a CSV file, from whatever spreadsheet it comes, into rows.

Encoding, in this order: a byte-order mark (UTF-8, UTF-16); UTF-8; GB18030, when nearly all of its characters are common
Chinese ones; Windows-1252. The last two are guesses, and a warning says so. The separator is the one of ``,`` ``;``
tab and ``|`` that divides the first line into most cells. Quoted cells may hold separators and line breaks.
"""

import codecs
import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dispatch.errors import InvalidInputError
from dispatch.intake import Column, Row
from dispatch.intake_columns import read_heading
from solver.issue import Issue

SEPARATORS = ",;\t|"
COMMON_CHINESE_SHARE = 0.8
"""Share of a GB18030 text's characters beyond ASCII that must belong to GB 2312, its common part."""

BEYOND = "(beyond the last column)"
"""Heading under which cells without one are kept."""

_SIGNATURES = {
    b"PK\x03\x04": "a workbook or archive",
    b"\xd0\xcf\x11\xe0": "an old workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed file",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"SQLite format 3": "a database",
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f]")
_GUARDED = re.compile(r"'[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class CsvTable:
    """What a CSV file holds.

    Parameters
    ----------
    headings : tuple of str
        As they stand in the first line.
    rows : tuple of Row
        Those with too many cells carry a fault.
    warnings : tuple of Issue
        E.g. that the encoding is a guess.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    encoding: str
    separator: str
    warnings: tuple[Issue, ...]


def read_csv(content: bytes, columns: tuple[Column, ...] = ()) -> CsvTable:
    """Read a CSV file.

    Parameters
    ----------
    columns : tuple of Column
        Columns of which every required one must have a heading; empty accepts any table.

    Raises
    ------
    InvalidInputError
        When the whole file can't be taken: empty, without rows, binary, in no known encoding, with an open quotation
        mark, or with missing or repeated headings.
    """
    text, encoding, warnings = _decoded(content)
    separator, text = _separator(text)
    lines = _lines(text, separator)
    headings = _headings(next(lines, []), columns)
    rows = tuple(_row(number, headings, cells) for number, cells in enumerate(lines, start=1))
    if not rows:
        raise _refusal("no_rows", "The file has headings but no rows.", "Add rows, or check that it is the right file.")
    return CsvTable(headings, rows, encoding, separator, warnings)


def _decoded(content: bytes) -> tuple[str, str, tuple[Issue, ...]]:
    if not content.strip():
        raise _refusal("empty_file", "The file is empty.", "Check that it is the right file.")
    for signature, what in _SIGNATURES.items():
        if content.startswith(signature):
            raise _refusal("binary_file", f"The file is {what}, not CSV.", "Save the table as CSV (UTF-8).")
    encoding, guessed = _encoding(content)
    text = content.decode(encoding)
    if not text.strip():
        raise _refusal("empty_file", "The file is empty.", "Check that it is the right file.")
    if _CONTROL.search(text):
        raise _refusal("binary_file", "The file holds characters that are no text.", "Save the table as CSV (UTF-8).")
    cause = f"The file does not say how it is encoded; it was read as {encoding}."
    guess = Issue("guessed_encoding", "file", cause, "Check names and addresses; save it as UTF-8 to be sure.")
    return text, encoding, (guess,) if guessed else ()


def _encoding(content: bytes) -> tuple[str, bool]:
    """Return the encoding, and whether it is a guess."""
    for mark, encoding in _MARKS:
        if content.startswith(mark) and _decodes(content, encoding):
            return encoding, False
    if _CONTROL.search(content.decode("latin-1")):
        raise _refusal("binary_file", "The file holds bytes that are no text.", "Save the table as CSV (UTF-8).")
    if _decodes(content, "utf-8"):
        return "utf-8", False
    chinese = _decodes(content, "gb18030")
    if chinese and _is_common_chinese(content.decode("gb18030")):
        return "gb18030", True
    if _decodes(content, "cp1252"):
        return "cp1252", True
    if chinese:
        return "gb18030", True
    raise _refusal("unknown_encoding", "The file is in no encoding that is known here.", "Save it as CSV (UTF-8).")


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _is_common_chinese(text: str) -> bool:
    """Tell Chinese from accented letters, whose bytes happen to make rare characters of GB18030."""
    beyond_ascii = [character for character in text if character > "\x7f"]
    common = sum(bool(character.encode("gb2312", "ignore")) for character in beyond_ascii)
    return common >= COMMON_CHINESE_SHARE * len(beyond_ascii)


def _separator(text: str) -> tuple[str, str]:
    """Return the separator and the text after a ``sep=`` line, which some spreadsheets write."""
    first, _, rest = text.partition("\n")
    declared = re.fullmatch(r"sep=(.)\s*", first)
    if declared and declared[1] in SEPARATORS:
        return declared[1], rest
    return max(SEPARATORS, key=lambda separator: _cells_in_first_line(text, separator)), text


def _cells_in_first_line(text: str, separator: str) -> int:
    try:
        return len(next(_lines(text, separator), []))
    except InvalidInputError:  # a quoted heading followed by another separator than this one
        return 0


def _lines(text: str, separator: str) -> Iterator[list[str]]:
    """Yield the cells of every line that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            action = "Close every quotation mark; write one inside a quoted cell twice."
            raise _refusal("broken_quotes", f"Near line {reader.line_num}: {error}.", action) from error
        if any(cell.strip() for cell in cells):
            yield cells


def _headings(cells: list[str], columns: tuple[Column, ...]) -> tuple[str, ...]:
    while cells and not cells[-1].strip():
        cells.pop()
    headings = tuple(cell.strip() or f"column {n}" for n, cell in enumerate(cells, start=1))
    repeated = sorted({heading for heading in headings if headings.count(heading) > 1})
    issues = [Issue("column_twice", h, f"Heading {h!r} stands twice.", "Rename or remove one.") for h in repeated]
    heading = read_heading(headings, columns)
    if columns:
        issues += heading.faults
        issues += [_missing(name, headings) for name in heading.missing(columns)]
    if issues:
        raise InvalidInputError(tuple(issues))
    return headings


def _row(number: int, headings: tuple[str, ...], cells: list[str]) -> Row:
    """Make a row; cells missing at its end are empty, cells beyond the headings are a fault."""
    fields = dict.fromkeys(headings, "") | {h: _unguarded(c) for h, c in zip(headings, cells, strict=False)}
    beyond = [cell for cell in cells[len(headings) :] if cell.strip()]
    if not beyond:
        return Row(number, fields)
    cause = f"The row has {len(cells)} cells, the header {len(headings)}; beyond it stands {beyond[0][:60]!r}."
    action = "Put cells that hold the separator in quotation marks, or remove the cell."
    return Row(number, fields | {BEYOND: " ".join(beyond)}, (Issue("too_many_cells", "row", cause, action),))


def _unguarded(cell: str) -> str:
    """Undo the apostrophe by which the export keeps spreadsheets from running a cell."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _missing(name: str, headings: tuple[str, ...]) -> Issue:
    cause = f"No column is headed {name} (found: {', '.join(headings)[:200]})."
    return Issue("missing_column", name, cause, f"Add it, or rename the column that holds it to {name}.")


def _refusal(code: str, cause: str, action: str) -> InvalidInputError:
    return InvalidInputError((Issue(code, "file", cause, action),))
