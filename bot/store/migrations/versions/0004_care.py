"""Coupons, call-backs, surveys, who is blocked, and the order of the queue among those equally due."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "coupon_years",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("purse", sa.Text(), nullable=False),
        sa.Column("given", sa.BigInteger(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("year", "purse", name=op.f("pk_coupon_years")),
    )
    op.create_table(
        "blocks",
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_blocks_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_blocks")),
    )
    op.create_table(
        "callbacks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("remind_at", sa.BigInteger(), nullable=False),
        sa.Column("look_at", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_callbacks_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_callbacks_at", "callbacks", ["team", "at"], unique=False)
    op.create_index(
        "ix_callbacks_look",
        "callbacks",
        ["look_at"],
        unique=False,
        sqlite_where=sa.text("look_at IS NOT NULL"),
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.create_index(
        "ix_callbacks_open",
        "callbacks",
        ["conversation_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('agreed', 'due')"),
        postgresql_where=sa.text("state IN ('agreed', 'due')"),
    )
    op.create_index("ix_callbacks_state", "callbacks", ["state", "at", "id"], unique=False)
    op.create_table(
        "coupons",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("try_at", sa.BigInteger(), nullable=False),
        sa.Column("order_number", sa.Text(), server_default="", nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_coupons_conversation_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coupons")),
        sa.UniqueConstraint("case_key", name=op.f("uq_coupons_case_key")),
        sa.UniqueConstraint("code", name=op.f("uq_coupons_code")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_coupons_active",
        "coupons",
        ["expires_at"],
        unique=False,
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.create_index("ix_coupons_conversation_id", "coupons", ["conversation_id"], unique=False)
    op.create_index("ix_coupons_made_by", "coupons", ["made_by", "made_at"], unique=False)
    op.create_index(
        "ix_coupons_new",
        "coupons",
        ["try_at"],
        unique=False,
        sqlite_where=sa.text("state = 'new'"),
        postgresql_where=sa.text("state = 'new'"),
    )
    op.create_index("ix_coupons_person", "coupons", ["person", "made_at"], unique=False)
    op.create_table(
        "customer_values",
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("orders", sa.Integer(), nullable=False),
        sa.Column("paid", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_customer_values_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_customer_values")),
    )
    op.create_table(
        "surveys",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("case_key", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("score", sa.SmallInteger(), nullable=True),
        sa.Column("comment", sa.Text(), server_default="", nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("ask_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_surveys_conversation_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_surveys")),
        sa.UniqueConstraint("case_key", name=op.f("uq_surveys_case_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_surveys_asked",
        "surveys",
        ["asked_at"],
        unique=False,
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.create_index("ix_surveys_asked_at", "surveys", ["asked_at"], unique=False)
    op.create_index("ix_surveys_conversation_id", "surveys", ["conversation_id"], unique=False)
    op.create_index("ix_surveys_person", "surveys", ["person", "made_at"], unique=False)
    op.create_index(
        "ix_surveys_planned",
        "surveys",
        ["ask_at"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.add_column("conversations", sa.Column("rank", sa.BigInteger(), server_default="0", nullable=False))
    op.drop_index("ix_conversations_queue", table_name="conversations")
    op.create_index(
        "ix_conversations_queue",
        "conversations",
        ["due_at", "rank", "id"],
        unique=False,
        sqlite_where=sa.text("owner = 'queue'"),
        postgresql_where=sa.text("owner = 'queue'"),
    )
    op.create_index(
        "ix_promises_settled",
        "promises",
        ["state", "settled_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('kept', 'broken')"),
        postgresql_where=sa.text("state IN ('kept', 'broken')"),
    )


def downgrade() -> None:
    op.drop_index(
        "ix_promises_settled",
        table_name="promises",
        sqlite_where=sa.text("state IN ('kept', 'broken')"),
        postgresql_where=sa.text("state IN ('kept', 'broken')"),
    )
    op.drop_index(
        "ix_conversations_queue",
        table_name="conversations",
        sqlite_where=sa.text("owner = 'queue'"),
        postgresql_where=sa.text("owner = 'queue'"),
    )
    op.create_index(
        "ix_conversations_queue",
        "conversations",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("owner = 'queue'"),
        postgresql_where=sa.text("owner = 'queue'"),
    )
    op.drop_column("conversations", "rank")
    op.drop_index(
        "ix_surveys_planned",
        table_name="surveys",
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.drop_index("ix_surveys_person", table_name="surveys")
    op.drop_index("ix_surveys_conversation_id", table_name="surveys")
    op.drop_index("ix_surveys_asked_at", table_name="surveys")
    op.drop_index(
        "ix_surveys_asked",
        table_name="surveys",
        sqlite_where=sa.text("state = 'asked'"),
        postgresql_where=sa.text("state = 'asked'"),
    )
    op.drop_table("surveys")
    op.drop_table("customer_values")
    op.drop_index("ix_coupons_person", table_name="coupons")
    op.drop_index(
        "ix_coupons_new", table_name="coupons", sqlite_where=sa.text("state = 'new'"), postgresql_where=sa.text("state = 'new'")
    )
    op.drop_index("ix_coupons_made_by", table_name="coupons")
    op.drop_index("ix_coupons_conversation_id", table_name="coupons")
    op.drop_index(
        "ix_coupons_active",
        table_name="coupons",
        sqlite_where=sa.text("state = 'active'"),
        postgresql_where=sa.text("state = 'active'"),
    )
    op.drop_table("coupons")
    op.drop_index("ix_callbacks_state", table_name="callbacks")
    op.drop_index(
        "ix_callbacks_open",
        table_name="callbacks",
        sqlite_where=sa.text("state IN ('agreed', 'due')"),
        postgresql_where=sa.text("state IN ('agreed', 'due')"),
    )
    op.drop_index(
        "ix_callbacks_look",
        table_name="callbacks",
        sqlite_where=sa.text("look_at IS NOT NULL"),
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )
    op.drop_index("ix_callbacks_at", table_name="callbacks")
    op.drop_table("callbacks")
    op.drop_table("blocks")
    op.drop_table("coupon_years")
