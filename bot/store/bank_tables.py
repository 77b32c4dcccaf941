"""The tables of the bank: files taken in, transactions each once, which invoice each cent went to, and what came too much."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, partial, row_id

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
    sa.Column("source", sa.Text, nullable=False),  # the format it was told in first
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("booked_on", sa.Text, nullable=False),  # ISO day
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("payer_name", sa.Text, nullable=False),
    sa.Column("payer_iban", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("reference", sa.Text, nullable=False),
    sa.Column("end_to_end", sa.Text, nullable=False),
    sa.Column("bank_reference", sa.Text, nullable=False),
    sa.Column("entry", sa.Text, nullable=False),  # the bank's reference of the batch it is a part of
    sa.Column("reversal", sa.Boolean, nullable=False),
    sa.Column("reverses", Id),  # the transaction it takes back
    # matched | suggested | doubt | unmatched | set_aside | reversed | takes_back | refund | outgoing | split
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("suggestions", Json, nullable=False, server_default="[]"),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_by", Id),
    sa.Column("decided_at", Moment),
    sa.Column("imported_at", Moment, nullable=False),
    sa.Index("ix_bank_transactions_state", "state", "id"),
    sa.Index("ix_bank_transactions_booked_on", "booked_on"),
    sa.Index("ix_bank_transactions_amount", "amount", "currency"),
    partial("ix_bank_transactions_bank_reference", "bank_reference", where="bank_reference <> ''"),
    partial("ix_bank_transactions_end_to_end", "end_to_end", where="end_to_end <> ''"),
    partial("ix_bank_transactions_reverses", "reverses", where="reverses IS NOT NULL"),
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

# What came above what was owed: the customer's until a person has given it back or used it.
overpayments = sa.Table(
    "overpayments",
    metadata,
    row_id(),
    sa.Column("transaction_id", Id, sa.ForeignKey("bank_transactions.id"), nullable=False, unique=True),
    sa.Column("invoice", sa.Text, sa.ForeignKey("invoices.number"), nullable=False),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="SET NULL")),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # asked | refund | keep | settled | void
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("wished_at", Moment),
    sa.Column("settled_by", Id),
    sa.Column("settled_at", Moment),
    sa.Column("note", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_overpayments_state", "state", "id"),
    sa.Index("ix_overpayments_invoice", "invoice"),
    sa.Index("ix_overpayments_conversation_id", "conversation_id"),
    sqlite_autoincrement=True,
)
