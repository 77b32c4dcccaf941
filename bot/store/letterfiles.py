"""By which id a customer's messenger knows a file they sent: without it a picture would travel twice to where it already is."""

import sqlalchemy as sa

from bot.channels.port import Attachment
from bot.store import files
from bot.store.letters import decode
from bot.store.sql import Statement

_body = Statement("""SELECT kind, body FROM inbox WHERE id = :id AND kind = 'attachment'""")


def ref_of(connection: sa.Connection, inbox_id: int) -> str:
    """The messenger's own id of the file in this inbox row; empty where it is one of ours, or there is none."""
    row = _body(connection, id=inbox_id).one_or_none()
    body = decode(row.kind, row.body) if row is not None else None
    return body.ref if isinstance(body, Attachment) and not files.is_own(body.ref) else ""
