"""Text files of whitespace-separated numbers: lines with their numbers, and one clear answer where one is wrong."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from math import isfinite

from dispatch.errors import InvalidInputError
from solver.issue import Issue

MOST_BYTES = 200_000_000
"""Of a file once unpacked; the largest public instances have 20 MB."""

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is not empty, and where it stands."""

    number: int
    text: str

    @property
    def where(self) -> str:
        """Its place, for a fault."""
        return f"line {self.number}"

    @property
    def words(self) -> list[str]:
        """What stands between the blanks."""
        return self.text.split()

    def numbers(self, names: str) -> list[float]:
        """As many numbers as there are names, and nothing else.

        Raises
        ------
        InvalidInputError
            Naming what is wrong.
        """
        wanted = names.split()
        if len(self.words) != len(wanted):
            cause = f"The line has {len(self.words)} entries: {shown(self.text)}."
            raise refusal("wrong_line", self.where, cause, f"Give {len(wanted)} numbers: {', '.join(wanted)}.")
        return [number(word, f"{self.where}, {name}") for word, name in zip(self.words, wanted, strict=True)]


def text_of(content: bytes) -> str:
    """The text of a file, unpacked if it is gzip.

    Raises
    ------
    InvalidInputError
        When it is no text.
    """
    if content.startswith(_GZIP):
        content = _unpacked(content)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cause = f"Byte {error.start} is not UTF-8."
        raise refusal("not_utf8", "file", cause, "Give a text file, as it is or packed with gzip.") from error
    if not text.strip():
        raise refusal("empty_file", "file", "The file is empty.", "Check that it is the right file.")
    return text


def lines_of(content: bytes) -> Iterator[Line]:
    """The lines of a file that are not empty.

    Raises
    ------
    InvalidInputError
        When it is no text.
    """
    for count, text in enumerate(text_of(content).splitlines(), start=1):
        if text.strip():
            yield Line(count, text.strip())


def number(word: str, where: str, *, least: float | None = None) -> float:
    """Read a number.

    Raises
    ------
    InvalidInputError
        When it is none, or too small.
    """
    try:
        value = float(word)
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise refusal("not_a_number", where, f"{shown(word)} is no number.", "Give a number, with a decimal point.")
    if least is not None and value < least:
        raise refusal("too_small", where, f"The value is {shown(word)}.", f"Give {least:g} or more.")
    return value


def whole(value: float, where: str) -> int:
    """Turn a number that has to be whole and not negative into an integer.

    Raises
    ------
    InvalidInputError
        When it is not.
    """
    if value < 0 or value != int(value):
        raise refusal("not_whole", where, f"The value is {value:g}.", "Give a whole number that is not negative.")
    return int(value)


def not_negative(value: float, where: str) -> float:
    """Refuse what is below zero.

    Raises
    ------
    InvalidInputError
        When it is.
    """
    if value < 0:
        raise refusal("negative", where, f"The value is {value:g}.", "Give 0 or more.")
    return value


def window(earliest: float, latest: float, where: str) -> tuple[float, float]:
    """Refuse a window that ends before it begins.

    Raises
    ------
    InvalidInputError
        When it does.
    """
    not_negative(earliest, where)
    if latest < earliest:
        cause = f"The window ends at {latest:g}, before it begins at {earliest:g}."
        raise refusal("window_inverted", where, cause, "Swap its ends.")
    return earliest, latest


def refusal(code: str, where: str, cause: str, action: str) -> InvalidInputError:
    """One fault as an error."""
    return InvalidInputError((Issue(code, where, cause, action),))


def shown(text: str) -> str:
    """A text as a message repeats it."""
    return repr(text if len(text) <= 60 else text[:59] + "…")


def _unpacked(content: bytes) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        made = unpacking.decompress(content, MOST_BYTES)
    except zlib.error as error:
        raise refusal("not_gzip", "file", f"It can't be unpacked: {error}.", "Pack it with gzip anew.") from error
    if not unpacking.eof:
        cause = f"It is cut off, or has more than {MOST_BYTES} bytes unpacked."
        raise refusal("not_gzip", "file", cause, "Pack the right file with gzip anew.")
    return made
