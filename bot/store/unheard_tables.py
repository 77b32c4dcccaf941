"""What admins decided about messages that were not understood."""

import sqlalchemy as sa

from bot.store.tables import Id, Moment, metadata

# One a wording, by the digest of its text key: the message itself stands where it came in, and is not kept here.
unheard = sa.Table(
    "unheard",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("decision", sa.Text, nullable=False),  # accepted | ignored
    sa.Column("intent", sa.Text, nullable=False, server_default=""),
    sa.Column("flow", sa.Text, nullable=False, server_default=""),  # for a new intent: which flow is to begin with it
    sa.Column("lesson_id", Id, sa.ForeignKey("lessons.id", ondelete="SET NULL")),
    sa.Column("agent_id", Id, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_unheard_lesson_id", "lesson_id"),
    sa.Index("ix_unheard_at", "at"),
)
