"""Who is here, who may take how much, and what is put aside until a moment."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_QUEUE: dict[str, Any] = {"sqlite_where": sa.text("owner = 'queue'"), "postgresql_where": sa.text("owner = 'queue'")}
_SNOOZED: dict[str, Any] = {"sqlite_where": sa.text("snoozed_until > 0"), "postgresql_where": sa.text("snoozed_until > 0")}
_LOOK: dict[str, Any] = {"sqlite_where": sa.text("look_at > 0"), "postgresql_where": sa.text("look_at > 0")}
_MOMENTS = ("waits_since", "told_at", "snoozed_until", "look_at", "reopen_until")


def upgrade() -> None:
    op.create_table(
        "desk_people",
        sa.Column("user_id", _ID, autoincrement=False, nullable=False),
        sa.Column("teams", sa.Text(), server_default="", nullable=False),
        sa.Column("skills", sa.Text(), server_default="", nullable=False),
        sa.Column("capacity", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_desk_people_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_desk_people")),
    )
    op.create_table(
        "presence",
        sa.Column("user_id", _ID, autoincrement=False, nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("active_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_presence_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_presence")),
    )
    for name in _MOMENTS:
        op.add_column("conversations", sa.Column(name, sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("conversations", sa.Column("served_by", _ID, nullable=True))
    op.add_column("tickets", sa.Column("topic", sa.Text(), server_default="", nullable=False))
    # Who waits already waits since they were last heard of, and the clock looks at them first of all.
    op.execute(
        "UPDATE conversations SET waits_since = COALESCE(last_in_at, changed_at), look_at = changed_at WHERE owner = 'queue'"
    )
    op.drop_index("ix_conversations_queue", table_name="conversations")
    op.create_index("ix_conversations_queue", "conversations", ["due_at", "rank", "waits_since", "id"], **_QUEUE)
    op.create_index("ix_conversations_snoozed", "conversations", ["agent_id", "snoozed_until", "id"], **_SNOOZED)
    op.create_index("ix_conversations_look", "conversations", ["look_at"], **_LOOK)


def downgrade() -> None:
    op.drop_index("ix_conversations_look", table_name="conversations")
    op.drop_index("ix_conversations_snoozed", table_name="conversations")
    op.drop_index("ix_conversations_queue", table_name="conversations")
    op.create_index("ix_conversations_queue", "conversations", ["due_at", "rank", "id"], **_QUEUE)
    op.drop_column("tickets", "topic")
    op.drop_column("conversations", "served_by")
    for name in reversed(_MOMENTS):
        op.drop_column("conversations", name)
    op.drop_table("presence")
    op.drop_table("desk_people")
