"""The first tables; names of keys and indexes follow the naming convention of tables.py."""

import sqlalchemy as sa
from alembic import op

from data.store.column_types import Code, Json, Sequence, UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "geocode_cache",
        sa.Column("provider", Code, nullable=False),
        sa.Column("query_key", Code, nullable=False),
        sa.Column("answer", Json, nullable=False),
        sa.Column("stored_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("provider", "query_key", name="pk_geocode_cache"),
    )
    op.create_index("ix_geocode_cache_stored_at", "geocode_cache", ["stored_at"])
    op.create_table(
        "history",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("entity_id", Code, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("changes", Json, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_history"),
    )
    op.create_index("ix_history_entity_id_sequence", "history", ["entity_id", "sequence"])
    op.create_index("ix_history_kind_sequence", "history", ["kind", "sequence"])
    op.create_table(
        "idempotent_answers",
        sa.Column("actor", Code, nullable=False),
        sa.Column("key", Code, nullable=False),
        sa.Column("route", sa.Text, nullable=False),
        sa.Column("request_hash", sa.Text, nullable=False),
        sa.Column("status", sa.BigInteger, nullable=False),
        sa.Column("headers", Json, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.PrimaryKeyConstraint("actor", "key", name="pk_idempotent_answers"),
    )
    op.create_index("ix_idempotent_answers_created_at", "idempotent_answers", ["created_at"])
    op.create_table(
        "policies",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("activated_at", UtcDateTime, nullable=False),
        sa.Column("activated_by", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_policies"),
    )
    op.create_table(
        "rejected_rows",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("kind", Code, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("row_number", sa.BigInteger, nullable=False),
        sa.Column("fields", Json, nullable=False),
        sa.Column("issues", Json, nullable=False),
        sa.Column("rejected_at", UtcDateTime, nullable=False),
        sa.Column("external_id", Code),
        sa.Column("mended", sa.Boolean, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_rejected_rows"),
        sa.UniqueConstraint("id", name="uq_rejected_rows_id"),
    )
    op.create_index("ix_rejected_rows_kind_external_id", "rejected_rows", ["kind", "external_id"])
    op.create_index("ix_rejected_rows_mended_sequence", "rejected_rows", ["mended", "sequence"])
    op.create_table(
        "requests",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("external_id", Code),
        sa.Column("customer", Json, nullable=False),
        sa.Column("address", Json, nullable=False),
        sa.Column("work", Code, nullable=False),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("reported_at", UtcDateTime, nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("warranty", Code, nullable=False),
        sa.Column("complaint", sa.Boolean, nullable=False),
        sa.Column("urgent", sa.Boolean, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("people", sa.BigInteger, nullable=False),
        sa.Column("windows", Json, nullable=False),
        sa.Column("preferred_technicians", Json, nullable=False),
        sa.Column("required_technicians", Json, nullable=False),
        sa.Column("excluded_technicians", Json, nullable=False),
        sa.Column("parts_ready_at", UtcDateTime),
        sa.Column("geocode", Json),
        sa.Column("candidates", Json, nullable=False),
        sa.Column("attention", Json, nullable=False),
        sa.Column("status", Code, nullable=False),
        sa.Column("needs_attention", sa.Boolean, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_requests"),
        sa.UniqueConstraint("external_id", name="uq_requests_external_id"),
        sa.UniqueConstraint("id", name="uq_requests_id"),
    )
    op.create_index("ix_requests_reported_at_sequence", "requests", ["reported_at", "sequence"])
    op.create_index("ix_requests_status_reported_at_sequence", "requests", ["status", "reported_at", "sequence"])
    op.create_table(
        "solve_runs",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("horizon", Json, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("from_plan_id", Code),
        sa.Column("status", Code, nullable=False),
        sa.Column("cancel_requested", sa.Boolean, nullable=False),
        sa.Column("elapsed_s", sa.Float, nullable=False),
        sa.Column("cost_cents", sa.BigInteger),
        sa.Column("unassigned", sa.BigInteger),
        sa.Column("attempts", sa.BigInteger, nullable=False),
        sa.Column("worker", sa.Text),
        sa.Column("heartbeat_at", UtcDateTime),
        sa.Column("plan_id", Code),
        sa.Column("error", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_solve_runs"),
        sa.UniqueConstraint("id", name="uq_solve_runs_id"),
    )
    op.create_index("ix_solve_runs_status_sequence", "solve_runs", ["status", "sequence"])
    op.create_table(
        "stations",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("name", Code, nullable=False),
        sa.Column("place", Json, nullable=False),
        sa.Column("service_radius_m", sa.BigInteger),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_stations"),
        sa.UniqueConstraint("id", name="uq_stations_id"),
    )
    op.create_table(
        "plans",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("horizon", Json, nullable=False),
        sa.Column("first_day", sa.Date, nullable=False),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("status", Code, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.Text, nullable=False),
        sa.Column("routes", Json, nullable=False),
        sa.Column("unassigned", Json, nullable=False),
        sa.Column("terms", Json, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("parent_id", Code),
        sa.Column("solve_run_id", Code),
        sa.Column("notes", Json, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["plans.id"], name="fk_plans_parent_id"),
        sa.ForeignKeyConstraint(["solve_run_id"], ["solve_runs.id"], name="fk_plans_solve_run_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_plans"),
        sa.UniqueConstraint("first_day", "revision", name="uq_plans_first_day_revision"),
        sa.UniqueConstraint("id", name="uq_plans_id"),
    )
    op.create_table(
        "technicians",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("external_id", Code, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("skills", Json, nullable=False),
        sa.Column("proficiency", Json, nullable=False),
        sa.Column("home", Json),
        sa.Column("home_address", sa.Text, nullable=False),
        sa.Column("station_id", Code),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("active", sa.Boolean, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["station_id"], ["stations.id"], name="fk_technicians_station_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_technicians"),
        sa.UniqueConstraint("external_id", name="uq_technicians_external_id"),
        sa.UniqueConstraint("id", name="uq_technicians_id"),
    )
    op.create_table(
        "visits",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("request_id", Code, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("place", Json),
        sa.Column("place_quality", Code, nullable=False),
        sa.Column("work", sa.Text, nullable=False),
        sa.Column("product", sa.Text, nullable=False),
        sa.Column("service_duration_s", sa.BigInteger, nullable=False),
        sa.Column("penalty_cents", sa.BigInteger, nullable=False),
        sa.Column("priority", sa.BigInteger, nullable=False),
        sa.Column("setup_s", sa.BigInteger, nullable=False),
        sa.Column("due_at", UtcDateTime),
        sa.Column("response_late_cost_cents", sa.BigInteger, nullable=False),
        sa.Column("response_late_cost_cents_per_hour", sa.BigInteger, nullable=False),
        sa.Column("windows", Json, nullable=False),
        sa.Column("skills", Json, nullable=False),
        sa.Column("parts", Json, nullable=False),
        sa.Column("ready_at", UtcDateTime),
        sa.Column("people", sa.BigInteger, nullable=False),
        sa.Column("preferred_technicians", Json, nullable=False),
        sa.Column("required_technicians", Json, nullable=False),
        sa.Column("excluded_technicians", Json, nullable=False),
        sa.Column("pin", Json),
        sa.Column("status", Code, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name="fk_visits_request_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_visits"),
        sa.UniqueConstraint("id", name="uq_visits_id"),
    )
    op.create_index("ix_visits_request_id", "visits", ["request_id"])
    op.create_index("ix_visits_status_sequence", "visits", ["status", "sequence"])
    op.create_table(
        "absences",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("technician_id", Code, nullable=False),
        sa.Column("start_at", UtcDateTime, nullable=False),
        sa.Column("end_at", UtcDateTime, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["technician_id"], ["technicians.id"], name="fk_absences_technician_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_absences"),
        sa.UniqueConstraint("id", name="uq_absences_id"),
    )
    op.create_index("ix_absences_start_at", "absences", ["start_at"])
    op.create_table(
        "api_tokens",
        sa.Column("id", Code, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("role", Code, nullable=False),
        sa.Column("technician_id", Code),
        sa.Column("secret_hash", sa.Text, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("revoked_at", UtcDateTime),
        sa.ForeignKeyConstraint(["technician_id"], ["technicians.id"], name="fk_api_tokens_technician_id"),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
    )
    op.create_table(
        "promises",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("visit_id", Code, nullable=False),
        sa.Column("window", Json, nullable=False),
        sa.Column("status", Code, nullable=False),
        sa.Column("sold_by", sa.Text, nullable=False),
        sa.Column("sold_at", UtcDateTime, nullable=False),
        sa.Column("expires_at", UtcDateTime),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name="fk_promises_visit_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_promises"),
        sa.UniqueConstraint("id", name="uq_promises_id"),
    )
    op.create_index("ix_promises_status", "promises", ["status"])
    op.create_index("ix_promises_visit_id", "promises", ["visit_id"])
    op.create_index(
        "uq_promises_standing",
        "promises",
        ["visit_id"],
        unique=True,
        sqlite_where=sa.text("status IN ('held', 'given')"),
        postgresql_where=sa.text("status IN ('held', 'given')"),
    )
    op.create_table(
        "published_days",
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("plan_id", Code, nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name="fk_published_days_plan_id"),
        sa.PrimaryKeyConstraint("day", name="pk_published_days"),
    )
    op.create_index("ix_published_days_plan_id", "published_days", ["plan_id"])
    op.create_table(
        "shifts",
        sa.Column("sequence", Sequence, nullable=False),
        sa.Column("id", Code, nullable=False),
        sa.Column("technician_id", Code, nullable=False),
        sa.Column("start_at", UtcDateTime, nullable=False),
        sa.Column("end_at", UtcDateTime, nullable=False),
        sa.Column("external_id", Code),
        sa.Column("breaks", Json, nullable=False),
        sa.Column("overtime_limit_s", sa.BigInteger, nullable=False),
        sa.Column("work_limit_s", sa.BigInteger),
        sa.Column("starts_from", Code, nullable=False),
        sa.Column("returns_to", Code, nullable=False),
        sa.Column("version", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["technician_id"], ["technicians.id"], name="fk_shifts_technician_id"),
        sa.PrimaryKeyConstraint("sequence", name="pk_shifts"),
        sa.UniqueConstraint("external_id", name="uq_shifts_external_id"),
        sa.UniqueConstraint("id", name="uq_shifts_id"),
    )
    op.create_index("ix_shifts_start_at", "shifts", ["start_at"])
    op.create_index("ix_shifts_technician_id", "shifts", ["technician_id"])


def downgrade() -> None:
    """Remove every table."""
    for table in (
        "shifts",
        "published_days",
        "promises",
        "api_tokens",
        "absences",
        "visits",
        "technicians",
        "plans",
        "stations",
        "solve_runs",
        "requests",
        "rejected_rows",
        "policies",
        "idempotent_answers",
        "history",
        "geocode_cache",
    ):
        op.drop_table(table)
