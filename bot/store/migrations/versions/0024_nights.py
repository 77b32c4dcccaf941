"""Indexes for what a night's purge looks for piece by piece, so that a piece does not cost a walk through the whole table."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_PICTURED = sa.text("photo <> ''")


def upgrade() -> None:
    """Four indexes, and nothing that an older process would miss."""
    op.create_index("ix_surveys_made_at", "surveys", ["made_at"])
    op.create_index("ix_bank_transactions_booked_on", "bank_transactions", ["booked_on"])
    for name, column in (("ix_returns_photo_id", "photo"), ("ix_returns_pictured", "refunded_at")):
        op.create_index(name, "returns", [column], sqlite_where=_PICTURED, postgresql_where=_PICTURED)
