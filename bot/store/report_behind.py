"""Which conversations a figure is made of: without it a number could be looked at, and nothing could be learnt from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from bot.store import report_flows
from bot.store.reporting import CAME, Wanted, narrowed
from bot.store.sql import Statement

Names = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Behind:
    """A conversation behind a figure; `at` is when what was counted happened last, ms since the epoch."""

    id: int
    at: int
    name: str
    channel: str
    language: str


def _of(table: str, conversation: str, moment: str, condition: str, team: str = "") -> Statement:
    return Statement(
        f"""SELECT c.id, f.at, c.name, c.channel, c.language FROM (
          SELECT {conversation} AS id, MAX({moment}) AS at FROM {table}
          WHERE {moment} >= :since AND {moment} < :until AND {condition} AND {narrowed(conversation, team=team)}
          GROUP BY {conversation} ORDER BY 2 DESC LIMIT :room) f
        JOIN conversations c ON c.id = f.id ORDER BY f.at DESC, c.id DESC"""  # noqa: S608 - no value enters it
    )


# By what was counted: the statement, and which words narrow it; an empty one does not.
SOURCES: Mapping[str, tuple[Statement, tuple[str, ...]]] = {
    "contacts": (_of("inbox i", "i.conversation_id", "i.arrived_at", CAME), ()),
    "handed": (
        _of("tickets t", "t.conversation_id", "t.opened_at", "(:reason = '' OR t.reason = :reason)", "t.team"),
        ("reason",),
    ),
    "miss": (
        _of("misses m", "m.conversation_id", "m.at", "m.what = :what AND m.flow = :flow AND m.step = :step"),
        ("what", "flow", "step"),
    ),
    "promise": (
        _of(
            "promises p", "p.conversation_id", "p.settled_at",
            "p.state IN ('kept', 'broken') AND p.state = :state AND (:what = '' OR p.what = :what)",
        ),
        ("state", "what"),
    ),
    "return": (
        _of(
            "returns n", "n.conversation_id", "n.made_at",
            "(:basis = '' OR n.basis = :basis) AND (:state = '' OR n.state = :state)",
        ),
        ("basis", "state"),
    ),
    "survey": (
        _of(
            "surveys s", "s.conversation_id", "s.asked_at",
            "s.state = 'answered' AND s.kind = :kind AND (:score = '' OR s.score = CAST(:score AS INTEGER))",
        ),
        ("kind", "score"),
    ),
}  # fmt: skip
KINDS = (*SOURCES, "flow")
_named = Statement(
    """SELECT c.id, COALESCE(c.last_in_at, c.created_at), c.name, c.channel, c.language FROM {rows} r
    JOIN conversations c ON c.id = r.id ORDER BY c.id DESC""",
    id="integer",
)  # fmt: skip


def behind(connection: sa.Connection, of: str, wanted: Wanted, narrower: Names, *, now: int, room: int) -> Sequence[Behind]:
    """The newest conversations behind a figure. `narrower` are words such as reason or flow; those not asked for are empty."""
    if of == "flow":
        found = report_flows.which(
            connection, wanted, now, narrower.get("flow", ""), fate=narrower.get("fate", ""),
            stopped=narrower.get("stopped", ""), room=room,
        )  # fmt: skip
        rows = _named(connection, [{"id": id_} for id_ in found]).all() if found else []
        return [Behind(*row) for row in rows]
    statement, words = SOURCES[of]
    values = {word: narrower.get(word, "") for word in words}
    return [Behind(*row) for row in statement(connection, None, room=room, **values, **wanted.values)]
