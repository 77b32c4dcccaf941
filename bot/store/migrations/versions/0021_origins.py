"""From where a web chat was opened, as a keyed hash: guesses at orders are counted by it."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One column; visitors from before have none."""
    op.add_column("visitors", sa.Column("origin", sa.Text, nullable=False, server_default=""))
