"""Who is due by lane and bot, so that every bot has its share of the turns."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

_WAKING = sa.text("wake_at IS NOT NULL")


def upgrade() -> None:
    """One index in place of another; an older process finds who is due by `ix_conversations_wake` meanwhile."""
    columns = ["lane", "channel", "wake_at"]
    op.create_index("ix_conversations_lanes", "conversations", columns, sqlite_where=_WAKING, postgresql_where=_WAKING)
    op.drop_index("ix_conversations_due", "conversations")
