import multiprocessing
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect, text

from data.store.engine import open_engine
from data.store.errors import SchemaError
from data.store.store import Store, open_store
from data.store.tables import metadata
from tests.builders import a_request


@pytest.fixture
def new_store(new_url: str) -> Iterator[Store]:
    store = open_store(new_url)
    yield store
    store.close()


@pytest.fixture
def engine(new_url: str) -> Iterator[Engine]:
    engine = open_engine(new_url)
    yield engine
    engine.dispose()


def test_up_down_and_up_again(new_store: Store, engine: Engine) -> None:
    new_store.upgrade()
    assert new_store.is_current()
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}
    new_store.downgrade("base")
    assert inspect(engine).get_table_names() == ["alembic_version"]
    new_store.upgrade()
    with new_store.unit_of_work("anna") as uow:
        uow.requests.add(a_request(id="req_1"))
        uow.commit()
    new_store.upgrade()
    with new_store.unit_of_work("anna", read_only=True) as uow:
        assert uow.requests.get("req_1").id == "req_1"


def test_the_migrations_make_exactly_the_tables_of_the_code(new_store: Store, engine: Engine) -> None:
    new_store.upgrade()
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_partial_and_unique_rules_are_in_the_migrations_too(new_store: Store, engine: Engine) -> None:
    new_store.upgrade()
    migrated = rules_of(engine)
    new_store.downgrade("base")
    metadata.create_all(engine)
    assert rules_of(engine) == migrated
    metadata.drop_all(engine)


def rules_of(engine: Engine) -> dict[str, object]:
    """What comparing the metadata overlooks: keys, and the conditions of indexes."""
    inspector = inspect(engine)
    return {
        name: (
            sorted(described(index) for index in inspector.get_indexes(name)),
            sorted(map(str, inspector.get_unique_constraints(name))),
            sorted(map(str, inspector.get_foreign_keys(name))),
            inspector.get_pk_constraint(name),
        )
        for name in metadata.tables
    }


def described(index: Mapping[str, Any]) -> str:
    conditions = {name: str(option) for name, option in index.get("dialect_options", {}).items()}
    return f"{index['name']} {index['column_names']} {index['unique']} {conditions}"


def test_a_database_without_tables_has_to_be_upgraded(new_store: Store) -> None:
    assert not new_store.is_current()
    with pytest.raises(SchemaError, match="has no tables yet"):
        new_store.check()
    with new_store.unit_of_work("anna") as uow, pytest.raises(SchemaError, match="upgrade it first"):
        uow.requests.get("req_1")


def test_a_database_of_a_newer_version_is_left_alone(new_store: Store, engine: Engine) -> None:
    new_store.upgrade()
    new_store.check()
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'f9999'"))
    assert not new_store.is_current()
    with pytest.raises(SchemaError, match=r"f9999.*newer version"):
        new_store.check()
    with pytest.raises(SchemaError, match=r"f9999.*newer version"):
        new_store.upgrade()


def test_an_unknown_revision_to_go_back_to_is_named(new_store: Store) -> None:
    new_store.upgrade()
    with pytest.raises(SchemaError, match="'f9999'"):
        new_store.downgrade("f9999")
    assert new_store.is_current()


def upgrade(url: str) -> bool:
    """Run in a process of its own."""
    store = open_store(url)
    store.upgrade()
    current = store.is_current()
    store.close()
    return current


def test_two_processes_may_upgrade_at_once(new_url: str) -> None:
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
        assert list(pool.map(upgrade, [new_url] * 4)) == [True] * 4


def test_a_failed_migration_leaves_the_database_as_it_was(new_store: Store, engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE promises (id TEXT)"))
    with pytest.raises(Exception, match="promises"):
        new_store.upgrade()
    assert inspect(engine).get_table_names() == ["promises"]
