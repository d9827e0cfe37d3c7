"""One kind of dataclass and the rows of its table: a column per field, nested values as JSON."""

from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, Generic, TypeVar, get_type_hints

from sqlalchemy import JSON, Table

from data.store.codec import Decoder, decoder, to_plain

T = TypeVar("T")


class Rows(Generic[T]):
    """Translates between entities and rows; columns without a field are the repository's own."""

    def __init__(self, entity: type[T], table: Table) -> None:
        self._entity = entity
        hints = get_type_hints(entity)
        self._names: list[str] = [field.name for field in fields(entity)]  # type: ignore[arg-type]  # T is a dataclass
        self._as_json = {name for name in self._names if isinstance(table.c[name].type, JSON)}
        self._readers: dict[str, Decoder] = {}
        for name in self._names:
            if name in self._as_json or (isinstance(hints[name], type) and issubclass(hints[name], Enum)):
                self._readers[name] = decoder(hints[name])

    def pack(self, entity: T) -> dict[str, Any]:
        """The row of an entity."""
        return {name: self._packed(name, getattr(entity, name)) for name in self._names}

    def unpack(self, row: Mapping[str, Any]) -> T:
        """The entity of a row."""
        return self._entity(**{name: self._unpacked(name, row[name]) for name in self._names})

    def _packed(self, name: str, value: Any) -> Any:
        if name in self._as_json:
            return to_plain(value)
        return value.value if isinstance(value, Enum) else value

    def _unpacked(self, name: str, value: Any) -> Any:
        read = self._readers.get(name)
        return value if read is None else read(value)
