"""Every table: without it no statement would have anything to stand on. Moments are ms since the epoch, JSON is text."""

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")
Moment = sa.BigInteger
Json = sa.Text


def row_id() -> sa.Column[int]:
    """A number of its own for each row, rising."""
    return sa.Column("id", Id, primary_key=True, autoincrement=True)


def of_conversation() -> sa.Column[int]:
    """Whose it is; it goes with the conversation."""
    return sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False)


def partial(name: str, *columns: str, where: str) -> sa.Index:
    """An index over some rows only."""
    return sa.Index(name, *columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


# A customer on a channel: the dialogue's state, who has the floor, and when the bot must look at it next.
conversations = sa.Table(
    "conversations",
    metadata,
    row_id(),
    sa.Column("channel", sa.Text, nullable=False),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False, server_default=""),
    sa.Column("language", sa.Text, nullable=False, server_default=""),
    sa.Column("locale", sa.Text, nullable=False, server_default=""),  # the messenger's interface language, a hint
    sa.Column("email", sa.Text, nullable=False, server_default=""),  # where to reach them when the channel's window is closed
    sa.Column("reachable", sa.Boolean, nullable=False, server_default=sa.true()),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("changed_at", Moment, nullable=False),  # strictly rising, so that it also tells two versions apart
    sa.Column("last_in_at", Moment),
    # the floor
    sa.Column("owner", sa.Text, nullable=False, server_default="bot"),  # bot | queue | agent
    sa.Column("agent_id", Id),
    sa.Column("floor", sa.Integer, nullable=False, server_default="0"),
    sa.Column("team", sa.Text, nullable=False, server_default=""),
    sa.Column("due_at", Moment),  # the promise by which the queue is sorted
    sa.Column("rank", sa.BigInteger, nullable=False, server_default="0"),  # minus the customer's value, for those equally due
    sa.Column("closed_at", Moment),
    # the customer's wait; 0 is never
    sa.Column("waits_since", Moment, nullable=False, server_default="0"),  # for people: in the queue, or for who has it
    sa.Column("told_at", Moment, nullable=False, server_default="0"),  # the agent was warned, or the customer offered another way
    sa.Column("snoozed_until", Moment, nullable=False, server_default="0"),  # put aside by who has it
    sa.Column("look_at", Moment, nullable=False, server_default="0"),  # when the clock of the desk looks at it next
    sa.Column("served_by", Id),  # the agent who answered last
    sa.Column("reopen_until", Moment, nullable=False, server_default="0"),  # until then the next message goes to who served last
    # the mailbox
    sa.Column("state", Json, nullable=False, server_default=""),
    sa.Column("timers", Json, nullable=False, server_default="{}"),  # {name: moment}; wake_at is their minimum
    sa.Column("arrived", sa.Integer, nullable=False, server_default="0"),
    sa.Column("heard", sa.Integer, nullable=False, server_default="0"),  # `arrived` when the turn in hand was first leased
    sa.Column("wake_at", Moment),
    sa.Column("lane", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("turn", sa.Integer, nullable=False, server_default="0"),
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("lease_token", sa.Text, nullable=False, server_default=""),
    sa.Column("lease_until", Moment, nullable=False, server_default="0"),
    sa.UniqueConstraint("channel", "address"),
    sa.Index("ix_conversations_changed_at", "changed_at"),
    partial("ix_conversations_lanes", "lane", "channel", "wake_at", where="wake_at IS NOT NULL"),  # the version before uses it
    partial("ix_conversations_fresh", "lane", "channel", "wake_at", where="wake_at IS NOT NULL AND attempts = 0"),
    partial("ix_conversations_wake", "wake_at", where="wake_at IS NOT NULL"),
    partial("ix_conversations_again", "wake_at", where="attempts > 0"),
    partial("ix_conversations_queue", "due_at", "rank", "waits_since", "id", where="owner = 'queue'"),
    partial("ix_conversations_queue_team", "owner", "team", "due_at", "rank", "waits_since", "id", where="owner = 'queue'"),
    partial("ix_conversations_snoozed", "agent_id", "snoozed_until", "id", where="snoozed_until > 0"),
    partial("ix_conversations_look", "look_at", where="look_at > 0"),
    partial("ix_conversations_agent", "agent_id", "changed_at", where="owner = 'agent'"),
    partial("ix_conversations_closed", "changed_at", where="closed_at IS NOT NULL"),
    sqlite_autoincrement=True,
)

# Whatever wants a conversation's attention, each once.
inbox = sa.Table(
    "inbox",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
    sa.Column("arrived_at", Moment, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    sa.Column("position", sa.BigInteger, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("turn", sa.Integer),  # the turn that read it
    sa.UniqueConstraint("account", "kind", "key"),
    sa.Index("ix_inbox_conversation_id", "conversation_id", "id"),
    partial("ix_inbox_unread", "conversation_id", where="turn IS NULL"),
    partial("ix_inbox_came", "arrived_at", "conversation_id", where="kind IN ('text', 'press', 'attachment', 'contact')"),
    sqlite_autoincrement=True,
)

# What is said to a customer, in order, and how it went; notes among agents stand here too, already done.
outbox = sa.Table(
    "outbox",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("turn", sa.Integer),
    sa.Column("kind", sa.Text, nullable=False),  # talk | fact | agent | note | system
    sa.Column("author", sa.Text, nullable=False),  # bot | agent | note | system
    sa.Column("agent_id", Id),
    sa.Column("floor", sa.Integer, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("asks", sa.Text, nullable=False, server_default=""),
    sa.Column("says", sa.Text, nullable=False, server_default=""),  # the ids of its wordings, with spaces between
    sa.Column("lane", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("send_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # queued | sending | sent | seen | failed | unknown | owed | dropped
    sa.Column("open", sa.Boolean, nullable=False),  # the conversation's next message waits for this one
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("lease_token", sa.Text, nullable=False, server_default=""),
    sa.Column("lease_until", Moment, nullable=False, server_default="0"),
    sa.Column("message_id", sa.Text, nullable=False, server_default=""),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    sa.Column("settled_at", Moment),
    sa.Column("way", sa.Text, nullable=False, server_default=""),  # by which it went: channel | template | email | later | person
    sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false()),  # its author may take it back until `send_at`
    sa.UniqueConstraint("key"),
    sa.Index("ix_outbox_conversation_id", "conversation_id", "id"),
    partial("ix_outbox_queued", "lane", "send_at", where="state = 'queued'"),
    partial("ix_outbox_open", "conversation_id", "id", where="open"),
    partial("ix_outbox_leased", "lease_until", where="open AND state IN ('sending', 'unknown')"),
    partial("ix_outbox_owed", "conversation_id", where="state = 'owed'"),
    partial("ix_outbox_owed_since", "settled_at", where="state = 'owed'"),
    partial("ix_outbox_agents", "created_at", "agent_id", "conversation_id", where="author = 'agent'"),
    partial("ix_outbox_stuck", "settled_at", "id", where="state IN ('unknown', 'failed') AND NOT open"),
    sqlite_autoincrement=True,
)

# What each turn read and did, so that it can be explained and replayed.
turns = sa.Table(
    "turns",
    metadata,
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Column("record", Json, nullable=False),
)

# Effects outside (refund, coupon): done after the turn, once by their key.
calls = sa.Table(
    "calls",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    of_conversation(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("arguments", Json, nullable=False),
    sa.Column("digest", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # waiting | started | done | failed | unclear
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("lease_until", Moment, nullable=False, server_default="0"),
    sa.Column("lease_token", sa.Text, nullable=False, server_default=""),
    sa.Column("result", Json, nullable=False, server_default=""),
    partial("ix_calls_due", "due_at", where="state IN ('waiting', 'started')"),
    sa.Index("ix_calls_conversation_id", "conversation_id"),
)

tickets = sa.Table(
    "tickets",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("team", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),  # asked | unsure | flow | failure | outside | transferred | reopened
    sa.Column("summary", sa.Text, nullable=False, server_default=""),
    sa.Column("opened_at", Moment, nullable=False),
    sa.Column("due_at", Moment),
    sa.Column("state", sa.Text, nullable=False),  # open | taken | closed | left
    sa.Column("agent_id", Id),
    sa.Column("answered_at", Moment),  # a person's first words
    sa.Column("closed_at", Moment),
    sa.Column("topic", sa.Text, nullable=False, server_default=""),  # the flow in whose midst it came up
    sa.Index("ix_tickets_conversation_id", "conversation_id"),
    sa.Index("ix_tickets_opened_at", "opened_at"),
)

promises = sa.Table(
    "promises",
    metadata,
    row_id(),
    of_conversation(),
    sa.Column("what", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # as it was said to the customer
    sa.Column("made_by", sa.Text, nullable=False),  # bot, or the agent's e-mail
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("state", sa.Text, nullable=False),  # open | kept | renewed | broken
    sa.Column("successor_id", Id),
    sa.Column("renewal", sa.Boolean, nullable=False, server_default=sa.false()),  # of another, so not renewed again
    sa.Column("warn_at", Moment, nullable=False),  # the desk is warned
    sa.Column("renew_at", Moment, nullable=False),  # an honest renewal goes out
    sa.Column("review_at", Moment),  # when the keeper looks at it next; NULL for what he does not look after
    sa.Column("warned_at", Moment),
    sa.Column("settled_at", Moment),
    sa.Column("about", sa.Text, nullable=False, server_default=""),  # which return, approval ... of several it is about
    sa.Column("agent_id", Id),  # the person who promised
    sa.Index("ix_promises_conversation_id", "conversation_id"),
    partial("ix_promises_open", "due_at", where="state = 'open'"),
    partial("ix_promises_review", "review_at", where="state = 'open'"),
    partial("ix_promises_settled", "state", "settled_at", where="state IN ('kept', 'broken')"),
)

users = sa.Table(
    "users",
    metadata,
    row_id(),
    sa.Column("email", sa.Text, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),  # agent | supervisor | admin
    sa.Column("password", sa.Text, nullable=False),  # argon2; empty until an invitation is accepted
    sa.Column("languages", sa.Text, nullable=False, server_default=""),
    sa.Column("locale", sa.Text, nullable=False, server_default=""),  # of the console; empty: the browser's
    sa.Column("preferences", Json, nullable=False, server_default="{}"),
    sa.Column("disabled", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("created_at", Moment, nullable=False),
)

sessions = sa.Table(
    "sessions",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),  # HMAC of the token; the token itself is nowhere
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("seen_at", Moment, nullable=False, server_default="0"),
    sa.Column("device", sa.Text, nullable=False, server_default=""),  # in words: Firefox, Windows
    sa.Column("address", sa.Text, nullable=False, server_default=""),  # shortened: 203.0.113.x
    sa.Index("ix_sessions_user_id", "user_id"),
)

visitors = sa.Table(
    "visitors",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("digest", sa.Text, nullable=False, unique=True),  # SHA-256 of the visitor's secret
    sa.Column("origin", sa.Text, nullable=False, server_default=""),  # keyed hash of the address it was opened from
    sa.Column("created_at", Moment, nullable=False),
)

files = sa.Table(
    "files",
    metadata,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE")),
    sa.Column("sha256", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("mime", sa.Text, nullable=False),
    sa.Column("content", sa.LargeBinary, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Index("ix_files_conversation_id", "conversation_id"),
)

orders = sa.Table(
    "orders",
    metadata,
    sa.Column("number", sa.Text, primary_key=True),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("placed_at", Moment, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("phone", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Index("ix_orders_email", "email"),
    sa.Index("ix_orders_phone", "phone"),
    sa.Index("ix_orders_placed_at", "placed_at"),
)

guesses = sa.Table(
    "guesses",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),  # the call that guessed wrong, so that a repeated turn counts once
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("at", Moment, nullable=False),
    sa.Index("ix_guesses_scope", "scope", "at"),
)

# Which conversation has proved to be whose: a person stands as a keyed hash of the e-mail or phone that was proved.
bindings = sa.Table(
    "bindings",
    metadata,
    sa.Column("chat", sa.Text, primary_key=True),
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("until", Moment, nullable=False),
    sa.Index("ix_bindings_person", "person"),
)

# Flow sets by their hash, so that a dialogue goes on with the set it began with, whatever is published meanwhile.
flow_sets = sa.Table(
    "flow_sets",
    metadata,
    sa.Column("hash", sa.Text, primary_key=True),
    sa.Column("sources", Json, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
)

# Small facts of the installation: the key secrets of which only one may exist, the last event seen of a page.
facts = sa.Table(
    "facts",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
