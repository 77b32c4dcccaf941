"""The tables of invoices: numbers without gaps in their series, rows frozen as they were issued."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, partial

# The next number of each series; it is taken in the transaction that writes the invoice, so that none is lost.
invoice_series = sa.Table(
    "invoice_series",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),  # proforma | invoice | credit_note
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("next", sa.Integer, nullable=False),
)

# Sums are in hundredths of their currency. `snapshot` is the whole document as it was issued.
invoices = sa.Table(
    "invoices",
    metadata,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("place", sa.Integer, nullable=False),  # in its series
    sa.Column("state", sa.Text, nullable=False),  # open | part_paid | paid | overpaid | expired | void
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="SET NULL")),
    sa.Column("order_number", sa.Text, nullable=False, server_default=""),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("buyer_name", sa.Text, nullable=False),
    sa.Column("buyer_iban", sa.Text, nullable=False, server_default=""),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("total", sa.BigInteger, nullable=False),
    sa.Column("paid", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("reference", sa.Text, nullable=False, unique=True),
    sa.Column("issued_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("closed_at", Moment),
    sa.Column("follows", sa.Text, nullable=False, server_default=""),  # the proforma it was paid by, or the invoice it corrects
    sa.Column("after", sa.Text, nullable=False, server_default="nothing"),  # what follows payment: invoice | accounting | nothing
    sa.Column("zone", sa.Text, nullable=False, server_default="UTC"),  # the seller's, in which its days are counted
    sa.Column("reason", sa.Text, nullable=False, server_default=""),  # why it is void
    sa.Column("snapshot", Json, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),  # SHA-256 of the snapshot
    sa.Column("pdf", sa.Text, nullable=False, server_default=""),  # id of the document in the file store
    sa.Column("reminded", sa.Integer, nullable=False, server_default="0"),  # how many reminders went out
    sa.Column("restricted_at", Moment),  # since then the buyer is kept for the law alone, and not shown
    sa.UniqueConstraint("kind", "year", "place"),
    sa.Index("ix_invoices_order_number", "order_number"),
    sa.Index("ix_invoices_conversation_id", "conversation_id"),
    sa.Index("ix_invoices_issued_at", "issued_at"),
    # What may be suggested for a payment by its sum: the few that are partly paid are looked through.
    partial("ix_invoices_owed", "currency", "total", "issued_at", where="state = 'open'"),
    partial("ix_invoices_part_paid", "currency", where="state = 'part_paid'"),
    partial("ix_invoices_undrawn", "issued_at", where="pdf = '' AND kind <> 'proforma' AND conversation_id IS NOT NULL"),
    partial("ix_invoices_follows", "follows", where="follows <> ''"),
    partial("ix_invoices_open", "due_at", where="state IN ('open', 'part_paid')"),
)
