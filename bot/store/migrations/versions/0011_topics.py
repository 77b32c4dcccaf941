"""Conversations as topics of a Telegram group, and what the desk tells its own people."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "telegram_links",
        sa.Column("user_id", _ID, autoincrement=False, nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("linked_at", sa.BigInteger(), nullable=False),
        sa.Column("snoozed_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_telegram_links_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_telegram_links")),
        sa.UniqueConstraint("telegram_id", name=op.f("uq_telegram_links_telegram_id")),
    )
    op.create_table(
        "telegram_codes",
        sa.Column("user_id", _ID, autoincrement=False, nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_telegram_codes_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_telegram_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_telegram_codes_digest")),
    )
    op.create_table(
        "group_desks",
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("configured", sa.BigInteger(), nullable=False),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("holder", sa.Text(), server_default="", nullable=False),
        sa.Column("lease_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("cursor", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("trouble", sa.Text(), server_default="", nullable=False),
        sa.Column("again_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("status_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_group_desks")),
    )
    op.create_table(
        "group_topics",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("conversation_id", _ID, nullable=True),
        sa.Column("chat", sa.BigInteger(), nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=True),
        sa.Column("making_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("icon", sa.Text(), server_default="", nullable=False),
        sa.Column("closed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("came", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("went", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("floor", sa.Integer(), server_default="-1", nullable=False),
        sa.Column("doubt", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("keyboard", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("dirty", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("served_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("rank", sa.SmallInteger(), server_default="1", nullable=False),
        sa.Column("rest_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_group_topics_conversation_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_topics")),
        sa.UniqueConstraint("conversation_id", name=op.f("uq_group_topics_conversation_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_group_topics_dirty",
        "group_topics",
        ["rank", "served_at"],
        unique=False,
        sqlite_where=sa.text("dirty"),
        postgresql_where=sa.text("dirty"),
    )
    op.create_index("ix_group_topics_thread", "group_topics", ["chat", "thread"], unique=False)
    op.create_table(
        "group_lines",
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("piece", sa.SmallInteger(), nullable=False),
        sa.Column("notice_id", _ID, nullable=True),
        sa.Column("message_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_group_lines_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", "line", "piece", name=op.f("pk_group_lines")),
    )
    op.create_index("ix_group_lines_notice_id", "group_lines", ["notice_id"], unique=False)
    op.create_table(
        "group_updates",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_updates")),
        sa.UniqueConstraint("account", "key", name=op.f("uq_group_updates_account_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_group_updates_arrived_at", "group_updates", ["arrived_at"], unique=False)
    op.create_index(
        "ix_group_updates_new",
        "group_updates",
        ["id"],
        unique=False,
        sqlite_where=sa.text("done_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_table(
        "notices",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("conversation_id", _ID, nullable=True),
        sa.Column("user_id", _ID, nullable=True),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("thread", sa.BigInteger(), nullable=True),
        sa.Column("reply_to", sa.BigInteger(), nullable=True),
        sa.Column("subject", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("buttons", sa.Text(), server_default="[]", nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("attempts", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("began_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("message_id", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_notices_conversation_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_notices_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("key", name=op.f("uq_notices_key")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_notices_began_at", "notices", ["way", "began_at"], unique=False)
    op.create_index("ix_notices_conversation_id", "notices", ["conversation_id"], unique=False)
    op.create_index("ix_notices_made_at", "notices", ["made_at"], unique=False)
    op.create_index(
        "ix_notices_queued",
        "notices",
        ["way", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_notices_sending",
        "notices",
        ["lease_until"],
        unique=False,
        sqlite_where=sa.text("state = 'sending'"),
        postgresql_where=sa.text("state = 'sending'"),
    )


def downgrade() -> None:
    op.drop_table("notices")
    op.drop_table("group_updates")
    op.drop_table("group_lines")
    op.drop_table("group_topics")
    op.drop_table("group_desks")
    op.drop_table("telegram_codes")
    op.drop_table("telegram_links")
