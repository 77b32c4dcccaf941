"""By which way what is owed went, and what people have to look at because it did not."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("way", sa.Text(), server_default="", nullable=False))
    stuck = sa.text("state IN ('unknown', 'failed') AND NOT open")
    op.create_index("ix_outbox_stuck", "outbox", ["settled_at", "id"], sqlite_where=stuck, postgresql_where=stuck)
    op.execute("UPDATE outbox SET way = 'email' WHERE reason = 'by e-mail'")
