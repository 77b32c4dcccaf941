"""The tables of returns, of the money that goes back, of the risk reserve, and of persons as they are recognised."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, partial, row_id

# Somebody, by everything they were recognised by; two who turn out to be one are one from then on.
persons = sa.Table(
    "persons",
    metadata,
    row_id(),
    sa.Column("made_at", Moment, nullable=False),
    sqlite_autoincrement=True,
)

# Keyed hashes, never the things themselves.
person_keys = sa.Table(
    "person_keys",
    metadata,
    sa.Column("kind", sa.Text, primary_key=True),  # chat | phone | email | iban
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("person_id", Id, sa.ForeignKey("persons.id"), nullable=False),
    sa.Column("seen_at", Moment, nullable=False),
    sa.Index("ix_person_keys_person_id", "person_id"),
    sa.Index("ix_person_keys_hash", "hash"),
    sa.Index("ix_person_keys_seen_at", "seen_at"),
)

# The next number of each year; one row, which whoever opens a return holds first.
return_series = sa.Table(
    "return_series",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("next", sa.Integer, nullable=False),
)

# Sums are in hundredths of their currency. `claimed` is what the customer said, `amount` what is given.
returns = sa.Table(
    "returns",
    metadata,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="SET NULL")),
    sa.Column("person_id", Id, sa.ForeignKey("persons.id"), nullable=False),
    sa.Column("order_number", sa.Text, nullable=False, server_default=""),
    sa.Column("title", sa.Text, nullable=False, server_default=""),  # of the line; empty for the whole order
    sa.Column("basis", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("details", sa.Text, nullable=False, server_default=""),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # one of flows.shop.returns.STATES
    sa.Column("decision", sa.Text, nullable=False),  # auto | person
    sa.Column("decided_by", sa.Text, nullable=False, server_default=""),
    sa.Column("decided_at", Moment),
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("claimed", sa.BigInteger),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("bought_on", sa.Text, nullable=False, server_default=""),  # ISO day, as claimed
    sa.Column("remedy", sa.Text, nullable=False),
    sa.Column("refund_to", sa.Text, nullable=False),
    sa.Column("consent", sa.Boolean, nullable=False),
    sa.Column("goods", sa.Text, nullable=False),  # keep | bring | none
    sa.Column("proof", sa.Text, nullable=False),  # order | evidence | photo | none
    sa.Column("level", sa.SmallInteger, nullable=False),
    sa.Column("photo", sa.Text, nullable=False, server_default=""),  # id in the file store
    sa.Column("photo_sha256", sa.Text, nullable=False, server_default=""),
    sa.Column("photo_dhash", sa.Text, nullable=False, server_default=""),  # 16 hex digits
    sa.Column("photo_taken_at", Moment),
    sa.Column("arm", sa.Text, nullable=False, server_default=""),
    sa.Column("policy", sa.Text, nullable=False, server_default=""),  # which version of the limits it was judged by
    sa.Column("points", sa.Integer, nullable=False, server_default="0"),
    sa.Column("signals", Json, nullable=False, server_default="{}"),
    sa.Column("why", sa.Text, nullable=False, server_default=""),
    sa.Column("drawn", sa.Boolean, nullable=False),  # the reserve pays, not the law
    sa.Column("made_at", Moment, nullable=False),  # when it was acknowledged, too: at once
    sa.Column("refund_by", Moment, nullable=False),
    sa.Column("refunded_at", Moment),
    sa.Column("closed_at", Moment),
    sa.Column("credit_note", sa.Text, nullable=False, server_default=""),
    sa.Index("ix_returns_person_id", "person_id", "made_at"),
    sa.Index("ix_returns_order_number", "order_number"),
    sa.Index("ix_returns_conversation_id", "conversation_id"),
    sa.Index("ix_returns_made_at", "made_at", "number"),
    partial("ix_returns_photo_id", "photo", where="photo <> ''"),
    partial("ix_returns_pictured", "refunded_at", where="photo <> ''"),
    partial("ix_returns_photo", "made_at", where="photo_sha256 <> ''"),
    partial("ix_returns_open", "refunded_at", where="state = 'refunded'"),
    partial("ix_returns_title", "title", where="title <> ''"),
)

# Who did what to a return, from the first moment on; nothing here is ever changed.
return_events = sa.Table(
    "return_events",
    metadata,
    row_id(),
    sa.Column("number", sa.Text, sa.ForeignKey("returns.number"), nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("who", sa.Text, nullable=False),  # auto | customer | shop | bank | an agent's id
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # after it
    sa.Column("facts", Json, nullable=False, server_default="{}"),
    sa.Index("ix_return_events_number", "number", "id"),
    sqlite_autoincrement=True,
)

# Money on its way back: each attempt at a return once. The account is sealed (bot/store/sealed.py); `iban` is what older
# processes wrote, and empty once that is sealed.
refunds = sa.Table(
    "refunds",
    metadata,
    row_id(),
    sa.Column("number", sa.Text, sa.ForeignKey("returns.number"), nullable=False),
    sa.Column("attempt", sa.SmallInteger, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # waiting | pending | sending | exported | unclear | paid | failed | cancelled
    sa.Column("way", sa.Text, nullable=False),  # shop | transfer | credit | person
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("iban", sa.Text, nullable=False, server_default=""),
    sa.Column("name", sa.Text, nullable=False, server_default=""),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("next_at", Moment, nullable=False, server_default="0"),  # no try at the shop's software before
    sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("exported_at", Moment),
    sa.Column("paid_at", Moment),
    sa.Column("settled_by", sa.Text, nullable=False, server_default=""),  # shop | bank | auto | an agent's id
    sa.Column("bank_reference", sa.Text, nullable=False, server_default=""),
    sa.Column("transaction_id", Id),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("account", sa.Text, nullable=False, server_default=""),
    sa.Column("account_tag", sa.Text, nullable=False, server_default=""),
    sa.Column("account_shown", sa.Text, nullable=False, server_default=""),
    sa.UniqueConstraint("number", "attempt"),
    partial("ix_refunds_account_tag", "account_tag", where="account_tag <> ''"),
    partial("ix_refunds_open", "due_at", "id", where="state NOT IN ('paid', 'failed', 'cancelled')"),
    partial("ix_refunds_shop", "next_at", where="way = 'shop' AND state IN ('pending', 'sending')"),
    sa.Index("ix_refunds_due_at", "due_at", "id"),
    partial("ix_refunds_transaction_id", "transaction_id", where="transaction_id IS NOT NULL"),
    sqlite_autoincrement=True,
)

# A year's reserve; the entries below come to the same.
reserves = sa.Table(
    "reserves",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("budget", sa.BigInteger, nullable=False),
    sa.Column("held", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("captured", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("recovered", sa.BigInteger, nullable=False, server_default="0"),
    sa.CheckConstraint("held >= 0 AND captured >= recovered AND recovered >= 0", name="ck_reserves_sums"),
)

reserve_entries = sa.Table(
    "reserve_entries",
    metadata,
    row_id(),
    sa.Column("year", sa.Integer, nullable=False),
    sa.Column("number", sa.Text, sa.ForeignKey("returns.number"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # hold | capture | release | recover
    sa.Column("amount", sa.BigInteger, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_reserve_entries_number", "number", "id"),
    sa.Index("ix_reserve_entries_at", "at"),
    sqlite_autoincrement=True,
)

# Marks of the budget that were passed, each told once.
reserve_alerts = sa.Table(
    "reserve_alerts",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True),
    sa.Column("mark", sa.SmallInteger, primary_key=True),  # per cent
    sa.Column("at", Moment, nullable=False),
)

# Which arm of an experiment somebody is in, for good.
arms = sa.Table(
    "arms",
    metadata,
    sa.Column("experiment", sa.Text, primary_key=True),
    sa.Column("person_id", Id, sa.ForeignKey("persons.id"), primary_key=True),
    sa.Column("arm", sa.Text, nullable=False),  # control | trust
    sa.Column("at", Moment, nullable=False),
    sa.Column("contact", sa.Text, nullable=False, server_default=""),  # hash of the customer's e-mail, to find later orders by
    sa.Index("ix_arms_person_id", "person_id"),
)

# One-time codes, as keyed hashes; each for one chat and one order.
codes = sa.Table(
    "codes",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # the call that wanted it
    sa.Column("scope", sa.Text, nullable=False),  # hash of chat, order and purpose
    sa.Column("chat", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("person", sa.Text, nullable=False),  # whose it is, as in `bindings`
    sa.Column("state", sa.Text, nullable=False),  # made | sent | used
    sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("last_try", sa.Text, nullable=False, server_default=""),  # the call that did, so that a turn repeated counts once
    sa.Column("made_at", Moment, nullable=False),
    sa.Index("ix_codes_scope", "scope", "made_at"),
    sa.Index("ix_codes_chat", "chat", "made_at"),
    sa.Index("ix_codes_person", "person", "made_at"),
    sa.Index("ix_codes_made_at", "made_at"),
)
