"""Quality reading in SQL: conversations drawn by lot, what was first and last said in each, and what readers thought of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

import sqlalchemy as sa

from bot.store import history
from bot.store.history import Line
from bot.store.letters import storable
from bot.store.reporting import CAME, Wanted, narrowed
from bot.store.sql import Statement
from handoff.reports.quality import ASPECTS, Card

ENDS = 4  # messages at the beginning, and as many at the end


@dataclass(frozen=True, slots=True)
class Sample:
    """Conversations drawn by lot; `read` of them have the reader's card, `drawn_from` is how many there were to draw from."""

    id: int
    seed: int
    size: int
    since: int
    until: int
    team: str
    channel: str
    drawn_from: int
    made_at: int
    read: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One of a sample's conversations, in the order of the lot."""

    conversation_id: int
    place: int
    name: str
    channel: str
    language: str
    carded: bool


@dataclass(frozen=True, slots=True)
class Ends:
    """What was first and last said in a time, and how much between."""

    first: Sequence[Line]
    last: Sequence[Line]
    between: int


_candidates = Statement(
    f"""SELECT DISTINCT i.conversation_id FROM inbox i
    WHERE {CAME} AND i.arrived_at >= :since AND i.arrived_at < :until AND {narrowed("i.conversation_id")}
    ORDER BY i.conversation_id"""  # noqa: S608 - no value enters it
)
_make = Statement(
    """INSERT INTO samples (seed, size, since_at, until_at, team, channel, drawn_from, made_by, made_at)
    VALUES (:seed, :size, :since, :until, :team, :channel, :drawn_from, :made_by, :now) RETURNING id"""
)
_fill = Statement(
    """INSERT INTO sample_items (sample_id, conversation_id, place) SELECT :sample, r.id, r.place FROM {rows} r""",
    id="integer",
    place="integer",
)
_SAMPLE = """s.id, s.seed, (SELECT COUNT(*) FROM sample_items n WHERE n.sample_id = s.id) AS size, s.since_at, s.until_at,
      s.team, s.channel, s.drawn_from, s.made_at,
      (SELECT COUNT(*) FROM score_cards k WHERE k.sample_id = s.id AND k.reader_id = :reader) AS readings"""
_samples = Statement(f"SELECT {_SAMPLE} FROM samples s ORDER BY s.id DESC LIMIT :room")  # noqa: S608 - column names of our own
_sample = Statement(f"SELECT {_SAMPLE} FROM samples s WHERE s.id = :id")  # noqa: S608 - as above
_items = Statement(
    """SELECT n.conversation_id, n.place, c.name, c.channel, c.language, EXISTS (SELECT 1 FROM score_cards k
      WHERE k.sample_id = n.sample_id AND k.conversation_id = n.conversation_id AND k.reader_id = :reader) AS carded
    FROM sample_items n JOIN conversations c ON c.id = n.conversation_id WHERE n.sample_id = :id ORDER BY n.place"""
)
_holds = Statement("SELECT 1 FROM sample_items WHERE sample_id = :sample AND conversation_id = :id")
_card = Statement(
    """INSERT INTO score_cards
      (sample_id, conversation_id, reader_id, understood, correct, tone, solved, comment, at)
    VALUES (:sample, :id, :reader, :understood, :correct, :tone, :solved, :comment, :now)
    ON CONFLICT (sample_id, conversation_id, reader_id) DO UPDATE SET understood = excluded.understood,
      correct = excluded.correct, tone = excluded.tone, solved = excluded.solved, comment = excluded.comment, at = excluded.at"""
)
_cards = Statement(
    f"""SELECT k.sample_id, k.conversation_id, k.reader_id, k.understood, k.correct, k.tone, k.solved, k.comment, k.at
    FROM score_cards k WHERE k.at >= :since AND k.at < :until AND {narrowed("k.conversation_id")}
    ORDER BY k.sample_id, k.conversation_id, k.reader_id"""  # noqa: S608 - no value enters it
)
_IN = "WHERE conversation_id = :id AND kind IN ('text', 'press', 'attachment', 'contact') AND arrived_at >= :since"
_OUT = "WHERE conversation_id = :id AND author IN ('bot', 'agent') AND created_at >= :since AND created_at < :until"
_first_in = Statement(f"SELECT id FROM inbox {_IN} AND arrived_at < :until ORDER BY id LIMIT :room")  # noqa: S608 - as above
_last_in = Statement(f"SELECT id FROM inbox {_IN} AND arrived_at < :until ORDER BY id DESC LIMIT :room")  # noqa: S608 - as above
_first_out = Statement(f"SELECT id FROM outbox {_OUT} ORDER BY id LIMIT :room")  # noqa: S608 - as above
_last_out = Statement(f"SELECT id FROM outbox {_OUT} ORDER BY id DESC LIMIT :room")  # noqa: S608 - as above
_count = Statement(
    f"""SELECT (SELECT COUNT(*) FROM inbox {_IN} AND arrived_at < :until) + (SELECT COUNT(*) FROM outbox {_OUT})"""  # noqa: S608 - as above
)


