"""What agents write with: drafts, canned answers, mentions, who is looking at what, and answers that wait a moment."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LIVE = sa.text("NOT retired")
_UNREAD = sa.text("read_at IS NULL")


def upgrade() -> None:
    op.add_column("outbox", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))
    _drafts()
    _canned()
    _mentions()
    op.create_table(
        "looks",
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("tab", sa.Text(), nullable=False),
        sa.Column("seen_until", sa.BigInteger(), nullable=False),
        sa.Column("typing", sa.Text(), nullable=False, server_default=""),
        sa.Column("typing_until", sa.BigInteger(), nullable=False, server_default="0"),
        _of_conversation("looks"),
        sa.PrimaryKeyConstraint("conversation_id", "who", "tab", name=op.f("pk_looks")),
    )
    op.create_index("ix_looks_seen_until", "looks", ["seen_until"], unique=False)


def _drafts() -> None:
    op.create_table(
        "drafts",
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("files", sa.Text(), nullable=False, server_default="[]"),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        _of_conversation("drafts"),
        _of_user("drafts"),
        sa.PrimaryKeyConstraint("conversation_id", "user_id", "kind", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_user_id", "drafts", ["user_id"], unique=False)
    op.create_index("ix_drafts_changed_at", "drafts", ["changed_at"], unique=False)


def _canned() -> None:
    op.create_table(
        "canned_answers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("owner_id", _ID, nullable=False, server_default="0"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", _ID, nullable=True),
        sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canned_answers")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_canned_answers_name", "canned_answers", ["owner_id", "name"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
    )
    op.create_table(
        "canned_versions",
        sa.Column("answer_id", _ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("texts", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("user_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["canned_answers.id"], name=op.f("fk_canned_versions_answer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("answer_id", "version", name=op.f("pk_canned_versions")),
    )


def _mentions() -> None:
    op.create_table(
        "mentions",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("message_id", _ID, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("user_id", _ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("read_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["outbox.id"], name=op.f("fk_mentions_message_id"), ondelete="CASCADE"),
        _of_conversation("mentions"),
        _of_user("mentions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentions")),
        sa.UniqueConstraint("message_id", "user_id", name=op.f("uq_mentions_message_id_user_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_mentions_user_id", "mentions", ["user_id", "id"], unique=False)
    op.create_index("ix_mentions_conversation_id", "mentions", ["conversation_id"], unique=False)
    op.create_index("ix_mentions_at", "mentions", ["at"], unique=False)
    op.create_index("ix_mentions_unread", "mentions", ["user_id"], sqlite_where=_UNREAD, postgresql_where=_UNREAD)


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_conversation_id")
    return sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=name, ondelete="CASCADE")


def _of_user(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f(f"fk_{table}_user_id"), ondelete="CASCADE")


def downgrade() -> None:
    for table in ("looks", "mentions", "canned_versions", "canned_answers", "drafts"):
        op.drop_table(table)
    op.drop_column("outbox", "held")
