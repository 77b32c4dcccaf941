"""What reports count of turns, and score cards of conversations that were read for their quality."""

import sqlalchemy as sa

from bot.store.tables import Id, Moment, metadata, of_conversation, row_id

# Which way a flow's run went, each mark once: begun, what was asked, how it ended. Kept beside the turn's record, which is long.
run_marks = sa.Table(
    "run_marks",
    metadata,
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("run", sa.Integer, primary_key=True),
    sa.Column("what", sa.Text, primary_key=True),  # one of bot.store.marks.WAY
    sa.Column("flow", sa.Text, primary_key=True),  # of a question or way that of its step, which may be one that was called
    sa.Column("step", sa.Text, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_run_marks_at", "what", "at"),
)

# Each time the bot did not know what was meant.
misses = sa.Table(
    "misses",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("turn", sa.Integer, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("what", sa.Text, nullable=False),  # one of bot.store.marks.MISSES
    sa.Column("flow", sa.Text, nullable=False),  # empty where nothing was asked
    sa.Column("step", sa.Text, nullable=False),
    sa.Index("ix_misses_at", "at"),
    sa.Index("ix_misses_conversation_id", "conversation_id"),
    sqlite_autoincrement=True,
)

# Conversations drawn by lot to be read: the same seed of the same time draws the same.
samples = sa.Table(
    "samples",
    metadata,
    row_id(),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("since_at", Moment, nullable=False),
    sa.Column("until_at", Moment, nullable=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("drawn_from", sa.Integer, nullable=False),  # how many conversations there were
    sa.Column("made_by", Id, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

sample_items = sa.Table(
    "sample_items",
    metadata,
    sa.Column("sample_id", Id, sa.ForeignKey("samples.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("place", sa.Integer, nullable=False),
    sa.Index("ix_sample_items_conversation_id", "conversation_id"),
)

# What a reader thinks of a conversation; 1 to 4, each a word. A reader has one card a conversation and may change it.
score_cards = sa.Table(
    "score_cards",
    metadata,
    sa.Column("sample_id", Id, sa.ForeignKey("samples.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("reader_id", Id, primary_key=True),
    sa.Column("understood", sa.SmallInteger, nullable=False),
    sa.Column("correct", sa.SmallInteger, nullable=False),
    sa.Column("tone", sa.SmallInteger, nullable=False),
    sa.Column("solved", sa.SmallInteger, nullable=False),
    sa.Column("comment", sa.Text, nullable=False, server_default=""),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_score_cards_conversation_id", "conversation_id"),
)
