"""Which flow sets were published, by whom and why, and which are withdrawn."""

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
