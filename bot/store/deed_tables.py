"""The tables of what was entered into the books, and of what waits for a person's decision."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, of_conversation, partial, row_id

# The result of every entry in the books by the key of the call that wanted it, so that a repeated try finds it.
deeds = sa.Table(
    "deeds",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("result", Json, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# Decisions asked of people inside a flow: frozen as they were shown.
approvals = sa.Table(
    "approvals",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("flow", sa.Text, nullable=False),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("summary", sa.Text, nullable=False),
    sa.Column("fields", Json, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open | approved | rejected | expired
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("decided_by", Id),
    sa.Column("decided_at", Moment),
    sa.Column("decided_fields", Json, nullable=False),
    sa.UniqueConstraint("conversation_id", "key"),
    partial("ix_approvals_open", "due_at", "id", where="state = 'open'"),
    partial("ix_approvals_approved", "flow", "decided_at", where="state = 'approved'"),
    sqlite_autoincrement=True,
)
