"""Frozen dataclasses to plain JSON values and back, driven by their annotations.

Instants are ISO 8601 in UTC, enums their value, tuples lists. A field missing from old JSON takes its default.
"""

import types
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Plain = Any
"""A JSON value: ``None``, a bool, number or text, or a list or dict of JSON values."""
Annotation = Any
"""What stands behind the colon of a dataclass field."""
Decoder = Callable[[Plain], Any]


def to_plain(value: object) -> Plain:
    """Make a JSON value.

    Raises
    ------
    TypeError
        When the value is of a type that JSON can't carry back unchanged.
    ValueError
        When an instant has no time zone.
    """
    if value is None or type(value) in {str, int, float, bool}:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return _instant_to_text(value) if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    return _named_to_plain(value)


def from_plain(kind: type[T], plain: Plain) -> T:
    """Make a value of a type from its JSON value."""
    annotation: Annotation = kind
    made: T = decoder(annotation)(plain)
    return made


@cache
def decoder(kind: Annotation) -> Decoder:
    """What turns a JSON value into one of the annotated type.

    Raises
    ------
    TypeError
        For an annotation this module doesn't know.
    """
    if kind in _SIMPLE_DECODERS:
        return _SIMPLE_DECODERS[kind]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if is_dataclass(kind):
        return _dataclass_decoder(kind)
    return _generic_decoder(kind)


def _named_to_plain(value: object) -> Plain:
    if is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    msg = f"{value!r} ({type(value).__name__}) can't be stored as JSON"
    raise TypeError(msg)


def _generic_decoder(kind: Annotation) -> Decoder:
    origin: Annotation = get_origin(kind)
    arguments = get_args(kind)
    if origin in {Union, types.UnionType}:
        (present,) = (decoder(argument) for argument in arguments if argument is not type(None))
        return lambda plain: None if plain is None else present(plain)
    if origin is tuple and arguments[-1] is Ellipsis:
        item = decoder(arguments[0])
        return lambda plain: tuple([item(part) for part in plain])
    if origin is tuple:
        parts = [decoder(argument) for argument in arguments]
        return lambda plain: tuple([part(value) for part, value in zip(parts, plain, strict=True)])
    if origin is Mapping:
        value_of = decoder(arguments[1])
        return lambda plain: {key: value_of(value) for key, value in plain.items()}
    msg = f"no way to read {kind} from JSON"
    raise TypeError(msg)


def _dataclass_decoder(kind: Annotation) -> Decoder:
    hints = get_type_hints(kind)
    parts = [(field.name, decoder(hints[field.name])) for field in fields(kind)]

    def decode(plain: Plain) -> Plain:
        return kind(**{name: part(plain[name]) for name, part in parts if name in plain})

    return decode


def _instant_to_text(value: datetime) -> str:
    if value.tzinfo is None:
        msg = f"{value} has no time zone: store aware instants only"
        raise ValueError(msg)
    return value.astimezone(UTC).isoformat()


def _unchanged(plain: Plain) -> Plain:
    return plain


_SIMPLE_DECODERS: dict[Annotation, Decoder] = {
    **dict.fromkeys((str, int, bool, object), _unchanged),
    float: float,
    datetime: datetime.fromisoformat,
    date: date.fromisoformat,
}
