"""What the repositories of all kinds have in common: reading by id, adding, saving, and the history of both."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from sqlalchemy import ColumnElement, Insert, Row, Select, Update, bindparam, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from data.store.codec import to_plain
from data.store.rows import Rows
from data.store.transaction import Changes, Transaction, differences
from dispatch.errors import ConflictError, NotFoundError

_CHUNK = 5000
"""Ids asked for at once; SQLite takes 32,766 parameters, PostgreSQL 65,535."""


class Entity(Protocol):
    """What can be stored: a frozen dataclass with an id and a version."""

    @property
    def id(self) -> str:
        """Unique within its kind."""
        ...

    @property
    def version(self) -> int:
        """How often it was changed."""
        ...


T = TypeVar("T", bound=Entity)


class EntityRepository(Generic[T]):
    """Storage of one kind; see ``dispatch.ports.Repository`` for what callers may rely on."""

    kind: ClassVar[str]
    rows: ClassVar[Rows[Any]]
    has_external_id: ClassVar[bool] = False

    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction
        self._connection = transaction.connection
        self.table = self.rows.table

    def get(self, ref: str) -> T:
        """Read by id, or by external id where the kind has one."""
        columns = self.table.c
        matches = columns.id == ref
        if self.has_external_id:
            matches = or_(matches, columns.external_id == ref)
        found = self._select(select(self.table).where(matches))
        if not found:
            known_by = "its id or its external id, as it was imported" if self.has_external_id else "its id"
            msg = f"no {self.kind} {ref!r} is stored; give {known_by}"
            raise NotFoundError(msg)
        return next((entity for entity in found if entity.id == ref), found[0])

    def get_many(self, ids: Iterable[str]) -> dict[str, T]:
        """Read by id; unknown ids are missing from the answer."""
        return {entity.id: entity for entity in self._where_in(self.table.c.id, ids)}

    def add(self, *entities: T) -> None:
        """Store new ones."""
        if not entities:
            return
        try:
            self._write(insert(self.table), [self._packed(entity) for entity in entities])
        except IntegrityError as error:
            raise self._refusal("add", error, self._taken(entities)) from error
        added = ((entity.id, differences({}, self._recorded(entity))) for entity in entities)
        self._transaction.record(self.kind, "added", added)

    def save(self, *entities: T, action: str = "changed") -> None:
        """Store changed ones, counting their version up."""
        stored = {
            entity.id: entity
            for entity in self._where_in(self.table.c.id, (entity.id for entity in entities), to_change=True)
        }
        rows: list[dict[str, Any]] = []
        recorded: list[tuple[str, Changes]] = []
        for entity in entities:
            before = self._stored_version_of(entity, stored)
            if to_plain(before) == to_plain(entity):
                continue
            rows.append(self._packed(entity) | {"version": entity.version + 1, "stored_id": entity.id})
            recorded.append((entity.id, differences(self._recorded(before), self._recorded(entity))))
        if rows:
            statement = update(self.table).where(self.table.c.id == bindparam("stored_id"))
            try:
                self._write(statement, rows)
            except IntegrityError as error:
                raise self._refusal("change", error, None) from error
        self._transaction.record(self.kind, action, [(id_, changes) for id_, changes in recorded if changes])

    def _remove(self, entity_id: str) -> None:
        """Take an entity away, its history stays."""
        entity = self.get(entity_id)
        self._connection.execute(delete(self.table).where(self.table.c.id == entity.id))
        self._transaction.record(self.kind, "removed", [(entity.id, differences(self._recorded(entity), {}))])

    def _stored_version_of(self, entity: T, stored: Mapping[str, T]) -> T:
        if entity.id not in stored:
            msg = f"{self.kind} {entity.id!r} can't be changed: it is not stored"
            raise NotFoundError(msg)
        before = stored[entity.id]
        if before.version != entity.version:
            msg = (
                f"{self.kind} {entity.id!r} was changed meanwhile: version {before.version} is stored,"
                f" this change was made to version {entity.version}; read it again and repeat the change"
            )
            raise ConflictError(msg)
        return before

    def _packed(self, entity: T) -> dict[str, Any]:
        """The row of an entity; kinds with columns of their own add them."""
        return self.rows.pack(entity)

    def _recorded(self, entity: T) -> dict[str, Any]:
        """What the history keeps of an entity, as JSON."""
        return {name: value for name, value in to_plain(entity).items() if name not in {"id", "version"}}

    def _taken(self, entities: tuple[T, ...]) -> str | None:
        """Which ids or external ids are stored already, in words; ``None`` when none is."""
        taken = sorted(self.get_many(entity.id for entity in entities))
        if taken:
            return f"id {', '.join(taken[:5])} is stored already"
        if not self.has_external_id:
            return None
        numbered: tuple[Any, ...] = entities
        taken = sorted(self._by_external_ids(each.external_id for each in numbered if each.external_id is not None))
        return f"external id {', '.join(taken[:5])} is stored already" if taken else None

    def _write(self, statement: Insert | Update, rows: list[dict[str, Any]]) -> None:
        with self._transaction.savepoint():
            self._connection.execute(statement, rows)

    def _refusal(self, verb: str, error: IntegrityError, taken: str | None) -> ConflictError | NotFoundError:
        detail = " ".join(str(error.orig).split())
        if "foreign key" in detail.lower():
            msg = f"can't {verb} {self.kind}: it refers to something that is not stored, add that first ({detail})"
            return NotFoundError(msg)
        msg = f"can't {verb} {self.kind}: {taken or f'something that must be unique is taken ({detail})'}"
        return ConflictError(msg)

    def _by_external_ids(self, external_ids: Iterable[str]) -> dict[str, T]:
        found: list[Any] = self._where_in(self.table.c.external_id, external_ids)
        return {entity.external_id: entity for entity in found}

    def _select(self, query: Select[Any]) -> tuple[T, ...]:
        return tuple(self._made(row) for row in self._connection.execute(query))

    def _where_in(self, column: ColumnElement[str], values: Iterable[str], *, to_change: bool = False) -> list[T]:
        """Those whose column has one of the values; for each value in the order they were added."""
        query = select(self.table).order_by(self.table.c.sequence)
        if to_change:
            query = query.with_for_update()
        unique = iter(sorted(set(values)))
        return [entity for chunk in _chunks(unique, _CHUNK) for entity in self._select(query.where(column.in_(chunk)))]

    def _made(self, row: Row[Any]) -> T:
        made: T = self.rows.unpack(row._mapping)
        return made


def _chunks(values: Iterator[str], size: int) -> Iterator[list[str]]:
    while chunk := list(islice(values, size)):
        yield chunk
