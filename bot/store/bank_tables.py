"""The tables of the bank: files taken in, transactions each once, and which invoice each cent went to."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, row_id

bank_files = sa.Table(
    "bank_files",
    metadata,
    sa.Column("sha256", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("format", sa.Text, nullable=False),
    sa.Column("imported_at", Moment, nullable=False),
    sa.Column("found", sa.Integer, nullable=False),
    sa.Column("fresh", sa.Integer, nullable=False),
)

# A movement on the shop's account, once by `identity`, whichever file it came in. `amount` in hundredths, debits negative.
bank_transactions = sa.Table(
    "bank_transactions",
    metadata,
    row_id(),
    sa.Column("identity", sa.Text, nullable=False, unique=True),
    sa.Column("file", sa.Text, nullable=False),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("booked_on", sa.Text, nullable=False),  # ISO day
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("payer_name", sa.Text, nullable=False),
    sa.Column("payer_iban", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("bank_reference", sa.Text, nullable=False),
    sa.Column("reversal", sa.Boolean, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # matched | suggested | unmatched | set_aside | reversed | refund
    sa.Column("suggestions", Json, nullable=False, server_default="[]"),
    sa.Column("imported_at", Moment, nullable=False),
    sa.Index("ix_bank_transactions_state", "state", "id"),
    sqlite_autoincrement=True,
)

# Which invoice a transaction paid, and how much; what is taken back again is a row of its own, below zero.
allocations = sa.Table(
    "allocations",
    metadata,
    row_id(),
    sa.Column("transaction_id", Id, sa.ForeignKey("bank_transactions.id"), nullable=False),
    sa.Column("invoice", sa.Text, sa.ForeignKey("invoices.number"), nullable=False),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("how", sa.Text, nullable=False),  # reference | number | order | several | person | reversal
    sa.Column("agent_id", Id),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_allocations_invoice", "invoice"),
    sa.Index("ix_allocations_transaction_id", "transaction_id"),
    sqlite_autoincrement=True,
)
