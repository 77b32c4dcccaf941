"""Who waits for the shop, and what was done at the built-in one."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.execute("UPDATE orders SET email = lower(email)")  # found by its index from now on
    op.create_table(
        "order_changes",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_order_changes")),
    )
    op.create_index("ix_order_changes_at", "order_changes", ["at"], unique=False)
    op.create_table(
        "shop_deeds",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ability", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_shop_deeds")),
    )
    op.create_index("ix_shop_deeds_about", "shop_deeds", ["about", "at"], unique=False)
    op.create_index(
        "ix_shop_deeds_coupon",
        "shop_deeds",
        ["about"],
        unique=True,
        sqlite_where=sa.text("ability = 'issue_coupon'"),
        postgresql_where=sa.text("ability = 'issue_coupon'"),
    )
    op.create_table(
        "shop_waits",
        sa.Column("conversation_id", _ID, autoincrement=False, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_shop_waits_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_shop_waits")),
    )
    op.create_index("ix_shop_waits_due_at", "shop_waits", ["due_at"], unique=False)
    op.create_table(
        "watchers",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("conversation_id", _ID, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_watchers_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watchers")),
        sa.UniqueConstraint("conversation_id", "number", name=op.f("uq_watchers_conversation_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_watchers_due_at", "watchers", ["due_at"], unique=False)
    op.create_index("ix_watchers_number", "watchers", ["number"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_watchers_number", table_name="watchers")
    op.drop_index("ix_watchers_due_at", table_name="watchers")
    op.drop_table("watchers")
    op.drop_index("ix_shop_waits_due_at", table_name="shop_waits")
    op.drop_table("shop_waits")
    op.drop_index(
        "ix_shop_deeds_coupon",
        table_name="shop_deeds",
        sqlite_where=sa.text("ability = 'issue_coupon'"),
        postgresql_where=sa.text("ability = 'issue_coupon'"),
    )
    op.drop_index("ix_shop_deeds_about", table_name="shop_deeds")
    op.drop_table("shop_deeds")
    op.drop_index("ix_order_changes_at", table_name="order_changes")
    op.drop_table("order_changes")
