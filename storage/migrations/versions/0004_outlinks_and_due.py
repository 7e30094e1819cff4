"""Where the links of a text lead; URLs by when they are due."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Texts of before have none until `scrapy replay` finds another text on their pages."""
    op.add_column("revision", sa.Column("outlinks", Json, nullable=False, server_default="[]"))
    op.create_index("url_due", "url", ["next_visit"])
