"""Which flow sets were published, by whom and why, and which are withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Two tables. The first edition is written at the next start, as for a new shop."""
    op.create_table(
        "editions",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("follows", Id, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("base", sa.Text, nullable=False, server_default=""),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", Id),
        sa.Column("origin", sa.Text, nullable=False),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("corrected", sa.Text, nullable=False, server_default="{}"),
        sa.Column("passed_by", sa.Text, nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["hash"], ["flow_sets.hash"], name="fk_editions_hash"),
        sa.UniqueConstraint("follows", name="uq_editions_follows"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_editions_hash", "editions", ["hash", "id"])
    op.create_table(
        "withdrawals",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("hash", sa.Text, nullable=False),
        sa.Column("edition_id", Id, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", Id),
        sa.Column("why", sa.Text, nullable=False, server_default=""),
        sa.ForeignKeyConstraint(["hash"], ["flow_sets.hash"], name="fk_withdrawals_hash"),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name="fk_withdrawals_edition_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_withdrawals_hash", "withdrawals", ["hash"])
    op.create_index("ix_withdrawals_edition_id", "withdrawals", ["edition_id"])
