"""What the desk's list and its search cost with a million messages of a hundred thousand conversations.

Beside a bare aiohttp handler that answers a constant page, and beside the LIKE that looks through everything. Run by itself as
`python -m tests.benchmarks.bench_console`; BENCH_MESSAGES sets another size.
"""

import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from rich.console import Console
from rich.table import Table

from bot.api.routes import install
from bot.api.who import hash_password, token_digest
from bot.store import people, sessions
from bot.store.database import Database, connect
from bot.store.filling import Filler
from bot.store.schema import migrate
from tests import servers
from tests.api.conftest import Clock, opened

MESSAGES = int(os.environ.get("BENCH_MESSAGES", "1000000"))
EACH = 10  # messages of a conversation
RARE = 50_000  # one in so many has the rare word
ROUNDS = 30
NOW = 1_800_000_000_000

_SERIES = {
    "sqlite": "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows)",
    "postgresql": "WITH n AS (SELECT generate_series(1, :rows) AS i)",
}
_SAID = "'Kur ir mans pasūtījums ' || i || CASE WHEN i % :rare = 0 THEN ' zibens' ELSE ' lūdzu' END"
_WORDS = "' kur ir mans pasutijums ' || i || CASE WHEN i % :rare = 0 THEN ' zibens ' ELSE ' ludzu ' END"
_FILL = (
    """INSERT INTO conversations (channel, address, name, language, owner, agent_id, created_at, changed_at)
    {} SELECT 'telegram', '' || i, 'Anna ' || i, 'lv', CASE WHEN i % 1000 = 0 THEN 'agent' ELSE 'bot' END,
      CASE WHEN i % 1000 = 0 THEN 1 END, 0, i FROM n""",
    f"""INSERT INTO inbox (conversation_id, account, kind, key, at, arrived_at, source, position, body, turn)
    {{}} SELECT (i - 1) / :each + 1, 't', 'text', 'k' || i, i, i, 'm', i, '{{{{"text":"' || {_SAID} || '"}}}}', 1 FROM n""",
    f"""INSERT INTO search_lines (conversation_id, side, number, words)
    {{}} SELECT (i - 1) / :each + 1, 'i', i, {_WORDS} FROM n""",
    """INSERT INTO search_people (conversation_id, words) {} SELECT i, ' anna ' || i || ' ' FROM n""",
)


async def console(table: Table) -> None:
    """Add every row to the table of `make bench`."""
    with tempfile.TemporaryDirectory(prefix="dezura-") as folder:
        await _measured(table, "SQLite", f"sqlite:///{Path(folder) / 'bench.db'}")
    with servers.postgres() as url:
        servers.run(url, "CREATE DATABASE bench")
        await _measured(table, "PostgreSQL", url.replace("/postgres", "/bench"))


ROWS = {"console": console}


async def _measured(table: Table, name: str, url: str) -> None:
    database = connect(url, pool=2)
    try:
        database.submit(migrate).result()
        await asyncio.to_thread(_fill, database)
        async with _serving(database) as (get, bare):
            baseline = await _median(bare)
            for what, query in _asked():
                cost = await _median(partial(get, query))
                row = (
                    f"{name}: {what}",
                    f"{cost * 1000:.1f} ms",
                    f"{baseline * 1000:.1f} ms bare",
                    f"{cost / baseline:.1f} x",
                    "",
                )
                table.add_row(*row)
            like = await asyncio.to_thread(_like, database)
            rare = await _median(partial(get, "/search?q=zibens&limit=50"))
            table.add_row(
                f"{name}: a rare word, {MESSAGES:,} messages", f"{rare * 1000:.1f} ms", f"{like * 1000:.0f} ms by LIKE",
                f"{like / rare:.0f} x faster", "",
            )  # fmt: skip
        speed = await _filling(database)
        table.add_row(f"{name}: messages indexed behind the hot path", f"{speed:,.0f}/s", "", "", "")
    finally:
        database.close()


def _asked() -> Iterator[tuple[str, str]]:
    deep = MESSAGES // EACH // 2
    yield "list, first page", "/conversations?limit=50"
    yield f"list, behind {deep:,}", f"/conversations?limit=50&after={deep}.{deep}"
    yield "list of one's own", "/conversations?owner=me&limit=50"
    yield "counts of the lists", "/counts"
    yield "search, a word of every message", "/search?q=pas%C5%ABt%C4%ABjums&limit=50"
    yield "search, two letters", "/search?q=pa&limit=50"
    yield "search, two words", "/search?q=kur%20zibens&limit=50"
    yield "search, a number", "/search?q=777777&limit=50"
    yield "search, a frequent word in one's own list", "/search?q=kur&owner=me&limit=50"
    yield "search, nothing there", "/search?q=nekatada&limit=50"
    yield "search, people of one first name", "/search?q=anna&what=people&limit=50"
    yield "list with a frequent word", "/conversations?q=pasutijums&limit=50"


