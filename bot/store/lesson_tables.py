"""What people made of messages: phrases for training, with the message each comes from."""

import sqlalchemy as sa

from bot.store.tables import Id, Moment, metadata, row_id

# A phrase that a person took from a message and edited; it holds no personal data, so it outlives the conversation.
lessons = sa.Table(
    "lessons",
    metadata,
    row_id(),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("intent", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("inbox_id", Id, sa.ForeignKey("inbox.id", ondelete="SET NULL")),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="SET NULL")),
    sa.Column("agent_id", Id, nullable=False),
    sa.Column("made_at", Moment, nullable=False),
    sa.UniqueConstraint("language", "text"),
    sa.Index("ix_lessons_inbox_id", "inbox_id"),
    sa.Index("ix_lessons_conversation_id", "conversation_id"),
    sqlite_autoincrement=True,
)
