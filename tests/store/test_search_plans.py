"""What searching asks uses an index on both databases, however many messages there are."""

from functools import partial

import pytest
import sqlalchemy as sa

from bot.store import dossier, kin, overview, search, tags
from bot.store.database import Database, Work
from bot.store.overview import Of
from bot.store.search import Wanted
from tests.store.test_desk_plans import plans
from tests.store.test_plans import ROWS, filled

__all__ = ["filled"]  # a fixture

RARE = Wanted(["zibens"])
ASKED: dict[str, Work[object]] = {
    "messages with a rare word": partial(search.lines, wanted=RARE, before=2**62, room=20),
    "messages with a frequent word": partial(search.lines, wanted=Wanted(["labdien"]), before=2**62, room=20),
    "messages of a list": partial(search.lines, wanted=Wanted(["labdien"], "queue"), before=2**62, room=20),
    "people": partial(search.people, wanted=RARE, before=(2**62, 2**62), room=20),
    "conversations": partial(search.conversations, words=["zibens"]),
    "list with a tag": partial(overview.newest, whose="", words="", me=1, after=None, room=50, of=Of(tag=1)),
    "tags of a page": partial(tags.of_conversations, ids=[4, 5]),
    "the same person": partial(kin.of, conversation_id=5),
    "who may be the same": partial(kin.suggested, conversation_id=5),
    "calls": partial(dossier.callbacks, ids=[5, 6]),
    "surveys": partial(dossier.surveys, ids=[5, 6]),
}


@pytest.fixture
def indexed(filled: Database) -> Database:
    """The same with as many lines and people in the index."""

    def fill(connection: sa.Connection) -> None:
        for sql in (
            """INSERT INTO search_lines (conversation_id, side, number, words) SELECT conversation_id, 'i', id,
              CASE WHEN id % 5000 = 0 THEN ' zibens ' ELSE ' labdien ' END FROM inbox""",
            """INSERT INTO search_people (conversation_id, words)
              SELECT id, CASE WHEN id % 5000 = 0 THEN ' zibens ' ELSE ' anna ' END FROM conversations""",
            "INSERT INTO tags (name, folded, colour, made_at) VALUES ('VIP', 'vip', 0, 0)",
            """INSERT INTO conversation_tags (conversation_id, tag_id, made_at)
              SELECT id, 1, 0 FROM conversations WHERE id % 1000 = 0""",
        ):
            connection.exec_driver_sql(sql.replace("%", "%%") if connection.dialect.name == "postgresql" else sql)

    filled.submit(fill).result()
    filled.submit(lambda connection: connection.exec_driver_sql("ANALYZE")).result()
    return filled


@pytest.mark.parametrize("name", ASKED)
def test_it_reads_no_table_from_end_to_end(indexed: Database, name: str) -> None:
    assert ROWS > search.NEAR  # else PostgreSQL would rightly look through all of it
    if (indexed.dialect, name) == ("postgresql", "conversations"):
        return  # the newest MENTIONS are as many as there are rows here, and rightly read as a whole
    lines = indexed.query(partial(plans, work=ASKED[name])).result()
    assert lines
    large = ("conversations", "inbox", "outbox", "search_lines", "search_people", "c", "l", "i", "o")
    scans = tuple(f"{how} {table}" for how in ("SCAN", "Seq Scan on") for table in large)
    steps = [line.strip(" ->").partition("  (")[0] for line in lines]
    assert [step for step in steps if f"{step} ".startswith(tuple(f"{scan} " for scan in scans)) and "USING" not in step] == []
