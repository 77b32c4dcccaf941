"""The shop's Telegram group: where it is, which process looks after it, what keeps it from working."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.store.sql import Statement


@dataclass(frozen=True, slots=True)
class Desk:
    """The group of one bot; `chat` is where it is now, moments are ms since the epoch."""

    account: str
    configured: int
    chat: int
    cursor: int
    trouble: str
    again_at: int
    status_id: int


_FIELDS = "account, configured, chat, cursor, trouble, again_at, status_id"

_open = Statement(
    """INSERT INTO group_desks (account, configured, chat) VALUES (:account, :chat, :chat)
    ON CONFLICT (account) DO UPDATE SET configured = excluded.configured, chat = excluded.chat, status_id = 0, trouble = '',
      again_at = 0, cursor = 0
    WHERE group_desks.configured <> excluded.configured"""
)
_one = Statement(f"""SELECT {_FIELDS} FROM group_desks WHERE account = :account""")  # noqa: S608 - column names of our own
_lead = Statement(
    f"""UPDATE group_desks SET holder = :holder, lease_until = :until
    WHERE account = :account AND (holder = :holder OR lease_until <= :now) RETURNING {_FIELDS}"""  # noqa: S608 - own names
)
_resign = Statement("""UPDATE group_desks SET lease_until = 0 WHERE account = :account AND holder = :holder""")
_read_to = Statement("""UPDATE group_desks SET cursor = :cursor WHERE account = :account""")
_move = Statement("""UPDATE group_desks SET chat = :chat, status_id = 0, trouble = '', again_at = 0 WHERE account = :account""")
_move_topics = Statement("""UPDATE group_topics SET chat = :new WHERE chat = :old AND account = :account""")
_move_notices = Statement("""UPDATE notices SET place = :new WHERE way = 'group' AND place = :old AND state = 'queued'""")
_rest = Statement("""UPDATE group_desks SET again_at = :until WHERE account = :account""")
_trouble = Statement(
    """UPDATE group_desks SET trouble = :trouble, again_at = :until WHERE account = :account AND (trouble = '') = :fresh
    RETURNING account"""
)
_well = Statement(
    """UPDATE group_desks SET trouble = '', again_at = 0 WHERE account = :account AND trouble <> '' RETURNING account"""
)
_status = Statement("""UPDATE group_desks SET status_id = :id WHERE account = :account""")


def open_(connection: sa.Connection, account: str, chat: int) -> None:
    """The settings say that this bot's group is there. Where it has moved to since is kept until the settings change."""
    _open(connection, account=account, chat=chat).close()


def one(connection: sa.Connection, account: str) -> Desk | None:
    """The group of this bot, None where it has none."""
    row = _one(connection, account=account).one_or_none()
    return Desk(*row) if row is not None else None


def lead(connection: sa.Connection, account: str, holder: str, now: int, until: int) -> Desk | None:
    """Look after the group until then, alone; None while another process does."""
    row = _lead(connection, account=account, holder=holder, now=now, until=until).one_or_none()
    return Desk(*row) if row is not None else None


def resign(connection: sa.Connection, account: str, holder: str) -> None:
    """Let another process look after it at once."""
    _resign(connection, account=account, holder=holder).close()


def read_to(connection: sa.Connection, account: str, cursor: int) -> None:
    """What changed up to this moment has been read."""
    _read_to(connection, account=account, cursor=cursor).close()


def move(connection: sa.Connection, account: str, old: int, new: int) -> None:
    """The group has another number from now on; its topics keep theirs."""
    _move(connection, account=account, chat=new).close()
    _move_topics(connection, account=account, old=old, new=new).close()
    _move_notices(connection, old=str(old), new=str(new)).close()


def rest(connection: sa.Connection, account: str, until: int) -> None:
    """Telegram says to wait."""
    _rest(connection, account=account, until=until).close()


def trouble(connection: sa.Connection, account: str, why: str, until: int) -> bool:
    """The group cannot be written to; it is tried again then. True where that is news."""
    if _trouble(connection, account=account, trouble=why, until=until, fresh=True).scalar() is not None:
        return True
    _trouble(connection, account=account, trouble=why, until=until, fresh=False).close()
    return False


def well(connection: sa.Connection, account: str) -> bool:
    """It can be written to; True where that is news."""
    return _well(connection, account=account).scalar() is not None


def status(connection: sa.Connection, account: str, message: int) -> None:
    """Which message says how many wait."""
    _status(connection, account=account, id=message).close()
