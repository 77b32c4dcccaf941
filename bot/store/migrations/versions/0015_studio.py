"""What admins have changed in flows and wording and not published yet."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "draft_files",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("base", sa.Text),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.Column("changed_by", Id),
        sa.PrimaryKeyConstraint("name", name="pk_draft_files"),
    )
    op.create_table(
        "draft_versions",
        sa.Column("id", Id, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("text", sa.Text),
        sa.Column("began_at", sa.BigInteger, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("user_id", Id),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_draft_versions_name", "draft_versions", ["name", "id"])
    op.create_index("ix_draft_versions_at", "draft_versions", ["at"])
    op.create_table(
        "draft_looks",
        sa.Column("user_id", Id, nullable=False),
        sa.Column("tab", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("seen_until", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name="fk_draft_looks_user_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "tab", name="pk_draft_looks"),
    )
