"""Who is due by lane and bot, and apart from them the turns in hand and those that failed: each is found among any number."""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_FRESH, _TRIED = sa.text("wake_at IS NOT NULL AND attempts = 0"), sa.text("attempts > 0")


def upgrade() -> None:
    """Two indexes beside `ix_conversations_lanes`, which processes of the version before go on using; a later one drops it."""
    columns = ["lane", "channel", "wake_at"]
    op.create_index("ix_conversations_fresh", "conversations", columns, sqlite_where=_FRESH, postgresql_where=_FRESH)
    op.create_index("ix_conversations_again", "conversations", ["wake_at"], sqlite_where=_TRIED, postgresql_where=_TRIED)
