"""What agents write with: drafts, canned answers, mentions, and who is looking at what."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, of_conversation, partial, row_id

_LIVE = sa.text("NOT retired")

# What somebody has begun to write. An empty one stays for a while, so that other tabs learn that it was emptied.
drafts = sa.Table(
    "drafts",
    metadata,
    of_conversation(),
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # answer | note
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("files", Json, nullable=False, server_default="[]"),  # ids of files to go with it
    sa.Column("changed_at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("conversation_id", "user_id", "kind"),
    sa.Index("ix_drafts_user_id", "user_id"),
    sa.Index("ix_drafts_changed_at", "changed_at"),
)

# Answers to be had by their name; `owner_id` is whose own it is, 0 for the whole shop.
canned_answers = sa.Table(
    "canned_answers",
    metadata,
    row_id(),
    sa.Column("owner_id", Id, nullable=False, server_default="0"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("texts", Json, nullable=False),  # by language
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("changed_by", Id),  # NULL: the command line
    sa.Column("retired", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Index("ix_canned_answers_name", "owner_id", "name", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE),
    sqlite_autoincrement=True,
)

canned_versions = sa.Table(
    "canned_versions",
    metadata,
    sa.Column("answer_id", Id, sa.ForeignKey("canned_answers.id", ondelete="CASCADE"), nullable=False),
    sa.Column("version", sa.Integer, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("texts", Json, nullable=False),
    sa.Column("retired", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("at", Moment, nullable=False),
    sa.Column("user_id", Id),
    sa.PrimaryKeyConstraint("answer_id", "version"),
)

# A colleague named in a note.
mentions = sa.Table(
    "mentions",
    metadata,
    row_id(),
    sa.Column("message_id", Id, sa.ForeignKey("outbox.id", ondelete="CASCADE"), nullable=False),
    of_conversation(),
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("read_at", Moment),
    sa.UniqueConstraint("message_id", "user_id"),
    sa.Index("ix_mentions_user_id", "user_id", "id"),
    sa.Index("ix_mentions_conversation_id", "conversation_id"),
    sa.Index("ix_mentions_at", "at"),
    partial("ix_mentions_unread", "user_id", where="read_at IS NULL"),
    sqlite_autoincrement=True,
)

# Which tab has which conversation before it, and whether somebody types there: gone when `seen_until` has passed.
looks = sa.Table(
    "looks",
    metadata,
    of_conversation(),
    sa.Column("who", sa.Text, nullable=False),  # an agent's id, or visitor
    sa.Column("tab", sa.Text, nullable=False),
    sa.Column("seen_until", Moment, nullable=False),
    sa.Column("typing", sa.Text, nullable=False, server_default=""),  # answer | note
    sa.Column("typing_until", Moment, nullable=False, server_default="0"),
    sa.PrimaryKeyConstraint("conversation_id", "who", "tab"),
    sa.Index("ix_looks_seen_until", "seen_until"),
)
