"""Replays of past conversations through a draft, and what came out."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, row_id

# A row that is not ended and was not seen for a while is of a process that is no more.
replays = sa.Table(
    "replays",
    metadata,
    row_id(),
    sa.Column("flows", sa.Text, nullable=False),  # the draft's hash
    sa.Column("base", sa.Text, nullable=False),  # that of the set in use then
    sa.Column("user_id", Id, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("report", Json, nullable=False, server_default=""),  # counts and groups with a few conversations each
    sa.Index("ix_replays_flows", "flows"),
    sqlite_autoincrement=True,
)
