"""Links to come in by, supervisors who have joined, and the record of who changed what: the tables of people."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, of_conversation, row_id

# The one link by which somebody sets a password: an invitation, or a reset. A new one takes the place of the old.
user_links = sa.Table(
    "user_links",
    metadata,
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("kind", sa.Text, nullable=False),  # invitation | reset
    sa.Column("digest", sa.Text, nullable=False, unique=True),  # HMAC of the token; the token itself is nowhere
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
)

# A supervisor beside the agent who holds a conversation; it counts while the floor is the one it was joined on.
joins = sa.Table(
    "joins",
    metadata,
    of_conversation(),
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("floor", sa.Integer, nullable=False),
    sa.Column("joined_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("conversation_id", "user_id"),
    sa.Index("ix_joins_user_id", "user_id"),
)

# Who changed what. Only ever added to: triggers of both databases refuse everything else. It outlives what it is about.
audit = sa.Table(
    "audit",
    metadata,
    row_id(),
    sa.Column("at", Moment, nullable=False),
    sa.Column("user_id", Id),  # NULL: the command line, or the program itself
    sa.Column("action", sa.Text, nullable=False),  # conversation.taken
    sa.Column("about", sa.Text, nullable=False),  # conversation:12
    sa.Column("conversation_id", Id),
    sa.Column("detail", Json, nullable=False),
    sa.Index("ix_audit_at", "at"),
    sa.Index("ix_audit_user_id", "user_id", "id"),
    sa.Index("ix_audit_about", "about", "id"),
    sa.Index("ix_audit_conversation_id", "conversation_id", "id"),
    sqlite_autoincrement=True,
)
