"""A shop with something of everything that a restore must not do twice."""

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.store import facts, orders, people, schema
from flows.shop.demo import demo_orders

SECRET = "0123456789abcdef0123456789abcdef"


def fill(connection: sa.Connection, now: int) -> None:
    """Orders, a person, a customer with words in every state of a send, files with every byte, and a key."""
    orders.save(connection, demo_orders(from_ms(now)))
    people.add(connection, email="anna@shop.example", name="Anna", role="admin", password="x", now=now)
    facts.put(connection, "secret_key", SECRET)
    _insert(connection, "conversations", id=7, channel="telegram", address="7", name="Ān\\na\t\"x\"", created_at=now,
            changed_at=now, owner="queue", timers='{"bye": 5}', wake_at=5, lease_until=now + 9, lease_token="t")
    for number, (kind, state, is_open) in enumerate([
        ("fact", "sent", False), ("fact", "queued", True), ("agent", "sending", True), ("talk", "queued", True),
        ("fact", "owed", False), ("fact", "unknown", True), ("fact", "failed", False),
    ]):
        _insert(connection, "outbox", conversation_id=7, kind=kind, author="bot", floor=0, key=f"k{number}", body="{}",
                created_at=now, send_at=now, state=state, open=is_open)
    _insert(connection, "inbox", conversation_id=7, account="telegram", kind="text", key="1", at=now, arrived_at=now,
            source="m", position=1, body='{"text": "kur\\nir?"}')
    _insert(connection, "calls", key="7:1", conversation_id=7, name="refund", arguments="{}", digest="", state="waiting",
            due_at=now)
    _insert(connection, "promises", conversation_id=7, what="answer", text="līdz 12", made_by="bot", made_at=now, due_at=now - 1,
            state="open", warn_at=now, renew_at=now)
    _insert(connection, "files", id="f", conversation_id=7, sha256="0", name="a", mime="image/png", content=bytes(range(256)) * 9,
            created_at=now)
    _insert(connection, "sessions", digest="d", user_id=1, created_at=now, expires_at=now + 9)
    _insert(connection, "notices", key="n", kind="waiting", way="private", place="1", text="x", state="queued",
            made_at=now, due_at=now)


def rows(connection: sa.Connection, statement: str) -> list[tuple[object, ...]]:
    """What the database says, in plain SQL."""
    return [tuple(row) for row in connection.execute(sa.text(statement))]


def everything(connection: sa.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, in an order that both kinds of database share; memory views as bytes."""
    found = {}
    for table in schema.metadata.sorted_tables:
        if table.name != "facts":
            got = connection.execute(sa.select(table)).all()
            found[table.name] = sorted((tuple(map(_plain, row)) for row in got), key=repr)
    return found


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def _insert(connection: sa.Connection, table: str, **values: object) -> None:
    connection.execute(schema.metadata.tables[table].insert().values(**values))
