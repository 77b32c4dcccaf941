"""How the conversation tests of a draft came out."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, row_id

# The tests held once with a set. A row that is not ended and was not seen for a while is of a process that is no more.
trials = sa.Table(
    "trials",
    metadata,
    row_id(),
    sa.Column("flows", sa.Text, nullable=False),  # the set's hash
    sa.Column("tests", sa.Text, nullable=False),  # a hash of the files of tests
    sa.Column("user_id", Id, nullable=False),
    sa.Column("begun_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("done", sa.Integer, nullable=False, server_default="0"),
    sa.Column("failed", sa.Integer, nullable=False, server_default="0"),
    sa.Column("report", Json, nullable=False, server_default=""),  # failures with their lines, and coverage
    sa.Index("ix_trials_flows", "flows"),
    sqlite_autoincrement=True,
)
