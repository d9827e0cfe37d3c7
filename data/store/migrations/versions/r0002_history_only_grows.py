"""The history only grows: the database itself refuses to change or delete an entry."""

from alembic import op

revision = "0002"
down_revision = "0001"

_REFUSAL = "the history only grows: entries are neither changed nor deleted"


def upgrade() -> None:
    """Refuse changes."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_history_change() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_REFUSAL}'; END $$"
        )
        op.execute(
            "CREATE TRIGGER history_only_grows BEFORE UPDATE OR DELETE ON history "
            "FOR EACH ROW EXECUTE FUNCTION refuse_history_change()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER history_no_{event.lower()} BEFORE {event} ON history "
            f"BEGIN SELECT RAISE(ABORT, '{_REFUSAL}'); END"
        )


def downgrade() -> None:
    """Allow them again."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER history_only_grows ON history")
        op.execute("DROP FUNCTION refuse_history_change()")
        return
    for event in ("update", "delete"):
        op.execute(f"DROP TRIGGER history_no_{event}")
