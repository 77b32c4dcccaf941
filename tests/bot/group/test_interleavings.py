"""Group, console and customer in any order, updates repeated, posts lost: nothing of the wrong floor, nothing shown twice."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.port import Inbound, Text
from bot.channels.telegram import Telegram
from bot.channels.telegram_group import Group
from bot.channels.telegram_group_updates import Author, Pressed, Said
from bot.doorbell import LocalDoorbell
from bot.group.acts import Acts
from bot.group.answers import Answers
from bot.group.context import Around
from bot.group.pieces import Cast, compose, pieces_of
from bot.store import arrivals, floor, group_desks, group_topics, notices, people, telegram_links
from bot.store.database import Database, connect
from bot.store.floor import Claim
from bot.voice import Voice
from config.topics import Topics

CHAT, THREAD, NOW = -1_001, 77, 1_800_000_000_000
SECRET = b"secret"
SAY = Voice("en", ZoneInfo("Europe/Riga"))
AGENTS = (1, 2)

STEPS = st.one_of(
    st.tuples(st.just("group says"), st.sampled_from([11, 12, 666]), st.integers(1, 6)),
    st.tuples(st.just("group presses"), st.sampled_from([11, 12, 666]), st.sampled_from(["take", "release", "close"])),
    st.tuples(st.just("console takes"), st.sampled_from(AGENTS), st.none()),
    st.tuples(st.just("console releases"), st.sampled_from(AGENTS), st.none()),
    st.tuples(st.just("console says"), st.sampled_from(AGENTS), st.integers(1, 3)),
    st.tuples(st.just("customer says"), st.integers(1, 99), st.none()),
    st.tuples(st.just("post"), st.sampled_from(["sent", "not sent", "unknown", "killed"]), st.none()),
)  # fmt: skip


class Scene:
    """One conversation in one topic, and time that goes on by a second at each step."""

    def __init__(self, database: Database) -> None:
        self.database, self.now = database, NOW
        bot = Telegram("telegram", "1:x", "secret")
        around = Around(
            database=database, doorbell=LocalDoorbell(), clock=lambda: self.now, account="telegram", chat=CHAT, group=Group(bot),
            channels={"telegram": bot}, settings=Topics(), say=SAY, voice_of=lambda *_: SAY, secret=SECRET, shop="Shop",
        )  # fmt: skip
        self.acts = Acts(around)
        self.answers = Answers(around, self.acts)
        self.do(self._begin)
        self.desk = self.do(lambda c: group_desks.one(c, "telegram"))
        self.posts = 0

    def do(self, work: Callable[[sa.Connection], Any]) -> Any:
        return self.database.submit(work).result()

    def rows(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self.do(lambda c: c.execute(sa.text(statement), values).all())]

    def _begin(self, connection: sa.Connection) -> None:
        for number in AGENTS:
            people.add(connection, email=f"{number}@shop.example", name=f"Agent {number}", role="agent", password="", now=NOW)
            code = telegram_links.make_code(connection, number, SECRET, NOW)
            assert telegram_links.redeem(connection, code, 10 + number, name="x", secret=SECRET, now=NOW) == number
        group_desks.open_(connection, "telegram", CHAT)
        arrivals.post(connection, [([Inbound("telegram", "7", "first", Text("hello"))], NOW)], 0, {})
        self._look(connection)
        topic = group_topics.one(connection, 1)
        assert topic is not None
        group_topics.made(connection, topic, chat=CHAT, thread=THREAD, name="Anna", icon="")

    def _look(self, connection: sa.Connection) -> None:
        found, _ = group_topics.changed(connection, since=1, everything=True)
        group_topics.mark(connection, "telegram", found, chat=CHAT, now=self.now, gather=0)

    def step(self, what: str, who: Any, detail: Any) -> None:
        self.now += 1000
        match what:
            case "group says":
                said = Said(Author(who), 500 + detail, f"group {detail}", THREAD)
                self.do(lambda c: self.answers.said(c, self.desk, said, f"u{who}.{detail}", None))
            case "group presses":
                seen = self.rows("SELECT floor FROM conversations")[0][0]
                pressed = Pressed(Author(who), "cb", f"d:{detail}:1:{seen}", 5, THREAD)
                self.do(lambda c: self.acts.pressed(c, self.desk, pressed, "k"))
            case "console takes":
                self.do(lambda c: floor.take(c, Claim(1, who, self.now)))
            case "console releases":
                self.do(lambda c: floor.release(c, Claim(1, who, self.now)))
            case "console says":
                self.do(lambda c: floor.answer(c, Claim(1, who, self.now), f"console {detail}", f"c{detail}"))
            case "customer says":
                letter = Inbound("telegram", "7", f"m{self.now}", Text(f"customer {who}"))
                self.do(lambda c: arrivals.post(c, [([letter], self.now)], 0, {}))
            case "post":
                self.post(who)

    def post(self, outcome: str) -> bool:
        """What the teller does with one post; whether there was something to show."""
        self.do(self._look)
        topic = self.do(lambda c: group_topics.one(c, 1))
        read = self.do(lambda c: group_topics.unshown(c, topic, self.now))
        pieces = [piece for line, shown in read.lines for piece in pieces_of(line, shown, Cast("Anna", {}), SAY)]
        draft = compose(pieces, "", SAY)
        if draft is None or not draft.covers:
            return False
        self.posts += 1
        notice = self.do(
            lambda c: group_topics.begin(c, topic, draft.covers, floor=0, read=read, key=f"p{self.posts}", now=self.now)
        )
        match outcome:
            case "sent":
                self.do(lambda c: group_topics.sent(c, topic, notice, 9, keyboard=False, now=self.now))
            case "not sent":
                self.do(lambda c: group_topics.not_sent(c, topic, notice, "no", until=self.now, now=self.now))
            case "unknown":
                self.do(lambda c: notices.settle(c, notice, "unknown", self.now))
            case _:  # killed: found much later, and nobody can tell
                self.now += notices.LEASE + 1
                lost = self.do(lambda c: notices.abandon(c, self.now))
                self.do(lambda c: group_topics.doubtful(c, lost))
                assert self.rows("SELECT doubt FROM group_topics") == [(1,)]
        return True


@contextmanager
def scene(shape: Path) -> Iterator[Scene]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "dezura.db").write_bytes(shape.read_bytes())
        database = connect(f"sqlite:///{folder}/dezura.db")
        try:
            yield Scene(database)
        finally:
            database.close()


@settings(max_examples=12)
@given(st.lists(STEPS, max_size=14))
@example([("group says", 11, 1), ("group says", 11, 1)])
def test_in_any_order_the_rules_of_the_floor_hold(sqlite_shape: Path, steps: list[tuple[str, Any, Any]]) -> None:
    with scene(sqlite_shape) as run:
        for what, who, detail in steps:
            before = run.rows("SELECT COALESCE(MAX(id), 0) FROM outbox")[0][0]
            run.step(what, who, detail)
            ((owner, agent, number),) = run.rows("SELECT owner, agent_id, floor FROM conversations")
            for author, floor_then in run.rows("SELECT agent_id, floor FROM outbox WHERE id > :id AND kind = 'agent'", id=before):
                assert (owner, agent, number) == ("agent", author, floor_then), "whoever wrote it had the floor"
        while run.post("sent"):
            pass
        keys = run.rows("SELECT key, COUNT(*) FROM outbox WHERE kind = 'agent' GROUP BY key HAVING COUNT(*) > 1")
        assert keys == [], "the same update, or the same key, wrote once"
        assert run.rows("SELECT COUNT(*) FROM conversations") == [(1,)], "nothing said in the group is a customer's"
        assert run.rows("SELECT COUNT(*) FROM telegram_links WHERE telegram_id = 666") == [(0,)]
        said = run.rows("SELECT 'i' || id FROM inbox WHERE kind = 'text' UNION SELECT 'o' || id FROM outbox")
        shown = run.rows("SELECT DISTINCT line FROM group_lines WHERE piece = -1")
        assert set(said) == set(shown), "everything stands in the topic, each once"
