"""Entries in the books, decisions of people, invoices, the bank."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_files",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("fresh", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_bank_files")),
    )
    op.create_table(
        "bank_transactions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("identity", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("booked_on", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("payer_name", sa.Text(), nullable=False),
        sa.Column("payer_iban", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("end_to_end", sa.Text(), nullable=False),
        sa.Column("bank_reference", sa.Text(), nullable=False),
        sa.Column("entry", sa.Text(), nullable=False),
        sa.Column("reversal", sa.Boolean(), nullable=False),
        sa.Column("reverses", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.Column("suggestions", sa.Text(), server_default="[]", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("imported_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_transactions")),
        sa.UniqueConstraint("identity", name=op.f("uq_bank_transactions_identity")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_bank_transactions_amount", "bank_transactions", ["amount", "currency"], unique=False)
    op.create_index(
        "ix_bank_transactions_bank_reference",
        "bank_transactions",
        ["bank_reference"],
        unique=False,
        sqlite_where=sa.text("bank_reference <> ''"),
        postgresql_where=sa.text("bank_reference <> ''"),
    )
    op.create_index(
        "ix_bank_transactions_end_to_end",
        "bank_transactions",
        ["end_to_end"],
        unique=False,
        sqlite_where=sa.text("end_to_end <> ''"),
        postgresql_where=sa.text("end_to_end <> ''"),
    )
    op.create_index(
        "ix_bank_transactions_reverses",
        "bank_transactions",
        ["reverses"],
        unique=False,
        sqlite_where=sa.text("reverses IS NOT NULL"),
        postgresql_where=sa.text("reverses IS NOT NULL"),
    )
    op.create_index("ix_bank_transactions_state", "bank_transactions", ["state", "id"], unique=False)
    op.create_table(
        "deeds",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_deeds")),
    )
    op.create_table(
        "invoice_series",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "year", name=op.f("pk_invoice_series")),
    )
    op.create_table(
        "approvals",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_approvals_conversation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approvals")),
        sa.UniqueConstraint("conversation_id", "key", name=op.f("uq_approvals_conversation_id_key")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_approvals_open",
        "approvals",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "invoices",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("order_number", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("buyer_name", sa.Text(), nullable=False),
        sa.Column("buyer_iban", sa.Text(), server_default="", nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("paid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("follows", sa.Text(), server_default="", nullable=False),
        sa.Column("after", sa.Text(), server_default="nothing", nullable=False),
        sa.Column("zone", sa.Text(), server_default="UTC", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("pdf", sa.Text(), server_default="", nullable=False),
        sa.Column("reminded", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_invoices_conversation_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_invoices")),
        sa.UniqueConstraint("kind", "year", "place", name=op.f("uq_invoices_kind_year_place")),
        sa.UniqueConstraint("reference", name=op.f("uq_invoices_reference")),
    )
    op.create_index("ix_invoices_conversation_id", "invoices", ["conversation_id"], unique=False)
    op.create_index("ix_invoices_issued_at", "invoices", ["issued_at"], unique=False)
    op.create_index(
        "ix_invoices_open",
        "invoices",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('open', 'part_paid')"),
        postgresql_where=sa.text("state IN ('open', 'part_paid')"),
    )
    op.create_index("ix_invoices_order_number", "invoices", ["order_number"], unique=False)
    op.create_index(
        "ix_invoices_owed",
        "invoices",
        ["currency", "total", "issued_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_invoices_part_paid",
        "invoices",
        ["currency"],
        unique=False,
        sqlite_where=sa.text("state = 'part_paid'"),
        postgresql_where=sa.text("state = 'part_paid'"),
    )
    op.create_index(
        "ix_invoices_undrawn",
        "invoices",
        ["issued_at"],
        unique=False,
        sqlite_where=sa.text("pdf = '' AND kind <> 'proforma' AND conversation_id IS NOT NULL"),
        postgresql_where=sa.text("pdf = '' AND kind <> 'proforma' AND conversation_id IS NOT NULL"),
    )
    op.create_index(
        "ix_invoices_follows",
        "invoices",
        ["follows"],
        unique=False,
        sqlite_where=sa.text("follows <> ''"),
        postgresql_where=sa.text("follows <> ''"),
    )
    op.create_table(
        "allocations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("transaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("agent_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"], name=op.f("fk_allocations_invoice")),
        sa.ForeignKeyConstraint(["transaction_id"], ["bank_transactions.id"], name=op.f("fk_allocations_transaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocations")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_allocations_invoice", "allocations", ["invoice"], unique=False)
    op.create_index("ix_allocations_transaction_id", "allocations", ["transaction_id"], unique=False)
    op.create_table(
        "overpayments",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("transaction_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice", sa.Text(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("wished_at", sa.BigInteger(), nullable=True),
        sa.Column("settled_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_overpayments_conversation_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["invoice"], ["invoices.number"], name=op.f("fk_overpayments_invoice")),
        sa.ForeignKeyConstraint(["transaction_id"], ["bank_transactions.id"], name=op.f("fk_overpayments_transaction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overpayments")),
        sa.UniqueConstraint("transaction_id", name=op.f("uq_overpayments_transaction_id")),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_overpayments_invoice", "overpayments", ["invoice"], unique=False)
    op.create_index("ix_overpayments_state", "overpayments", ["state", "id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_overpayments_state", table_name="overpayments")
    op.drop_index("ix_overpayments_invoice", table_name="overpayments")
    op.drop_table("overpayments")
    op.drop_index("ix_allocations_transaction_id", table_name="allocations")
    op.drop_index("ix_allocations_invoice", table_name="allocations")
    op.drop_table("allocations")
    op.drop_index(
        "ix_invoices_part_paid",
        table_name="invoices",
        sqlite_where=sa.text("state = 'part_paid'"),
        postgresql_where=sa.text("state = 'part_paid'"),
    )
    op.drop_index(
        "ix_invoices_owed",
        table_name="invoices",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index(
        "ix_invoices_follows",
        table_name="invoices",
        sqlite_where=sa.text("follows <> ''"),
        postgresql_where=sa.text("follows <> ''"),
    )
    op.drop_index(
        "ix_invoices_undrawn",
        table_name="invoices",
        sqlite_where=sa.text("pdf = '' AND kind <> 'proforma' AND conversation_id IS NOT NULL"),
        postgresql_where=sa.text("pdf = '' AND kind <> 'proforma' AND conversation_id IS NOT NULL"),
    )
    op.drop_index("ix_invoices_order_number", table_name="invoices")
    op.drop_index(
        "ix_invoices_open",
        table_name="invoices",
        sqlite_where=sa.text("state IN ('open', 'part_paid')"),
        postgresql_where=sa.text("state IN ('open', 'part_paid')"),
    )
    op.drop_index("ix_invoices_issued_at", table_name="invoices")
    op.drop_index("ix_invoices_conversation_id", table_name="invoices")
    op.drop_table("invoices")
    op.drop_index(
        "ix_approvals_open",
        table_name="approvals",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_table("approvals")
    op.drop_table("invoice_series")
    op.drop_table("deeds")
    op.drop_index("ix_bank_transactions_state", table_name="bank_transactions")
    op.drop_index(
        "ix_bank_transactions_reverses",
        table_name="bank_transactions",
        sqlite_where=sa.text("reverses IS NOT NULL"),
        postgresql_where=sa.text("reverses IS NOT NULL"),
    )
    op.drop_index(
        "ix_bank_transactions_end_to_end",
        table_name="bank_transactions",
        sqlite_where=sa.text("end_to_end <> ''"),
        postgresql_where=sa.text("end_to_end <> ''"),
    )
    op.drop_index(
        "ix_bank_transactions_bank_reference",
        table_name="bank_transactions",
        sqlite_where=sa.text("bank_reference <> ''"),
        postgresql_where=sa.text("bank_reference <> ''"),
    )
    op.drop_index("ix_bank_transactions_amount", table_name="bank_transactions")
    op.drop_table("bank_transactions")
    op.drop_table("bank_files")
