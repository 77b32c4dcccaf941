"""The tables of who waits for the shop, until it answers or an order moves, and of what was done at the built-in one."""

import sqlalchemy as sa

from bot.store.tables import Id, Moment, metadata, of_conversation, row_id

# What was done at the built-in shop, once by its key: orders cancelled, refunds owed, notes, coupons. Amounts in hundredths.
shop_deeds = sa.Table(
    "shop_deeds",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("ability", sa.Text, nullable=False),
    sa.Column("about", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("amount", sa.BigInteger),
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Index("ix_shop_deeds_about", "about", "at"),
    sa.Index(
        "ix_shop_deeds_coupon", "about", unique=True, sqlite_where=sa.text("ability = 'issue_coupon'"),
        postgresql_where=sa.text("ability = 'issue_coupon'"),
    ),
)  # fmt: skip

# Conversations whose shop did not answer: asked again at `due_at`, until it does or `until` is over.
shop_waits = sa.Table(
    "shop_waits",
    metadata,
    sa.Column(
        "conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("tries", sa.Integer, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Index("ix_shop_waits_due_at", "due_at"),
)

# Who wants to hear when an order moves: `state` and `late` are what the customer knows already.
watchers = sa.Table(
    "watchers",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("late", sa.Boolean, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("until", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.UniqueConstraint("conversation_id", "number"),
    sa.Index("ix_watchers_number", "number"),
    sa.Index("ix_watchers_due_at", "due_at"),
    sqlite_autoincrement=True,
)

# What the shop's software has told of changed orders, once by the delivery's own id.
order_changes = sa.Table(
    "order_changes",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_order_changes_at", "at"),
)
