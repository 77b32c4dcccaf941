"""A database in which every table that grows with customers has many rows, in the shape a shop leaves them: nearly all at rest.

Without it a statement's plan would be that of an empty table, which says nothing.
"""

import importlib
import pkgutil
import re

import sqlalchemy as sa

import bot.store
from bot.store.database import Database
from bot.store.tables import metadata

ROWS = 20_000
FEW = 20
NOW = 1_800_000_000_000
SPAN = 400 * 86_400_000 // ROWS  # ms between two rows, so that all are of about a year

# What grows with the shop's people, settings and years, not with its customers: read as a whole wherever that is quickest.
SMALL = frozenset({
    "bank_files", "canned_answers", "canned_versions", "coupon_years", "desk_people", "draft_files",
    "draft_looks", "draft_versions", "editions", "facts", "feeds", "flow_sets", "group_desks",
    "invoice_series", "legal_holds", "presence", "replays", "reserve_alerts", "reserves", "return_series", "samples",
    "search_marks", "sessions", "tags", "telegram_codes", "telegram_links", "trials", "user_links", "users",
    "withdrawals",
})  # fmt: skip

# What is under way just now is one in a hundred; `{i}` is the row's number.
_OPEN = "CASE WHEN {i} %% 100 = 0 THEN '%s' ELSE '%s' END"
_NOW_AND_THEN = "CASE WHEN {i} % 100 = 0 THEN {moment} END"
_SHAPES: dict[str, str] = {
    "conversations.channel": "'telegram'",
    "conversations.owner": "CASE WHEN {i} % 100 = 0 THEN 'queue' WHEN {i} % 100 = 1 THEN 'agent' ELSE 'bot' END",
    "conversations.agent_id": "CASE WHEN {i} % 100 = 1 THEN {i} % 20 + 1 END",
    "conversations.team": "'shop'",
    "conversations.due_at": _NOW_AND_THEN,
    "conversations.closed_at": "CASE WHEN {i} % 3 > 0 THEN {moment} END",
    "conversations.look_at": "CASE WHEN {i} % 100 = 0 THEN {now} + {i} ELSE 0 END",
    "conversations.snoozed_until": "CASE WHEN {i} % 1000 = 1 THEN {now} + {i} ELSE 0 END",
    "conversations.wake_at": "CASE WHEN {i} % 3 = 0 THEN {now} + {i} END",
    "conversations.lane": "2",
    "conversations.attempts": "0",
    "inbox.account": "'telegram'",
    "inbox.kind": "'text'",
    "inbox.turn": "1",
    "outbox.kind": "'talk'",
    "outbox.author": "CASE WHEN {i} % 10 = 0 THEN 'agent' ELSE 'bot' END",
    "outbox.agent_id": "CASE WHEN {i} % 10 = 0 THEN {i} % 20 + 1 END",
    "outbox.state": """CASE {i} % 500 WHEN 0 THEN 'queued' WHEN 1 THEN 'owed' WHEN 2 THEN 'unknown' WHEN 3 THEN 'failed'
      ELSE 'sent' END""",
    "outbox.open": "{i} % 500 = 0",
    "turns.number": "1",
    "calls.state": _OPEN % ("waiting", "done"),
    "tickets.state": _OPEN % ("open", "closed"),
    "promises.state": _OPEN % ("open", "kept"),
    "promises.what": "'reply'",
    "promises.review_at": _NOW_AND_THEN,
    "promises.successor_id": "NULL",
    "clocks.ended_at": "CASE WHEN {i} % 100 > 0 THEN {moment} END",
    "clocks.review_at": _NOW_AND_THEN,
    "clocks.due_at": "{moment}",
    "clocks.agent_id": "{i} % 20 + 1",
    "approvals.flow": "CASE WHEN {i} % 50 = 0 THEN 'goodwill' ELSE 'return' END",
    "approvals.state": _OPEN % ("open", "approved"),
    "callbacks.state": _OPEN % ("agreed", "done"),
    "callbacks.look_at": _NOW_AND_THEN,
    "coupons.state": _OPEN % ("active", "used"),
    "surveys.state": _OPEN % ("planned", "answered"),
    "watchers.state": "'shipped'",
    "notices.state": _OPEN % ("queued", "sent"),
    "notices.way": "'mail'",
    "returns.state": _OPEN % ("refunded", "closed"),
    "refunds.state": _OPEN % ("pending", "paid"),
    "refunds.way": "'bank'",
    "refunds.transaction_id": "CASE WHEN {i} % 2 = 0 THEN {i} END",
    "invoices.kind": "'invoice'",
    "invoices.year": "2026",
    "invoices.place": "{i}",
    "invoices.state": _OPEN % ("open", "paid"),
    "invoices.pdf": "'x'",
    "invoices.order_number": "'x' || {i}",
    "returns.order_number": "'x' || {i}",
    "returns.title": "'x' || {i}",
    "group_topics.dirty": "{i} % 1000 = 0",
    "group_topics.account": "'telegram'",
    "group_updates.account": "'telegram'",
    "bank_transactions.state": _OPEN % ("new", "matched"),
    "bank_transactions.amount": "{i}",
    "bank_transactions.reverses": "NULL",
    "overpayments.state": _OPEN % ("open", "paid"),
    "orders.state": "'delivered'",
    "group_updates.done_at": "CASE WHEN {i} % 1000 > 0 THEN {moment} END",
    "mentions.read_at": "CASE WHEN {i} % 100 > 0 THEN {moment} END",
    "group_topics.chat": "-100",
    "group_topics.thread": "{i}",
    "run_marks.what": "CASE WHEN {i} % 2 = 0 THEN 'started' ELSE 'completed' END",
    "misses.what": "'miss'",
    "codes.state": "'sent'",
    "search_lines.side": "'i'",
    "search_lines.number": "{i}",
    "search_lines.words": "' labdien x' || {i} || ' '",
    "search_people.words": "' anna x' || {i} || ' '",
    "kinships.one_id": "{i}",
    "kinships.other_id": "{rows} + 1 - {i}",
    "kinships.says": "'same'",
    "looks.who": "'a'",
    "coupon_years.year": "2000 + {i}",
    "users.role": "'agent'",
    "users.disabled": "false",
    "tags.into_id": "NULL",
}
_CHOICES = {
    "language": "'lv'", "currency": "'EUR'", "team": "'shop'", "kind": "'one'", "way": "'one'", "what": "'one'", "year": "2026",
}  # fmt: skip
_MOMENT = re.compile(r"(^|_)(at|since|until|moment)$")


