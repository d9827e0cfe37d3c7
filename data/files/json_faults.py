"""Faults of a JSON document: what pydantic finds, phrased with cause and action, all at once."""

import json
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, PlainValidator, ValidationError, WithJsonSchema

from dispatch.errors import InvalidInputError
from solver.issue import Issue

M = TypeVar("M", bound=BaseModel)

SHOWN_CHARACTERS = 60
"""How much of an offending value a message repeats."""


class Part(BaseModel):
    """A part of a document: unknown fields are faults, because a misspelt rule would silently not apply."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


def read_document(model: type[M], document: object) -> M:
    """Read a whole document.

    Raises
    ------
    InvalidInputError
        With every fault of its shape.
    """
    try:
        return model.model_validate(document)
    except ValidationError as error:
        faults = tuple(_issue(fault) for fault in error.errors(include_url=False))
        raise InvalidInputError(faults) from error


def parse_json(content: bytes | str) -> object:
    """Parse JSON text, with or without a byte-order mark.

    Raises
    ------
    InvalidInputError
        When it is not JSON, with line and column.
    """
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        parsed: object = json.loads(text)
    except UnicodeDecodeError as error:
        issue = Issue("not_utf8", "document", f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8 JSON.")
        raise InvalidInputError((issue,)) from error
    except json.JSONDecodeError as error:
        where = f"Line {error.lineno}, column {error.colno}: {error.msg}."
        raise InvalidInputError((Issue("not_json", "document", where, "Give one JSON object."),)) from error
    except RecursionError as error:
        issue = Issue("not_json", "document", "The document is nested too deeply.", "Give one flat JSON object.")
        raise InvalidInputError((issue,)) from error
    return parsed


def path_of(location: tuple[int | str, ...]) -> str:
    """Write a location as a dotted path such as ``visits[3].windows[0]``."""
    path = ""
    for part in location:
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else str(part)
    return path.encode("utf-8", "backslashreplace").decode() or "document"


def _issue(fault: Mapping[str, Any]) -> Issue:
    kind, path = fault["type"], path_of(fault["loc"])
    if kind == "missing":
        return Issue("missing_field", path, "The field is missing.", "Add it; README.md in data/files describes it.")
    if kind == "extra_forbidden":
        return Issue("unknown_field", path, "There is no such field.", "Correct its name or take it out.")
    message = str(fault["msg"]).removeprefix("Value error, ").removeprefix("Input ").rstrip(".")
    return Issue(
        "invalid_value", path, f"The value is {_shown(fault['input'])}.", f"{message[:1].upper()}{message[1:]}."
    )


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= SHOWN_CHARACTERS else text[: SHOWN_CHARACTERS - 1] + "…"


def _id(value: object) -> int | str:
    if isinstance(value, bool) or not isinstance(value, int | str) or value == "":
        msg = "give a whole number or a non-empty text"
        raise ValueError(msg)
    if isinstance(value, str) and not _is_unicode(value):
        msg = "give a text without half characters (unpaired surrogates)"
        raise ValueError(msg)
    return value


def _point(value: object) -> tuple[float, float]:
    numbers = isinstance(value, list | tuple) and len(value) == 2 and all(_is_number(part) for part in value)
    if not numbers or not (-180 <= value[0] <= 180 and -90 <= value[1] <= 90):  # type: ignore[index]  # checked on the left
        msg = "give [lon, lat] in degrees, lon from -180 to 180 and lat from -90 to 90 (longitude first)"
        raise ValueError(msg)
    return float(value[0]), float(value[1])  # type: ignore[index]  # checked above


def _place(value: object) -> int | tuple[float, float]:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    try:
        return _point(value)
    except ValueError as error:
        msg = "give [lon, lat] in degrees (longitude first), or a row of the matrices"
        raise ValueError(msg) from error


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_POINT_SCHEMA = {"type": "array", "items": {"type": "number"}, "minItems": 2, "maxItems": 2}
_INDEX_SCHEMA = {"type": "integer", "minimum": 0}

Id = Annotated[
    int | str, PlainValidator(_id), WithJsonSchema({"anyOf": [{"type": "integer"}, {"type": "string", "minLength": 1}]})
]
"""An identifier as the caller likes it; 1 and "1" are two different ones."""

Point = Annotated[tuple[float, float], PlainValidator(_point), WithJsonSchema(_POINT_SCHEMA)]
"""Longitude and latitude, WGS-84 degrees."""

PlaceRef = Annotated[
    int | tuple[float, float], PlainValidator(_place), WithJsonSchema({"anyOf": [_INDEX_SCHEMA, _POINT_SCHEMA]})
]
"""A point, or a row (and column) of the matrices given with the problem."""
