"""What admins have changed in flows and wording and not published yet, how it stood before, and who has which file open."""

import sqlalchemy as sa

from bot.store.tables import Id, Moment, metadata, row_id

# A file of the draft that is not as it is published. A file that has no row is.
draft_files = sa.Table(
    "draft_files",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),  # scripts/greet.yml
    sa.Column("text", sa.Text),  # NULL: the draft has no such file
    sa.Column("base", sa.Text),  # what was published when it was changed; NULL: there was no such file
    sa.Column("changed_at", Moment, nullable=False),
    sa.Column("changed_by", Id),  # NULL: the program put it together with what was published meanwhile
)

# How a file of the draft stood, and whoever wrote it; what one person writes within minutes is one row.
draft_versions = sa.Table(
    "draft_versions",
    metadata,
    row_id(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("what", sa.Text, nullable=False),  # written | removed | discarded | joined | published
    sa.Column("text", sa.Text),
    sa.Column("began_at", Moment, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("user_id", Id),
    sa.Index("ix_draft_versions_name", "name", "id"),
    sa.Index("ix_draft_versions_at", "at"),
    sqlite_autoincrement=True,
)

# Who has a file open. A row counts until its moment passes, whatever became of the tab.
draft_looks = sa.Table(
    "draft_looks",
    metadata,
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("tab", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("seen_until", Moment, nullable=False),
    sa.PrimaryKeyConstraint("user_id", "tab"),
)