def draw(connection: sa.Connection, wanted: Wanted, *, seed: int, size: int, reader: int, now: int) -> int:
    """Draw up to `size` of the conversations in which a customer wrote; the sample's number.

    The same seed draws the same of the same.
    """
    ids = list(_candidates(connection, **wanted.values).scalars())
    drawn = Random(seed).sample(ids, min(size, len(ids)))  # noqa: S311 - a lot that can be drawn again, not a secret
    id_ = int(
        _make(
            connection, None, seed=seed, size=size, drawn_from=len(ids), made_by=reader, now=now,
            **{name: value for name, value in wanted.values.items() if name != "language"},
        ).scalar_one()
    )  # fmt: skip
    if drawn:
        _fill(connection, [{"id": one, "place": place} for place, one in enumerate(drawn)], sample=id_)
    return id_


def samples(connection: sa.Connection, reader: int, room: int = 20) -> Sequence[Sample]:
    """The newest samples, with how many the reader has read."""
    return [Sample(*row) for row in _samples(connection, reader=reader, room=room)]


def sample(connection: sa.Connection, id_: int, reader: int) -> Sample | None:
    """One of them."""
    row = _sample(connection, id=id_, reader=reader).one_or_none()
    return Sample(*row) if row is not None else None


def items(connection: sa.Connection, id_: int, reader: int) -> Sequence[Item]:
    """A sample's conversations, those that are still kept."""
    return [
        Item(row.conversation_id, row.place, row.name, row.channel, row.language, bool(row.carded))
        for row in _items(connection, id=id_, reader=reader)
    ]


def ends(connection: sa.Connection, conversation_id: int, since: int, until: int) -> Ends:
    """The first and last messages of a conversation in a time."""
    values = {"id": conversation_id, "since": since, "until": until}
    rooms = {**values, "room": ENDS}
    came_in = [*_first_in(connection, None, **rooms).scalars(), *_last_in(connection, None, **rooms).scalars()]
    went_out = [*_first_out(connection, None, **rooms).scalars(), *_last_out(connection, None, **rooms).scalars()]
    lines = [
        *(history.came(connection, came_in).values() if came_in else ()),
        *(history.went(connection, went_out).values() if went_out else ()),
    ]
    total = int(_count(connection, None, **values).scalar_one())
    rising = sorted(lines, key=lambda line: (line.order, line.id[0] == "o"))
    if total <= 2 * ENDS:
        return Ends(rising, (), 0)
    return Ends(rising[:ENDS], rising[-ENDS:], total - 2 * ENDS)


def keep(connection: sa.Connection, card: Card, now: int) -> bool:
    """Write a reader's card down, or anew; False where the conversation is not of this sample."""
    if _holds(connection, sample=card.sample_id, id=card.conversation_id).scalar() is None:
        return False
    marks: Mapping[str, int] = {aspect: getattr(card, aspect) for aspect in ASPECTS}
    _card(
        connection, None, sample=card.sample_id, id=card.conversation_id, reader=card.reader_id, comment=storable(card.comment),
        now=now, **marks,
    )  # fmt: skip
    return True


def cards(connection: sa.Connection, wanted: Wanted) -> Sequence[Card]:
    """The cards written in a time."""
    return [Card(*row[:8]) for row in _cards(connection, **wanted.values)]
