"""One kind of dataclass and the rows of its table: a column per field, nested values as JSON."""

from dataclasses import fields
from enum import Enum
from typing import Any, Generic, TypeVar, get_type_hints

from sqlalchemy import JSON, RowMapping, Table

from data.store.codec import Decoder, Plain, decoder, to_plain

T = TypeVar("T")


class Rows(Generic[T]):
    """Translates between entities and rows; columns without a field are the repository's own."""

    def __init__(self, entity: type[T], table: Table) -> None:
        self.table = table
        self._entity = entity
        declared: type[Any] = entity
        hints = get_type_hints(declared)
        self._names = [field.name for field in fields(declared)]
        self._as_json = {name for name in self._names if isinstance(table.c[name].type, JSON)}
        self._readers: dict[str, Decoder] = {}
        for name in self._names:
            if name in self._as_json or (isinstance(hints[name], type) and issubclass(hints[name], Enum)):
                self._readers[name] = decoder(hints[name])

    def pack(self, entity: T) -> dict[str, Any]:
        """The row of an entity."""
        return {name: self._packed(name, getattr(entity, name)) for name in self._names}

    def unpack(self, row: RowMapping) -> T:
        """The entity of a row."""
        values = {name: row[name] for name in self._names}
        for name, read in self._readers.items():
            values[name] = read(values[name])
        return self._entity(**values)

    def _packed(self, name: str, value: object) -> Plain:
        if name in self._as_json:
            return to_plain(value)
        return value.value if isinstance(value, Enum) else value
