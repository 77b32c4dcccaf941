"""Who is here and who may take how much: without it assignment would know neither people nor their hours."""

import sqlalchemy as sa

from bot.store.tables import Id, Moment, metadata

# What somebody is at the desk, beyond signing in. No row: every team, no particular skill, the shop's own capacity.
desk_people = sa.Table(
    "desk_people",
    metadata,
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("teams", sa.Text, nullable=False, server_default=""),
    sa.Column("skills", sa.Text, nullable=False, server_default=""),
    sa.Column("capacity", sa.Integer, nullable=False, server_default="0"),  # 0: the shop's own
)

# Whether somebody is here: `chosen` by themselves, `state` what it comes to, which the clock of the desk keeps true.
presence = sa.Table(
    "presence",
    metadata,
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("chosen", sa.Text, nullable=False),  # here | away | off
    sa.Column("state", sa.Text, nullable=False),  # here | away | off
    sa.Column("seen_at", Moment, nullable=False),  # a page of theirs was heard of
    sa.Column("active_at", Moment, nullable=False),  # somebody used it
    sa.Column("changed_at", Moment, nullable=False),  # when `state` changed
)
