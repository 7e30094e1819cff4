"""What an edge says of both its ends, to which earlier article each one is joined, when it is asked again."""

import sqlalchemy as sa
from alembic import op

from storage.columns import Instant, Number

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Edges of before have no shares and no signs until `scrapy replay` places their texts again."""
    for name in ("here", "there"):
        op.add_column("edge", sa.Column(name, sa.Float(), nullable=False, server_default="0"))
    op.add_column("edge", sa.Column("avowed", sa.Integer(), nullable=False, server_default="0"))
    for name, default in (("retitled", sa.false()), ("holds", sa.true())):
        op.add_column("edge", sa.Column(name, sa.Boolean(), nullable=False, server_default=default))
    long_ago = "1970-01-01 00:00:00.000000"
    op.add_column("article", sa.Column("appeared", Instant(), nullable=False, server_default=long_ago))
    op.add_column("article", sa.Column("joined", Number, nullable=True))
    op.create_index("ix_article_joined", "article", ["joined"])
    op.execute(
        "UPDATE article SET appeared = coalesce((SELECT published FROM revision "
        "WHERE revision.number = article.number AND published_precision <> 'day' "
        "ORDER BY revision.id LIMIT 1), first_seen)"
    )
    op.execute(
        "UPDATE article SET joined = (SELECT other FROM edge "
        "WHERE edge.number = article.number AND edge.rank = 0 AND edge.other < article.number)"
    )
    op.execute("UPDATE url SET next_visit = visited_at WHERE outcome IN ('archived', 'revised', 'duplicate')")
