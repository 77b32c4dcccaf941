"""Which flow sets were published, by whom and why, and which are withdrawn."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, row_id

# Each publication, for ever. `follows` is the one before it (0: none), so that of two at once only one can be the next.
editions = sa.Table(
    "editions",
    metadata,
    row_id(),
    sa.Column("follows", Id, nullable=False),
    sa.Column("hash", sa.Text, sa.ForeignKey("flow_sets.hash"), nullable=False),
    sa.Column("base", sa.Text, nullable=False, server_default=""),  # the set that was in use before
    sa.Column("at", Moment, nullable=False),
    sa.Column("who", Id),  # NULL: the command line, or the program at its start
    sa.Column("origin", sa.Text, nullable=False),  # files | command | studio | settings | rollback
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("urgent", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("corrected", Json, nullable=False, server_default="{}"),  # of an urgent one: ids of changed wordings, by language
    sa.Column("passed_by", sa.Text, nullable=False, server_default=""),  # why it was published without its gates
    sa.UniqueConstraint("follows"),
    sa.Index("ix_editions_hash", "hash", "id"),
    sqlite_autoincrement=True,
)

# Sets nobody may go on with. One that is published again after its withdrawal is in use as any other.
withdrawals = sa.Table(
    "withdrawals",
    metadata,
    row_id(),
    sa.Column("hash", sa.Text, sa.ForeignKey("flow_sets.hash"), nullable=False),
    sa.Column("edition_id", Id, sa.ForeignKey("editions.id"), nullable=False),  # the newest at that moment
    sa.Column("at", Moment, nullable=False),
    sa.Column("who", Id),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_withdrawals_hash", "hash"),
    sa.Index("ix_withdrawals_edition_id", "edition_id"),
    sqlite_autoincrement=True,
)
