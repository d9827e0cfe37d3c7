"""Brings the tables to the version of this program and tells whether they are."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from data.store.engine import READ_ONLY
from data.store.errors import SchemaError

_SCRIPTS = Path(__file__).with_name("migrations")
_UPGRADE_LOCK = 7_305_001  # any number, as long as every version of this program takes the same


def upgrade(engine: Engine) -> None:
    """Run the missing migrations, all or none; does nothing at the newest revision.

    Raises
    ------
    SchemaError
        When a newer version of this program has been at work.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
        _known_revision(connection)
        command.upgrade(_config(connection), "head")


def downgrade(engine: Engine, revision: str) -> None:
    """Undo migrations back to a revision; ``base`` removes every table and all that is in it.

    Raises
    ------
    SchemaError
        When there is no such revision to go back to.
    """
    with engine.begin() as connection:
        try:
            command.downgrade(_config(connection), revision)
        except CommandError as error:
            msg = f"the database can't go back to revision {revision!r}: {error}"
            raise SchemaError(msg) from error


def is_current(engine: Engine) -> bool:
    """Whether the tables are exactly those of this program."""
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        return MigrationContext.configure(connection).get_current_revision() == _scripts().get_current_head()


def check(engine: Engine) -> None:
    """Raise a SchemaError unless the tables are exactly those of this program."""
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        revision = _known_revision(connection)
    if revision != _scripts().get_current_head():
        state = "has no tables yet" if revision is None else f"is at revision {revision}"
        msg = f"the database {state}, this program needs {_scripts().get_current_head()}: upgrade it first"
        raise SchemaError(msg)


def _known_revision(connection: Connection) -> str | None:
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is not None and revision not in {script.revision for script in _scripts().walk_revisions()}:
        msg = (
            f"the database is at revision {revision}, which this program doesn't know: a newer version has upgraded it;"
            " install that version or a newer one"
        )
        raise SchemaError(msg)
    return revision


def _scripts() -> ScriptDirectory:
    return ScriptDirectory(str(_SCRIPTS))


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
