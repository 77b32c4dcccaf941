"""Returns, the money that goes back, the risk reserve, persons, one-time codes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "codes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("chat", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("last_try", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_codes")),
    )
    op.create_index("ix_codes_chat", "codes", ["chat", "made_at"], unique=False)
    op.create_index("ix_codes_scope", "codes", ["scope", "made_at"], unique=False)
    op.create_table(
        "persons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "reserve_alerts",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("mark", sa.SmallInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("year", "mark", name=op.f("pk_reserve_alerts")),
    )
    op.create_table(
        "reserves",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("captured", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("recovered", sa.BigInteger(), server_default="0", nullable=False),
        sa.CheckConstraint("held >= 0 AND captured >= recovered AND recovered >= 0", name="ck_reserves_sums"),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_reserves")),
    )
    op.create_table(
        "return_series",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_return_series")),
    )
    op.create_table(
        "arms",
        sa.Column("experiment", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("arm", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_arms_person_id")),
        sa.PrimaryKeyConstraint("experiment", "person_id", name=op.f("pk_arms")),
    )
    op.create_table(
        "person_keys",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_person_keys_person_id")),
        sa.PrimaryKeyConstraint("kind", "hash", name=op.f("pk_person_keys")),
    )
    op.create_index("ix_person_keys_person_id", "person_keys", ["person_id"], unique=False)
    op.create_table(
        "returns",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_number", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), server_default="", nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("details", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("claimed", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("bought_on", sa.Text(), server_default="", nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.Column("refund_to", sa.Text(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("goods", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("photo", sa.Text(), server_default="", nullable=False),
        sa.Column("photo_sha256", sa.Text(), server_default="", nullable=False),
        sa.Column("photo_dhash", sa.Text(), server_default="", nullable=False),
        sa.Column("photo_taken_at", sa.BigInteger(), nullable=True),
        sa.Column("arm", sa.Text(), server_default="", nullable=False),
        sa.Column("policy", sa.Text(), server_default="", nullable=False),
        sa.Column("points", sa.Integer(), server_default="0", nullable=False),
        sa.Column("signals", sa.Text(), server_default="{}", nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("drawn", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("refund_by", sa.BigInteger(), nullable=False),
        sa.Column("refunded_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("credit_note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_returns_conversation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_returns_person_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_returns")),
    )
    op.create_index("ix_returns_conversation_id", "returns", ["conversation_id"], unique=False)
    op.create_index("ix_returns_made_at", "returns", ["made_at", "number"], unique=False)
    op.create_index(
        "ix_returns_open",
        "returns",
        ["refunded_at"],
        unique=False,
        sqlite_where=sa.text("state = 'refunded'"),
        postgresql_where=sa.text("state = 'refunded'"),
    )
    op.create_index("ix_returns_order_number", "returns", ["order_number"], unique=False)
    op.create_index("ix_returns_person_id", "returns", ["person_id", "made_at"], unique=False)
    op.create_index(
        "ix_returns_photo",
        "returns",
        ["made_at"],
        unique=False,
        sqlite_where=sa.text("photo_sha256 <> ''"),
        postgresql_where=sa.text("photo_sha256 <> ''"),
    )
    op.create_table(
        "refunds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), server_default="", nullable=False),
        sa.Column("name", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("tries", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("exported_at", sa.BigInteger(), nullable=True),
        sa.Column("paid_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.Text(), server_default="", nullable=False),
        sa.Column("bank_reference", sa.Text(), server_default="", nullable=False),
        sa.Column("transaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["number"], ["returns.number"], name=op.f("fk_refunds_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refunds")),
        sa.UniqueConstraint("number", "attempt", name=op.f("uq_refunds_number_attempt")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_refunds_open",
        "refunds",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state NOT IN ('paid', 'failed', 'cancelled')"),
        postgresql_where=sa.text("state NOT IN ('paid', 'failed', 'cancelled')"),
    )
    op.create_index(
        "ix_refunds_shop",
        "refunds",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("way = 'shop' AND state IN ('pending', 'sending')"),
        postgresql_where=sa.text("way = 'shop' AND state IN ('pending', 'sending')"),
    )
    op.create_table(
        "reserve_entries",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["returns.number"], name=op.f("fk_reserve_entries_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reserve_entries")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reserve_entries_number", "reserve_entries", ["number", "id"], unique=False)
    op.create_table(
        "return_events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(["number"], ["returns.number"], name=op.f("fk_return_events_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_events")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_return_events_number", "return_events", ["number", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_return_events_number", table_name="return_events")
    op.drop_table("return_events")
    op.drop_index("ix_reserve_entries_number", table_name="reserve_entries")
    op.drop_table("reserve_entries")
    op.drop_index(
        "ix_refunds_shop",
        table_name="refunds",
        sqlite_where=sa.text("way = 'shop' AND state IN ('pending', 'sending')"),
        postgresql_where=sa.text("way = 'shop' AND state IN ('pending', 'sending')"),
    )
    op.drop_index(
        "ix_refunds_open",
        table_name="refunds",
        sqlite_where=sa.text("state NOT IN ('paid', 'failed', 'cancelled')"),
        postgresql_where=sa.text("state NOT IN ('paid', 'failed', 'cancelled')"),
    )
    op.drop_table("refunds")
    op.drop_index(
        "ix_returns_photo",
        table_name="returns",
        sqlite_where=sa.text("photo_sha256 <> ''"),
        postgresql_where=sa.text("photo_sha256 <> ''"),
    )
    op.drop_index("ix_returns_person_id", table_name="returns")
    op.drop_index("ix_returns_order_number", table_name="returns")
    op.drop_index(
        "ix_returns_open",
        table_name="returns",
        sqlite_where=sa.text("state = 'refunded'"),
        postgresql_where=sa.text("state = 'refunded'"),
    )
    op.drop_index("ix_returns_made_at", table_name="returns")
    op.drop_index("ix_returns_conversation_id", table_name="returns")
    op.drop_table("returns")
    op.drop_index("ix_person_keys_person_id", table_name="person_keys")
    op.drop_table("person_keys")
    op.drop_table("arms")
    op.drop_table("return_series")
    op.drop_table("reserves")
    op.drop_table("reserve_alerts")
    op.drop_table("persons")
    op.drop_index("ix_codes_scope", table_name="codes")
    op.drop_index("ix_codes_chat", table_name="codes")
    op.drop_table("codes")