@asynccontextmanager
async def _serving(database: Database) -> AsyncIterator[tuple[Callable[[str], Awaitable[None]], Callable[[], Awaitable[None]]]]:
    """The real API, and beside it a bare handler that answers a page of the same size."""
    clock = Clock()
    async with opened(database, clock) as api:
        add = partial(people.add, email="a@b.lv", name="Anna", role="admin", password=hash_password("x"), now=NOW)
        user = await database.write(add)
        assert user is not None
        begin = partial(sessions.begin, digest=token_digest(api, "t"), user_id=user, now=NOW, expires_at=NOW + 10**9)
        await database.write(begin)
        app, plain = web.Application(), web.Application()
        install(app, api)
        page = b'{"items":[' + b",".join([b'{"id":1,"text":"' + b"x" * 500 + b'"}'] * 50) + b"]}"

        async def constant(_request: web.Request) -> web.Response:
            return web.Response(body=page, content_type="application/json")

        plain.add_routes([web.get("/page", constant)])
        async with TestServer(app) as server, TestServer(plain) as other, ClientSession() as client:

            async def get(query: str) -> None:
                headers = {"Authorization": "Bearer t"}
                async with client.get(f"http://127.0.0.1:{server.port}/api/v1{query}", headers=headers) as answer:
                    assert answer.status == 200, await answer.text()
                    await answer.read()

            async def bare() -> None:
                async with client.get(other.make_url("/page")) as answer:
                    await answer.read()

            yield get, bare
            api.hub.close()


async def _median(ask: Callable[[], Awaitable[None]]) -> float:
    """Seconds for one request, the first ones aside."""
    costs = []
    for place in range(ROUNDS + 3):
        started = time.perf_counter()
        await ask()
        if place >= 3:
            costs.append(time.perf_counter() - started)
    return statistics.median(costs)


def _fill(database: Database) -> None:
    """By SQL, with the index built at the end, as a database that has grown is."""
    lite = database.dialect == "sqlite"
    off = "DROP TRIGGER search_lines_added" if lite else "DROP INDEX ix_search_lines_words"
    on = (
        "INSERT INTO search_lines_fts (search_lines_fts) VALUES ('rebuild')"
        if lite
        else "CREATE INDEX ix_search_lines_words ON search_lines USING gin "
        "(array_to_tsvector(string_to_array(btrim(words), ' ')))"
    )
    again = (
        "CREATE TRIGGER search_lines_added AFTER INSERT ON search_lines BEGIN "
        "INSERT INTO search_lines_fts (rowid, words) VALUES (new.id, new.words); END"
    )

    def load(connection: sa.Connection) -> None:
        connection.exec_driver_sql(off)
        for statement in _FILL:
            text = statement.replace("{}", _SERIES[database.dialect]).replace("{{", "{").replace("}}", "}")
            few = "INTO conversations" in text or "INTO search_people" in text
            values = {"rows": MESSAGES // EACH if few else MESSAGES, "each": EACH, "rare": RARE}
            used = {name: value for name, value in values.items() if f":{name}" in text}
            connection.execute(sa.text(text.replace('"text":"', '"text"\\:"')), used)
        connection.exec_driver_sql(on)
        if lite:
            connection.exec_driver_sql(again)
        marks = "UPDATE search_marks SET id = (SELECT MAX(id) FROM inbox) WHERE source = 'inbox'"
        connection.exec_driver_sql(marks)
        newest = "moment = (SELECT MAX(changed_at) FROM conversations), id = 9999999"
        connection.exec_driver_sql(f"UPDATE search_marks SET {newest} WHERE source = 'conversations'")

    database.submit(load).result()
    database.submit(lambda connection: connection.exec_driver_sql("ANALYZE")).result()


def _like(database: Database) -> float:
    """How it was looked for before: every body read for the words in it."""
    sql = """SELECT id FROM conversations WHERE id IN (SELECT conversation_id FROM inbox WHERE lower(body) LIKE '%zibens%')
      ORDER BY changed_at DESC LIMIT 50"""
    started = time.perf_counter()
    database.query(lambda connection: connection.execute(sa.text(sql)).all()).result()
    return time.perf_counter() - started


async def _filling(database: Database, rows: int = 5_000) -> float:
    """Messages a second that come into an index of this size."""
    new = f"""INSERT INTO inbox (conversation_id, account, kind, key, at, arrived_at, source, position, body, turn)
      {_SERIES[database.dialect]}
      SELECT 1, 't', 'text', 'new' || i, {NOW}, {NOW}, 'm', i, '{{"text"\\:"jauns vārds ' || i || '"}}', 1 FROM n"""
    await database.write(lambda connection: connection.execute(sa.text(new), {"rows": rows}))
    filler = Filler(database, lambda: NOW + 10**6)
    started = time.perf_counter()
    while await filler.look():
        pass
    return rows / (time.perf_counter() - started)


def main() -> None:
    """Print the rows by themselves."""
    table = Table("what", "ours", "baseline", "ratio", "bar", title=f"the console, {MESSAGES:,} messages")
    asyncio.run(console(table))
    Console(width=150).print(table)


if __name__ == "__main__":
    main()
