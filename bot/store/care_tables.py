"""The tables that look after people: coupons, call-backs, surveys, who is blocked."""

import sqlalchemy as sa

from bot.store.tables import Id, Moment, metadata, of_conversation, partial, row_id


def _once_of_conversation() -> sa.Column[int]:
    """Whose it was; the row outlives the conversation, without it."""
    return sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="SET NULL"))


# What a year has given from each purse: raised by a conditional update, so that nobody overspends it.
coupon_years = sa.Table(
    "coupon_years",
    metadata,
    sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("purse", sa.Text, primary_key=True),  # goodwill | loyalty | credit
    sa.Column("given", sa.BigInteger, nullable=False, server_default="0"),  # hundredths
)

coupons = sa.Table(
    "coupons",
    metadata,
    row_id(),
    _once_of_conversation(),
    sa.Column("code", sa.Text, nullable=False, unique=True),
    sa.Column("case_key", sa.Text, nullable=False, unique=True),  # one case is made good once
    sa.Column("person", sa.Text, nullable=False),  # a keyed hash
    sa.Column("kind", sa.Text, nullable=False),  # goodwill | agent | loyalty | credit
    sa.Column("why", sa.Text, nullable=False),  # late | lost | promise | wrong_item | other | loyalty | return
    sa.Column("amount", sa.BigInteger, nullable=False),  # hundredths
    sa.Column("minimum", sa.BigInteger, nullable=False),  # hundredths
    sa.Column("currency", sa.Text, nullable=False),
    sa.Column("year", sa.Integer, nullable=False),  # whose budget it drew on
    sa.Column("state", sa.Text, nullable=False),  # new | active | used | expired | void
    sa.Column("made_by", sa.Text, nullable=False),  # rule, or the agent's id
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("starts_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("try_at", Moment, nullable=False),  # when the shop's software is told of a new one
    sa.Column("order_number", sa.Text, nullable=False, server_default=""),  # where it was used
    sa.Column("used_at", Moment),
    sa.Index("ix_coupons_person", "person", "made_at"),
    sa.Index("ix_coupons_conversation_id", "conversation_id"),
    sa.Index("ix_coupons_made_by", "made_by", "made_at"),
    partial("ix_coupons_new", "try_at", where="state = 'new'"),
    partial("ix_coupons_active", "expires_at", where="state = 'active'"),
    sqlite_autoincrement=True,
)

callbacks = sa.Table(
    "callbacks",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),  # E.164
    sa.Column("at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),  # called by then, or the promise is broken
    sa.Column("remind_at", Moment, nullable=False),
    sa.Column("look_at", Moment),  # when the clock asks for something next
    sa.Column("state", sa.Text, nullable=False),  # agreed | due | done | unreached | missed | cancelled
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("agent_id", Id),
    sa.Column("settled_at", Moment),
    sa.Index("ix_callbacks_conversation_id", "conversation_id", "id"),
    partial("ix_callbacks_open", "conversation_id", where="state IN ('agreed', 'due')"),
    sa.Index("ix_callbacks_at", "team", "at"),
    sa.Index("ix_callbacks_state", "state", "at", "id"),
    partial("ix_callbacks_look", "look_at", where="look_at IS NOT NULL"),
    sqlite_autoincrement=True,
)

surveys = sa.Table(
    "surveys",
    metadata,
    row_id(),
    _once_of_conversation(),
    sa.Column("case_key", sa.Text, nullable=False, unique=True),
    sa.Column("person", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),  # csat | ces | nps
    sa.Column("about", sa.Text, nullable=False),  # case, or what was promised and kept
    sa.Column("state", sa.Text, nullable=False),  # planned | asked | answered | expired | dropped
    sa.Column("score", sa.SmallInteger),
    sa.Column("comment", sa.Text, nullable=False, server_default=""),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("ask_at", Moment, nullable=False),
    sa.Column("asked_at", Moment),
    sa.Column("answered_at", Moment),
    sa.Index("ix_surveys_person", "person", "made_at"),
    sa.Index("ix_surveys_made_at", "made_at"),
    sa.Index("ix_surveys_conversation_id", "conversation_id"),
    sa.Index("ix_surveys_asked_at", "asked_at"),
    partial("ix_surveys_planned", "ask_at", where="state = 'planned'"),
    partial("ix_surveys_asked", "asked_at", where="state = 'asked'"),
    sqlite_autoincrement=True,
)

# Who is not answered any more; the dialogue knows it too, this is for people.
blocks = sa.Table(
    "blocks",
    metadata,
    sa.Column(
        "conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("agent_id", Id, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

# What a conversation's customer is worth, as last estimated.
customer_values = sa.Table(
    "customer_values",
    metadata,
    sa.Column(
        "conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    ),
    sa.Column("orders", sa.Integer, nullable=False),
    sa.Column("paid", sa.BigInteger, nullable=False),  # hundredths
    sa.Column("value", sa.BigInteger, nullable=False),  # hundredths
    sa.Column("at", Moment, nullable=False),
)
