"""A shop that has traded for long, made in seconds: real conversations had once, then copied by SQL as often as is asked.

Without it the growth rows would measure empty rows, or take years.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import sqlalchemy as sa

from bot.store.database import Database

HOUR = 3_600_000
TURNS = 2  # had by each stored conversation
WAITING = 100_000_000  # numbers of conversations that wait begin here, far above those at rest


def grow(database: Database, first: int, last: int, now: int) -> None:
    """Conversations number `first` to `last`, each with letters, answers, turns and its lines in the index, all at rest."""
    _insert(database, "conversations", first, last, {
        "id": "{i}", "channel": "'web'", "address": "'a' || {i}", "created_at": _ago(now), "changed_at": _ago(now),
        "last_in_at": _ago(now), "wake_at": f"CASE WHEN {{i}} % 3 = 0 THEN {now} + 86400000 + {{i}} END", "lane": "2",
    }, model="conversations")  # fmt: skip
    for turn in range(1, TURNS + 1):
        letter = {"conversation_id": "{i}", "key": f"'g{turn}:' || {{i}}", "at": _ago(now), "arrived_at": _ago(now)}
        _insert(database, "inbox", first, last, {**letter, "turn": str(turn), "account": "'web'"}, model="inbox")
        answer = {"conversation_id": "{i}", "key": f"'g{turn}:' || {{i}}", "created_at": _ago(now), "send_at": _ago(now)}
        answer |= {"settled_at": _ago(now), "turn": str(turn)}
        _insert(database, "outbox", first, last, answer, model="outbox")
        _insert(database, "turns", first, last, {"conversation_id": "{i}", "number": str(turn), "at": _ago(now)}, model="turns")
    for side, table in (("i", "inbox"), ("o", "outbox")):
        columns = "conversation_id, side, number, words"
        _run(database, f"""INSERT INTO search_lines ({columns}) SELECT t.conversation_id, '{side}', t.id,
          ' labdien kur ir mans pasutijums ' || t.conversation_id || ' ' FROM {table} t
          WHERE t.conversation_id BETWEEN {first} AND {last} ON CONFLICT DO NOTHING""")
    _run(database, f"""INSERT INTO search_people (conversation_id, words) SELECT c.id, ' anna a' || c.id || ' '
      FROM conversations c WHERE c.id BETWEEN {first} AND {last} ON CONFLICT DO NOTHING""")
    for source, table in (("inbox", "inbox"), ("outbox", "outbox")):
        _run(database, f"UPDATE search_marks SET id = (SELECT MAX(id) FROM {table}) WHERE source = '{source}'")
    newest = "moment = (SELECT MAX(changed_at) FROM conversations), id = (SELECT MAX(id) FROM conversations)"
    _run(database, f"UPDATE search_marks SET {newest} WHERE source = 'conversations'")


def queue(database: Database, count: int, now: int) -> None:
    """So many more, all in the queue with a ticket and a promise that is not due yet."""
    first, last = WAITING, WAITING + count - 1
    due = f"{now} + {HOUR} + {{i}} - {WAITING}"
    _insert(database, "conversations", first, last, {
        "id": "{i}", "channel": "'web'", "address": "'a' || {i}", "created_at": _ago(now), "changed_at": _ago(now),
        "last_in_at": _ago(now), "wake_at": "NULL", "lane": "2", "owner": "'queue'", "team": "'shop'", "due_at": due,
        "waits_since": _ago(now), "look_at": due,
    }, model="conversations")  # fmt: skip
    _insert(database, "tickets", first, last, {
        "conversation_id": "{i}", "team": "'shop'", "reason": "'asked'", "opened_at": _ago(now), "state": "'open'", "due_at": due,
    })  # fmt: skip
    _insert(database, "promises", first, last, {
        "conversation_id": "{i}", "what": "'reply'", "text": "'soon'", "made_by": "'bot'", "made_at": _ago(now), "due_at": due,
        "state": "'open'", "warn_at": due, "renew_at": due, "review_at": due,
    })  # fmt: skip


def history(database: Database, conversation_id: int, rows: int, now: int) -> None:
    """So many messages of one customer, half of them ours."""
    at = f"{now} - ({rows} - {{i}}) * 1000"
    half = {"conversation_id": str(conversation_id)}
    letter = {**half, "key": f"'h{conversation_id}:' || {{i}}", "at": at, "arrived_at": at, "turn": "{i} + 10"}
    letter |= {"account": "'web'"}
    _insert(database, "inbox", 1, rows // 2, letter, model="inbox")
    answer = {**half, "key": f"'h{conversation_id}:' || {{i}}", "created_at": at, "send_at": at, "settled_at": at}
    _insert(database, "outbox", 1, rows // 2, {**answer, "turn": "{i} + 10"}, model="outbox")
    _insert(database, "turns", 1, rows // 2, {**half, "number": "{i} + 10", "at": at}, model="turns")


def settle(database: Database) -> None:
    """Let the database count what it has, as it does by itself in time, and begin with a clean slate."""
    if database.dialect == "postgresql":
        engine: Any = database.engine  # type: ignore[attr-defined]  # the PostgreSQL kind has one
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
            connection.exec_driver_sql("CHECKPOINT")
    else:
        _run(database, "ANALYZE")
        _run(database, "PRAGMA optimize")


def _ago(now: int) -> str:
    """A moment of the last half year, later for higher numbers."""
    return f"{now} - 15552000000 + ({{i}} % 1000000) * 15000"


def _insert(
    database: Database, table: str, first: int, last: int, values: Mapping[str, str], *, model: str = ""
) -> None:
    """Rows numbered so; what `values` leaves open is as in the newest row of `model`."""
    for start, end in _parts(first, last):
        names, shown = list(values), [value.replace("{i}", "i") for value in values.values()]
        source = ""
        if model:
            further = [name for name in _columns(database, table) if name not in values and name != "id"]
            names, shown = names + further, shown + [f"m.{name}" for name in further]
            order = "number" if table == "turns" else "id"
            source = f", (SELECT * FROM {model} WHERE conversation_id = 1 ORDER BY {order} LIMIT 1) m"
            source = source.replace("conversation_id = 1", "id = 1") if table == "conversations" else source
        series = f"WITH RECURSIVE n(i) AS (SELECT CAST({start} AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {end})"
        _run(database, f"INSERT INTO {table} ({', '.join(names)}) {series} SELECT {', '.join(shown)} FROM n{source}")


def _parts(first: int, last: int, size: int = 100_000) -> Iterator[tuple[int, int]]:
    for start in range(first, last + 1, size):
        yield start, min(last, start + size - 1)


def _columns(database: Database, table: str) -> list[str]:
    def read(connection: sa.Connection) -> list[str]:
        return [str(column["name"]) for column in sa.inspect(connection).get_columns(table)]

    return database.submit(read).result()


def _run(database: Database, sql: str) -> None:
    def work(connection: sa.Connection) -> None:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        connection.exec_driver_sql(sql.replace("%", "%%") if connection.dialect.name == "postgresql" else sql)

    database.submit(work).result()


def size_of(database: Database) -> str:
    """Bytes that the database takes, in MB, and its largest tables'."""
    if database.dialect == "sqlite":
        pages = database.submit(lambda connection: [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in ("page_count", "page_size")
        ]).result()  # fmt: skip
        return f"{pages[0] * pages[1] / 1e6:.0f} MB"
    tables = """SELECT relname, pg_total_relation_size(oid), pg_indexes_size(oid) FROM pg_class
      WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 2 DESC LIMIT 8"""
    rows = database.submit(lambda connection: connection.exec_driver_sql(tables).all()).result()
    return ", ".join(f"{name} {whole / 1e6:.0f} ({index / 1e6:.0f})" for name, whole, index in rows) + " MB (of it indexes)"
