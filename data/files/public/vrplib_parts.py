"""The parts of a VRPLIB file: fields ``KEY: value``, and sections whose rows are numbered by node or vehicle."""

from collections.abc import Sequence
from dataclasses import dataclass

from data.files.public.lines import Line, lines_of, number, refusal, shown, whole

FIELDS = frozenset((
    "NAME", "COMMENT", "TYPE", "DIMENSION", "EDGE_WEIGHT_TYPE", "EDGE_WEIGHT_FORMAT", "NODE_COORD_TYPE",
    "DISPLAY_DATA_TYPE", "CAPACITY", "VEHICLES", "VEHICLES_MAX_DURATION", "DISTANCE", "SERVICE_TIME",
))  # fmt: skip
SECTIONS = frozenset((
    "NODE_COORD_SECTION", "EDGE_WEIGHT_SECTION", "DEMAND_SECTION", "SERVICE_TIME_SECTION", "TIME_WINDOW_SECTION",
    "DEPOT_SECTION", "CAPACITY_SECTION", "VEHICLES_ALLOWED_CLIENTS_SECTION",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """Words, and where they stand."""

    where: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """All words."""
        return " ".join(self.words)


@dataclass(frozen=True, slots=True)
class Parts:
    """Fields and sections by name."""

    fields: dict[str, Row]
    sections: dict[str, list[Row]]

    def text(self, name: str) -> str:
        """The text of a field.

        Raises
        ------
        InvalidInputError
            When there is no such field.
        """
        if name not in self.fields:
            raise refusal("missing_field", name, "The field is missing.", f"Add a line {name}: …")
        return self.fields[name].text

    def value(self, name: str) -> float:
        """The number of a field, not negative.

        Raises
        ------
        InvalidInputError
            When there is no such field, or no such number in it.
        """
        return number(self.text(name), f"{self.fields[name].where}, {name}", least=0)

    def rows(self, name: str, count: int) -> list[Row]:
        """The rows of a section, numbered from 1 in whatever order, sorted.

        Raises
        ------
        InvalidInputError
            When the section is missing, or a row is missing or repeated.
        """
        if name not in self.sections:
            raise refusal("missing_section", name, "The section is missing.", "Add it.")
        rows: dict[int, Row] = {}
        for row in self.sections[name]:
            key = whole(number(row.words[0], row.where), row.where)
            if not 1 <= key <= count:
                raise refusal("unknown_node", row.where, f"The row is number {key}.", f"Give rows from 1 to {count}.")
            if key in rows:
                raise refusal("repeated_id", row.where, f"Row {key} of {name} stands there twice.", "Take one out.")
            rows[key] = row
        missing = [key for key in range(1, count + 1) if key not in rows]
        if missing:
            raise refusal("missing_row", name, f"There is no row {missing[0]}.", f"Give rows from 1 to {count}.")
        return [rows[key] for key in range(1, count + 1)]

    def table(self, name: str, count: int, width: int) -> list[tuple[float, ...]]:
        """The numbers of a section's rows, without those that number the rows.

        Raises
        ------
        InvalidInputError
            When something is missing or is no number.
        """
        return [_numbers(row, width) for row in self.rows(name, count)]


def read_parts(content: bytes) -> Parts:
    """Divide a file into fields and sections.

    Raises
    ------
    InvalidInputError
        Where a line belongs to no section, or a name is not known: ignoring it could change the plan.
    """
    parts = Parts({}, {})
    section: list[Row] | None = None
    for line in lines_of(content):
        name, value = _named(line)
        if name == "EOF":
            break
        if name is None:
            if section is None:
                cause = f"There is no name before {shown(line.text)}."
                raise refusal("no_heading", line.where, cause, "Give a VRPLIB file: KEY: value, then sections.")
            section.append(Row(line.where, tuple(line.words)))
        elif name in SECTIONS:
            section = parts.sections.setdefault(name, [])
        elif name in FIELDS:
            parts.fields[name] = Row(line.where, tuple(value.split()))
        else:
            known = ", ".join(sorted(FIELDS | SECTIONS))
            raise refusal("unsupported", line.where, f"{name[:40]} is not read.", f"Take it out; known are {known}.")
    return parts


def _named(line: Line) -> tuple[str | None, str]:
    """The name that a line begins with, ``None`` for a row of numbers, and what follows it."""
    if not line.text[0].isalpha():
        return None, line.text
    name, _, value = line.text.partition(":")
    return name.strip().upper(), value.strip()


def _numbers(row: Row, width: int) -> tuple[float, ...]:
    values: Sequence[str] = row.words[1:]
    if len(values) != width:
        cause = f"The row has {len(values)} entries after its number: {shown(row.text)}."
        raise refusal("wrong_line", row.where, cause, f"Give {width}.")
    return tuple(number(word, row.where) for word in values)
