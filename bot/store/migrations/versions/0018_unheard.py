"""What admins decided about messages that were not understood."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """One table."""
    op.create_table(
        "unheard",
        sa.Column("digest", sa.Text, primary_key=True),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("intent", sa.Text, nullable=False, server_default=""),
        sa.Column("flow", sa.Text, nullable=False, server_default=""),
        sa.Column("lesson_id", Id),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["lesson_id"], ["lessons.id"], name="fk_unheard_lesson_id", ondelete="SET NULL"),
    )
    op.create_index("ix_unheard_lesson_id", "unheard", ["lesson_id"])
    op.create_index("ix_unheard_at", "unheard", ["at"])
