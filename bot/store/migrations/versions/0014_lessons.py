"""What people made of messages: phrases for training, with the message each comes from."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """One table."""
    op.create_table(
        "lessons",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("intent", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("inbox_id", Id),
        sa.Column("conversation_id", Id),
        sa.Column("agent_id", Id, nullable=False),
        sa.Column("made_at", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["inbox_id"], ["inbox.id"], name="fk_lessons_inbox_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name="fk_lessons_conversation_id", ondelete="SET NULL"
        ),
        sa.UniqueConstraint("language", "text", name="uq_lessons_language_text"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_lessons_inbox_id", "lessons", ["inbox_id"])
    op.create_index("ix_lessons_conversation_id", "lessons", ["conversation_id"])
