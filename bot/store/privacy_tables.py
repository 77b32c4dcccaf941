"""Whose data is gone, is to go, or must stay: without it a backup would bring back who was erased."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, partial, row_id

# Who was erased, as keyed hashes of addresses, e-mails and numbers, so that a backup that is put back is erased again.
erasures = sa.Table(
    "erasures",
    metadata,
    row_id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),  # the same in the list beside the database
    sa.Column("at", Moment, nullable=False),
    sa.Column("origin", sa.Text, nullable=False),  # command | console | customer | again
    sa.Column("user_id", Id),  # who erased; NULL: the command line, or the customer
    sa.Column("hashes", Json, nullable=False),  # ["chat:...", "email:...", "phone:..."]
    sa.Column("counts", Json, nullable=False),  # rows by table
    sa.Column("kept", Json, nullable=False),  # what stayed, why, until when: without a name
    sa.Index("ix_erasures_at", "at"),
    sqlite_autoincrement=True,
)

# What a platform may still deliver once more, as hashes: it must not begin the conversation anew.
erased_keys = sa.Table(
    "erased_keys",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("until", Moment, nullable=False),
    sa.Index("ix_erased_keys_until", "until"),
)

# What customers ask for about their data. It goes with the conversation.
privacy_requests = sa.Table(
    "privacy_requests",
    metadata,
    row_id(),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False),
    sa.Column("what", sa.Text, nullable=False),  # export | erase
    sa.Column("state", sa.Text, nullable=False),  # waiting | approved | done | refused | withdrawn
    sa.Column("asked_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),  # an erasure: not before; an export: by then
    sa.Column("look_at", Moment),  # when the clock does it; NULL: a person's word is waited for, or it is settled
    sa.Column("decided_by", Id),
    sa.Column("decided_at", Moment),
    sa.Column("why", sa.Text, nullable=False, server_default=""),  # of a refusal
    sa.Index("ix_privacy_requests_conversation_id", "conversation_id", "id"),
    partial("ix_privacy_requests_look", "look_at", where="look_at IS NOT NULL"),
    sqlite_autoincrement=True,
)

# A dispute or an audit stops every purge of what it is about.
legal_holds = sa.Table(
    "legal_holds",
    metadata,
    row_id(),
    sa.Column("about", sa.Text, nullable=False),  # invoice:202600012 | return:R-26-000001-K7RT | conversation:12
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("set_at", Moment, nullable=False),
    sa.Column("set_by", Id),  # NULL: the command line
    sa.Column("lifted_at", Moment),
    sa.Column("lifted_by", Id),
    sa.Index("ix_legal_holds_about", "about"),
    sqlite_autoincrement=True,
)
