"""What further people need to know for a visit that takes several."""

import sqlalchemy as sa
from alembic import op

from data.store.column_types import Json

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the column; visits that are stored need nothing of the kind."""
    op.add_column("visits", sa.Column("helper_skills", Json))


def downgrade() -> None:
    """Take it away in place: a table that others refer to can't be made anew."""
    op.execute("ALTER TABLE visits DROP COLUMN helper_skills")
