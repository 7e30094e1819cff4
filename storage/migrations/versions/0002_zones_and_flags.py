"""The zone that a date was written with, and what is wrong with the dates that a page claims."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Json

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Texts of before have neither: a replay does not give them, since it leaves a text that is the same."""
    for name in ("published_zone", "modified_zone"):
        op.add_column("revision", sa.Column(name, sa.String(length=6), nullable=False, server_default=""))
    op.add_column("revision", sa.Column("date_flags", Json, nullable=False, server_default="[]"))
