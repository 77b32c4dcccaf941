"""What reports count of turns, score cards of conversations, and indexes by the moments that reports ask for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def _of_conversation(table: str, *, key: bool = False) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    name = f"fk_{table}_conversation_id"
    reference = sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=name, ondelete="CASCADE")
    return sa.Column("conversation_id", Id, nullable=False, primary_key=key), reference


def _of_sample(table: str) -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    reference = sa.ForeignKeyConstraint(["sample_id"], ["samples.id"], name=f"fk_{table}_sample_id", ondelete="CASCADE")
    return sa.Column("sample_id", Id, nullable=False), reference


def upgrade() -> None:
    _marks()
    _reading()
    came, agents = sa.text("kind IN ('text', 'press', 'attachment', 'contact')"), sa.text("author = 'agent'")
    op.create_index("ix_inbox_came", "inbox", ["arrived_at", "conversation_id"], sqlite_where=came, postgresql_where=came)
    op.create_index(
        "ix_outbox_agents", "outbox", ["created_at", "agent_id", "conversation_id"], sqlite_where=agents, postgresql_where=agents
    )
    op.create_index("ix_tickets_opened_at", "tickets", ["opened_at"])
    op.create_index("ix_reserve_entries_at", "reserve_entries", ["at"])


def _marks() -> None:
    column, reference = _of_conversation("run_marks")
    op.create_table(
        "run_marks", column,
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        reference, sa.PrimaryKeyConstraint("conversation_id", "run", "what", "flow", "step", name="pk_run_marks"),
    )  # fmt: skip
    op.create_index("ix_run_marks_at", "run_marks", ["what", "at"])
    column, reference = _of_conversation("misses")
    op.create_table(
        "misses", sa.Column("id", Id, autoincrement=True, nullable=False), column,
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        reference, sa.PrimaryKeyConstraint("id", name="pk_misses"), sqlite_autoincrement=True,
    )  # fmt: skip
    op.create_index("ix_misses_at", "misses", ["at"])
    op.create_index("ix_misses_conversation_id", "misses", ["conversation_id"])


def _reading() -> None:
    op.create_table(
        "samples", sa.Column("id", Id, autoincrement=True, nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.BigInteger(), nullable=False),
        sa.Column("until_at", sa.BigInteger(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("drawn_from", sa.Integer(), nullable=False),
        sa.Column("made_by", Id, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_samples"), sqlite_autoincrement=True,
    )  # fmt: skip
    column, reference = _of_conversation("sample_items")
    op.create_table(
        "sample_items", *_of_sample("sample_items"), column, reference,
        sa.Column("place", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sample_id", "conversation_id", name="pk_sample_items"),
    )  # fmt: skip
    op.create_index("ix_sample_items_conversation_id", "sample_items", ["conversation_id"])
    column, reference = _of_conversation("score_cards")
    op.create_table(
        "score_cards", *_of_sample("score_cards"), column, reference,
        sa.Column("reader_id", Id, nullable=False),
        *(sa.Column(name, sa.SmallInteger(), nullable=False) for name in ("understood", "correct", "tone", "solved")),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sample_id", "conversation_id", "reader_id", name="pk_score_cards"),
    )  # fmt: skip
    op.create_index("ix_score_cards_conversation_id", "score_cards", ["conversation_id"])
