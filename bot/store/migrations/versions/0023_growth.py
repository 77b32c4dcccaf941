"""Indexes for look-ups that went through a whole table, so that each costs the same however long a shop has traded."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_WHOLE = (
    ("ix_person_keys_hash", "person_keys", ["hash"]),
    ("ix_person_keys_seen_at", "person_keys", ["seen_at"]),
    ("ix_refunds_due_at", "refunds", ["due_at", "id"]),
    ("ix_arms_person_id", "arms", ["person_id"]),
    ("ix_codes_person", "codes", ["person", "made_at"]),
    ("ix_codes_made_at", "codes", ["made_at"]),
    ("ix_overpayments_conversation_id", "overpayments", ["conversation_id"]),
    ("ix_notices_user_id", "notices", ["user_id"]),
    ("ix_joins_user_id", "joins", ["user_id"]),
)
_SOME = (
    ("ix_conversations_queue_team", "conversations", ["owner", "team", "due_at", "rank", "waits_since", "id"], "owner = 'queue'"),
    ("ix_returns_title", "returns", ["title"], "title <> ''"),
    ("ix_refunds_transaction_id", "refunds", ["transaction_id"], "transaction_id IS NOT NULL"),
    ("ix_approvals_approved", "approvals", ["flow", "decided_at"], "state = 'approved'"),
)


def upgrade() -> None:
    """Thirteen indexes, and nothing that an older process would miss."""
    for name, table, columns in _WHOLE:
        op.create_index(name, table, columns)
    for name, table, columns, where in _SOME:
        op.create_index(name, table, columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))

