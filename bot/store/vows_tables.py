"""The tables of working-time clocks and of calendar feeds: without them no report could say how long customers waited."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, of_conversation, partial, row_id

# A clock that runs while a customer waits for us. What happened stands in `stretches`; the figures are worked out from it by
# the team's calendar (bot/books/pace.py), because the database knows no working time.
clocks = sa.Table(
    "clocks",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("kind", sa.Text, nullable=False),  # first | next | closing
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("agent_id", Id),  # who ended it
    sa.Column("started_at", Moment, nullable=False),
    sa.Column("stretches", Json, nullable=False),  # [[from, to or null], ...] in ms
    sa.Column("ended_at", Moment),
    sa.Column("target_ms", Moment),  # working time allowed; NULL where there is no target
    sa.Column("took_ms", Moment),  # working time until the last stretch ended
    sa.Column("due_at", Moment),  # NULL while it rests, or has no target
    sa.Column("breached_at", Moment),
    sa.Column("review_at", Moment),  # when it is worked out next; 0: at once; NULL: not until something happens
    sa.Index("ix_clocks_conversation_id", "conversation_id", "kind"),
    sa.Index("ix_clocks_ended_at", "ended_at"),
    partial("ix_clocks_review", "review_at", where="review_at IS NOT NULL"),
    partial("ix_clocks_running", "due_at", where="ended_at IS NULL AND due_at IS NOT NULL"),
    sqlite_autoincrement=True,
)

# The last good copy of each calendar feed, so that one which falls silent changes nothing. The address itself may be a secret,
# and stands here as a digest only.
feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # SHA-256 of team and address
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("version", sa.Text, nullable=False),  # SHA-256 of the content
    sa.Column("read_at", Moment),  # when it was last read well
    sa.Column("tried_at", Moment, nullable=False),
    sa.Column("failure", sa.Text, nullable=False),  # empty: the last try went well
)
