"""Accounts of refunds sealed, beside the plain ones that an older process still writes."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for name in ("account", "account_tag", "account_shown"):
        op.add_column("refunds", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.create_index(
        "ix_refunds_account_tag", "refunds", ["account_tag"], unique=False,
        sqlite_where=sa.text("account_tag <> ''"), postgresql_where=sa.text("account_tag <> ''"),
    )  # fmt: skip
