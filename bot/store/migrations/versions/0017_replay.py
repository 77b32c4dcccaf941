"""Replays of past conversations through a draft, and what came out."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """One table."""
    op.create_table(
        "replays",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("flows", sa.Text, nullable=False),
        sa.Column("base", sa.Text, nullable=False),
        sa.Column("user_id", Id, nullable=False),
        sa.Column("since", sa.BigInteger, nullable=False),
        sa.Column("begun_at", sa.BigInteger, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("done", sa.Integer, nullable=False, server_default="0"),
        sa.Column("report", sa.Text, nullable=False, server_default=""),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_replays_flows", "replays", ["flows"])
