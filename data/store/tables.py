"""Every table. A column with a field's name holds that field, in the unit its dataclass in ``dispatch`` states.

``sequence`` keeps the order of adding; columns that no dataclass has are explained where they stand.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.schema import SchemaItem

from data.store.column_types import Code, Json, Sequence, UtcDateTime

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _table_of_entities(name: str, *items: SchemaItem) -> Table:
    return Table(
        name,
        metadata,
        Column("sequence", Sequence, primary_key=True),
        Column("id", Code, nullable=False, unique=True),
        *items,
        Column("version", BigInteger, nullable=False),
    )


requests = _table_of_entities(
    "requests",
    Column("external_id", Code, unique=True),
    Column("customer", Json, nullable=False),
    Column("address", Json, nullable=False),
    Column("work", Code, nullable=False),
    Column("product", Text, nullable=False),
    Column("reported_at", UtcDateTime, nullable=False),
    Column("description", Text, nullable=False),
    Column("warranty", Code, nullable=False),
    Column("complaint", Boolean, nullable=False),
    Column("urgent", Boolean, nullable=False),
    Column("zone", Text, nullable=False),
    Column("people", BigInteger, nullable=False),
    Column("windows", Json, nullable=False),
    Column("preferred_technicians", Json, nullable=False),
    Column("required_technicians", Json, nullable=False),
    Column("excluded_technicians", Json, nullable=False),
    Column("parts_ready_at", UtcDateTime),
    Column("geocode", Json),
    Column("candidates", Json, nullable=False),
    Column("attention", Json, nullable=False),
    Column("status", Code, nullable=False),
    Column("needs_attention", Boolean, nullable=False),  # whether ``attention`` holds anything
    Index(None, "reported_at", "sequence"),
    Index(None, "status", "reported_at", "sequence"),
)
visits = _table_of_entities(
    "visits",
    Column("request_id", Code, ForeignKey("requests.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("place", Json),
    Column("place_quality", Code, nullable=False),
    Column("work", Text, nullable=False),
    Column("product", Text, nullable=False),
    Column("service_duration_s", BigInteger, nullable=False),
    Column("penalty_cents", BigInteger, nullable=False),
    Column("priority", BigInteger, nullable=False),
    Column("setup_s", BigInteger, nullable=False),
    Column("due_at", UtcDateTime),
    Column("response_late_cost_cents", BigInteger, nullable=False),
    Column("response_late_cost_cents_per_hour", BigInteger, nullable=False),
    Column("windows", Json, nullable=False),
    Column("skills", Json, nullable=False),
    Column("parts", Json, nullable=False),
    Column("ready_at", UtcDateTime),
    Column("people", BigInteger, nullable=False),
    Column("preferred_technicians", Json, nullable=False),
    Column("required_technicians", Json, nullable=False),
    Column("excluded_technicians", Json, nullable=False),
    Column("helper_skills", Json),
    Column("pin", Json),
    Column("status", Code, nullable=False),
    Index(None, "status", "sequence"),
)
stations = _table_of_entities(
    "stations",
    Column("name", Code, nullable=False),
    Column("place", Json, nullable=False),
    Column("service_radius_m", BigInteger),
)
technicians = _table_of_entities(
    "technicians",
    Column("external_id", Code, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("skills", Json, nullable=False),
    Column("proficiency", Json, nullable=False),
    Column("home", Json),
    Column("home_address", Text, nullable=False),
    Column("station_id", Code, ForeignKey("stations.id")),
    Column("phone", Text, nullable=False),
    Column("active", Boolean, nullable=False),
)
shifts = _table_of_entities(
    "shifts",
    Column("technician_id", Code, ForeignKey("technicians.id"), nullable=False, index=True),
    Column("start_at", UtcDateTime, nullable=False, index=True),
    Column("end_at", UtcDateTime, nullable=False),
    Column("external_id", Code, unique=True),
    Column("breaks", Json, nullable=False),
    Column("overtime_limit_s", BigInteger, nullable=False),
    Column("work_limit_s", BigInteger),
    Column("starts_from", Code, nullable=False),
    Column("returns_to", Code, nullable=False),
)
absences = _table_of_entities(
    "absences",
    Column("technician_id", Code, ForeignKey("technicians.id"), nullable=False),
    Column("start_at", UtcDateTime, nullable=False, index=True),
    Column("end_at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
)
solve_runs = _table_of_entities(
    "solve_runs",
    Column("horizon", Json, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("seed", BigInteger, nullable=False),
    Column("from_plan_id", Code),
    Column("status", Code, nullable=False),
    Column("cancel_requested", Boolean, nullable=False),
    Column("elapsed_s", Float, nullable=False),
    Column("cost_cents", BigInteger),
    Column("unassigned", BigInteger),
    Column("attempts", BigInteger, nullable=False),
    Column("worker", Text),
    Column("heartbeat_at", UtcDateTime),
    Column("plan_id", Code),
    Column("error", Text, nullable=False),
    Index(None, "status", "sequence"),
)
plans = _table_of_entities(
    "plans",
    Column("horizon", Json, nullable=False),
    Column("first_day", Date, nullable=False),  # of the horizon
    Column("last_day", Date, nullable=False),  # of the horizon
    Column("status", Code, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("routes", Json, nullable=False),
    Column("unassigned", Json, nullable=False),
    Column("terms", Json, nullable=False),
    Column("revision", BigInteger, nullable=False),
    Column("parent_id", Code, ForeignKey("plans.id")),
    Column("solve_run_id", Code, ForeignKey("solve_runs.id")),
    Column("notes", Json, nullable=False),
    UniqueConstraint("first_day", "revision"),
)
published_days = Table(  # its primary key lets at most one published plan have a day
    "published_days",
    metadata,
    Column("day", Date, primary_key=True),
    Column("plan_id", Code, ForeignKey("plans.id"), nullable=False, index=True),
)
_STANDING = text("status IN ('held', 'given')")
promises = _table_of_entities(
    "promises",
    Column("visit_id", Code, ForeignKey("visits.id"), nullable=False, index=True),
    Column("window", Json, nullable=False),
    Column("status", Code, nullable=False),
    Column("sold_by", Text, nullable=False),
    Column("sold_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime),
    Index("uq_promises_standing", "visit_id", unique=True, sqlite_where=_STANDING, postgresql_where=_STANDING),
    Index(None, "status"),
)
rejected_rows = _table_of_entities(
    "rejected_rows",
    Column("kind", Code, nullable=False),
    Column("source", Text, nullable=False),
    Column("row_number", BigInteger, nullable=False),
    Column("fields", Json, nullable=False),
    Column("issues", Json, nullable=False),
    Column("rejected_at", UtcDateTime, nullable=False),
    Column("external_id", Code),
    Column("mended", Boolean, nullable=False),
    Index(None, "kind", "external_id"),
    Index(None, "mended", "sequence"),
)
policies = Table(  # the newest is the active one
    "policies",
    metadata,
    Column("sequence", Sequence, primary_key=True),
    Column("text", Text, nullable=False),  # TOML
    Column("activated_at", UtcDateTime, nullable=False),
    Column("activated_by", Text, nullable=False),
)
history = Table(
    "history",
    metadata,
    Column("sequence", Sequence, primary_key=True),
    Column("kind", Code, nullable=False),
    Column("entity_id", Code, nullable=False),
    Column("action", Text, nullable=False),
    Column("actor", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("changes", Json, nullable=False),
    Index(None, "entity_id", "sequence"),
    Index(None, "kind", "sequence"),
)
api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Code, primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", Code, nullable=False),
    Column("technician_id", Code, ForeignKey("technicians.id")),
    Column("secret_hash", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)
idempotent_answers = Table(
    "idempotent_answers",
    metadata,
    Column("actor", Code, primary_key=True),
    Column("key", Code, primary_key=True),
    Column("route", Text, nullable=False),
    Column("request_hash", Text, nullable=False),
    Column("status", BigInteger, nullable=False),
    Column("headers", Json, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
)
geocode_cache = Table(
    "geocode_cache",
    metadata,
    Column("provider", Code, primary_key=True),
    Column("query_key", Code, primary_key=True),
    Column("answer", Json, nullable=False),
    Column("stored_at", UtcDateTime, nullable=False, index=True),
)