def fill(database: Database, rows: int = ROWS) -> None:
    """Write so many rows into every large table and a few into the others, and let the database count them."""
    for module in pkgutil.iter_modules(bot.store.__path__, "bot.store."):  # whoever declares a table
        importlib.import_module(module.name)

    def write(connection: sa.Connection) -> None:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # what is referred to is there, unchecked
        for table in metadata.sorted_tables:
            count = FEW if table.name in SMALL else rows
            columns = {column.name: _value(column, "i", count) for column in table.columns if not _left_out(column)}
            series = f"WITH RECURSIVE n(i) AS (SELECT CAST(1 AS bigint) UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
            sql = f"INSERT INTO {table.name} ({', '.join(columns)}) {series} SELECT {', '.join(columns.values())} FROM n"
            sqlite = database.dialect == "sqlite"
            connection.exec_driver_sql(sql.replace("BYTES", "BLOB" if sqlite else "bytea").replace("%", "%" if sqlite else "%%"))

    database.submit(write).result()
    database.submit(lambda connection: connection.exec_driver_sql("ANALYZE")).result()


def _left_out(column: sa.Column[object]) -> bool:
    """What has a value of its own accord, or may be empty and says nothing."""
    if f"{column.table.name}.{column.name}" in _SHAPES or column.foreign_keys or column.primary_key:
        return False
    return column.server_default is not None or (column.nullable is True and not _MOMENT.search(column.name))


def _value(column: sa.Column[object], number: str, count: int) -> str:
    """One column of row `number` as SQL."""
    moment = f"({NOW} - ({count} - {number}) * {SPAN})"
    if shape := _SHAPES.get(f"{column.table.name}.{column.name}"):
        return shape.replace("{i}", number).replace("{moment}", moment).replace("{now}", str(NOW)).replace("{rows}", str(count))
    if column.foreign_keys:
        other = next(iter(column.foreign_keys)).column
        few = other.table.name in SMALL and column.table.name not in SMALL
        return _value(other, f"({number} % {FEW} + 1)" if few else number, count)
    if column.name in _CHOICES and not column.primary_key:
        return _CHOICES[column.name]
    return _plain(column, number, moment)


def _plain(column: sa.Column[object], number: str, moment: str) -> str:
    """By its type, where nothing is known of a column."""
    match column.type:
        case sa.Boolean():
            return "false"
        case sa.LargeBinary():
            return "CAST('' AS BYTES)"
        case sa.Text():
            return f"'x' || {number}"
        case _:
            return moment if _MOMENT.search(column.name) and not column.primary_key else number
