"""Words to be found, people who are one, tags."""

import sqlalchemy as sa

from bot.store.tables import Id, Moment, metadata, of_conversation, row_id

# Every message's words, as handoff/searching.py folds them, numbered in the order of time. The index over them (FTS5, GIN) is
# made by the migration: triggers keep it in SQLite, an expression in PostgreSQL.
search_lines = sa.Table(
    "search_lines",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("side", sa.Text, nullable=False),  # i: inbox, o: outbox
    sa.Column("number", Id, nullable=False),  # the row's id there
    sa.Column("words", sa.Text, nullable=False),
    sa.UniqueConstraint("side", "number"),
    sa.Index("ix_search_lines_conversation_id", "conversation_id", "id"),
    sqlite_autoincrement=True,
)

# Whom a conversation is with: names, addresses, numbers of orders.
search_people = sa.Table(
    "search_people",
    metadata,
    sa.Column(
        "conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    sa.Column("words", sa.Text, nullable=False),
)

# How far the index has come in each source.
search_marks = sa.Table(
    "search_marks",
    metadata,
    sa.Column("source", sa.Text, primary_key=True),  # inbox | outbox | conversations | turn
    sa.Column("moment", Moment, nullable=False, server_default="0"),
    sa.Column("id", Id, nullable=False, server_default="0"),
)

tags = sa.Table(
    "tags",
    metadata,
    row_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, unique=True),  # the name without case and marks
    sa.Column("colour", sa.SmallInteger, nullable=False),  # 0 to 7
    sa.Column("made_by", Id),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("removed_at", Moment),  # taken away, or merged
    sa.Column("into_id", Id, sa.ForeignKey("tags.id")),  # the one it was merged into
    sqlite_autoincrement=True,
)

conversation_tags = sa.Table(
    "conversation_tags",
    metadata,
    of_conversation(),
    sa.Column("tag_id", Id, sa.ForeignKey("tags.id"), nullable=False),
    sa.Column("made_by", Id),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("via", Id),  # the tag it came with by a merge, so that this can be undone
    sa.PrimaryKeyConstraint("conversation_id", "tag_id"),
    sa.Index("ix_conversation_tags_tag_id", "tag_id", "conversation_id"),
)

# What an agent says of two conversations. A person is all that hang together by `same`; no message ever moves.
kinships = sa.Table(
    "kinships",
    metadata,
    row_id(),
    sa.Column("one_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),  # the lower id
    sa.Column("other_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("says", sa.Text, nullable=False),  # same | different
    sa.Column("agent_id", Id, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.UniqueConstraint("one_id", "other_id"),
    sa.Index("ix_kinships_other_id", "other_id"),
    sqlite_autoincrement=True,
)
