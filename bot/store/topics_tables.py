"""The desk away from the console: whose Telegram account is whose, the group's topics, and what its people are told."""

import sqlalchemy as sa

from bot.store.tables import Id, Json, Moment, metadata, of_conversation, partial, row_id

# Which Telegram account belongs to which person of the shop; nobody else's words count in the group.
telegram_links = sa.Table(
    "telegram_links",
    metadata,
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("telegram_id", sa.BigInteger, nullable=False, unique=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("linked_at", Moment, nullable=False),
    sa.Column("snoozed_until", Moment, nullable=False, server_default="0"),  # no alerts before
)

# The code by which somebody shows that a Telegram account is theirs; once, for a while.
telegram_codes = sa.Table(
    "telegram_codes",
    metadata,
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    sa.Column("digest", sa.Text, nullable=False, unique=True),
    sa.Column("expires_at", Moment, nullable=False),
)

# The group itself: where it is now, who looks after it, and how far what changed was read.
group_desks = sa.Table(
    "group_desks",
    metadata,
    sa.Column("account", sa.Text, primary_key=True),
    sa.Column("configured", sa.BigInteger, nullable=False),  # what the settings say
    sa.Column("chat", sa.BigInteger, nullable=False),  # where it has moved since
    sa.Column("holder", sa.Text, nullable=False, server_default=""),
    sa.Column("lease_until", Moment, nullable=False, server_default="0"),
    sa.Column("cursor", Moment, nullable=False, server_default="0"),
    sa.Column("trouble", sa.Text, nullable=False, server_default=""),
    sa.Column("again_at", Moment, nullable=False, server_default="0"),  # not before, whatever waits
    sa.Column("status_id", sa.BigInteger, nullable=False, server_default="0"),  # the message that says how many wait
)

# One topic a conversation. It outlives the conversation until it is deleted in the group as well.
group_topics = sa.Table(
    "group_topics",
    metadata,
    row_id(),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="SET NULL"), unique=True),
    sa.Column("chat", sa.BigInteger, nullable=False),
    sa.Column("thread", sa.BigInteger),  # NULL: not made yet, or deleted by somebody
    sa.Column("making_until", Moment, nullable=False, server_default="0"),  # it is being made; nobody tries before
    sa.Column("name", sa.Text, nullable=False, server_default=""),
    sa.Column("icon", sa.Text, nullable=False, server_default=""),
    sa.Column("closed", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.Column("came", sa.BigInteger, nullable=False, server_default="0"),  # inbox ids up to here need no second look
    sa.Column("went", sa.BigInteger, nullable=False, server_default="0"),  # the same of the outbox
    sa.Column("floor", sa.Integer, nullable=False, server_default="-1"),  # the floor that was told last
    sa.Column("doubt", sa.Boolean, nullable=False, server_default=sa.false()),  # the last post may be missing
    sa.Column("keyboard", sa.BigInteger, nullable=False, server_default="0"),  # the message with the buttons
    sa.Column("version", Moment, nullable=False, server_default="0"),  # of the conversation, when it was looked at
    sa.Column("dirty", sa.Boolean, nullable=False, server_default=sa.true()),  # something is to be shown
    sa.Column("since", Moment, nullable=False),  # for how long it has been waiting to be shown
    sa.Column("served_at", Moment, nullable=False, server_default="0"),  # whoever was served last comes last
    sa.Column("rank", sa.SmallInteger, nullable=False, server_default="1"),  # 0: the customer's words wait
    sa.Column("rest_until", Moment, nullable=False, server_default="0"),  # not before
    sa.Index("ix_group_topics_thread", "chat", "thread"),
    partial("ix_group_topics_dirty", "rank", "served_at", where="dirty"),
    sqlite_autoincrement=True,
)

# Which lines of a conversation stand in its topic, so that none is shown twice: `i12` and `o34` as in a history, `o34!` what went
# wrong with it. A long one has pieces; -1 is the whole.
group_lines = sa.Table(
    "group_lines",
    metadata,
    of_conversation(),
    sa.Column("line", sa.Text, nullable=False),
    sa.Column("piece", sa.SmallInteger, nullable=False),
    sa.Column("notice_id", Id),
    sa.Column("message_id", sa.BigInteger, nullable=False, server_default="0"),
    sa.PrimaryKeyConstraint("conversation_id", "line", "piece"),
    sa.Index("ix_group_lines_notice_id", "notice_id"),
)

# What people did in the group, each once, in the order in which it came.
group_updates = sa.Table(
    "group_updates",
    metadata,
    row_id(),
    sa.Column("account", sa.Text, nullable=False),
    sa.Column("key", sa.Text, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("body", Json, nullable=False),
    sa.Column("arrived_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("tries", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("done_at", Moment),
    sa.UniqueConstraint("account", "key"),
    partial("ix_group_updates_new", "id", where="done_at IS NULL"),
    sa.Index("ix_group_updates_arrived_at", "arrived_at"),
    sqlite_autoincrement=True,
)

# What the desk tells its own people, each once by its key, and how it went.
notices = sa.Table(
    "notices",
    metadata,
    row_id(),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),  # post | answer | waiting | at_risk | broken | unknown | stopped | silence | ...
    sa.Column("way", sa.Text, nullable=False),  # group | private | email
    sa.Column("conversation_id", Id, sa.ForeignKey("conversations.id", ondelete="CASCADE")),
    sa.Column("user_id", Id, sa.ForeignKey("users.id", ondelete="CASCADE")),
    sa.Column("place", sa.Text, nullable=False, server_default=""),  # a chat's id, or an e-mail address
    sa.Column("thread", sa.BigInteger),
    sa.Column("reply_to", sa.BigInteger),
    sa.Column("subject", sa.Text, nullable=False, server_default=""),
    sa.Column("text", sa.Text, nullable=False, server_default=""),  # empty for a post: its words stand in the conversation
    sa.Column("buttons", Json, nullable=False, server_default="[]"),
    sa.Column("state", sa.Text, nullable=False),  # queued | sending | sent | unknown | failed | dropped
    sa.Column("attempts", sa.SmallInteger, nullable=False, server_default="0"),
    sa.Column("made_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("lease_until", Moment, nullable=False, server_default="0"),
    sa.Column("began_at", Moment),  # when the request was made; the pace is kept by it
    sa.Column("settled_at", Moment),
    sa.Column("message_id", sa.BigInteger, nullable=False, server_default="0"),
    sa.Column("reason", sa.Text, nullable=False, server_default=""),
    partial("ix_notices_queued", "way", "due_at", where="state = 'queued'"),
    partial("ix_notices_sending", "lease_until", where="state = 'sending'"),
    sa.Index("ix_notices_conversation_id", "conversation_id"),
    sa.Index("ix_notices_began_at", "way", "began_at"),
    sa.Index("ix_notices_made_at", "made_at"),
    sa.Index("ix_notices_user_id", "user_id"),
    sqlite_autoincrement=True,
)
