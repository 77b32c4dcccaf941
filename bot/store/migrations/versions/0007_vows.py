"""Promises that people make, calendars they were made under, and working-time clocks."""

import time

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("promises") as table:
        table.add_column(sa.Column("about", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("agent_id", _ID, nullable=True))
    # What is still to come is looked after from now on; nobody is told today of what went wrong a year ago.
    op.execute(
        "UPDATE promises SET review_at = warn_at WHERE state = 'open' AND review_at IS NULL "  # noqa: S608 - a number of our own
        f"AND what NOT IN ('approval', 'callback', 'shop_answers') AND due_at > {int(time.time() * 1000)}"
    )
    op.create_table(
        "clocks",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("agent_id", _ID, nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("stretches", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("target_ms", sa.BigInteger(), nullable=True),
        sa.Column("took_ms", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("breached_at", sa.BigInteger(), nullable=True),
        sa.Column("review_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_clocks_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_clocks_conversation_id", "clocks", ["conversation_id", "kind"], unique=False)
    op.create_index("ix_clocks_ended_at", "clocks", ["ended_at"], unique=False)
    for name, column, where in (
        ("ix_clocks_review", "review_at", "review_at IS NOT NULL"),
        ("ix_clocks_running", "due_at", "ended_at IS NULL AND due_at IS NOT NULL"),
    ):
        op.create_index(
            name, "clocks", [column], unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where)
        )
    op.create_table(
        "feeds",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.Column("tried_at", sa.BigInteger(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_feeds")),
    )


def downgrade() -> None:
    op.drop_table("feeds")
    for name in ("ix_clocks_running", "ix_clocks_review", "ix_clocks_ended_at", "ix_clocks_conversation_id"):
        op.drop_index(name, table_name="clocks")
    op.drop_table("clocks")
    with op.batch_alter_table("promises") as table:
        table.drop_column("agent_id")
        table.drop_column("about")
