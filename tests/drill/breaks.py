"""What the drill takes away from the program on demand, one protection each, to see that the judge notices."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from bot import deliver, worker
from bot.books import effects
from bot.channels.port import Inbound, Sent, Unknown
from bot.store import arrivals, calls, deeds, letters, outbox, turns
from bot.store.mailbox import Mailbox
from bot.store.model import Posted
from bot.store.sql import Statement


def token() -> None:
    """A commit no longer asks whether its turn is still the one that holds the conversation.

    The token is the fence. Behind it stand two unique keys, the turn's number and the message's, which alone turn a second commit
    of the same turn into an error; so they give way too.
    """
    _rewrite(turns._commit, lambda sql: sql.replace("AND conversations.lease_token = r.token", ""))
    _rewrite(turns._record, lambda sql: f"{sql} WHERE true ON CONFLICT (conversation_id, number) DO NOTHING")
    queue = outbox.queue

    def queue_by_any_key(connection: sa.Connection, messages: Sequence[Mapping[str, Any]], now: int) -> None:
        queue(connection, [{**message, "key": secrets.token_hex(8)} for message in messages], now)

    vars(outbox)["queue"] = queue_by_any_key


def dedupe() -> None:
    """A webhook that comes twice is two."""
    row = arrivals._row

    def row_by_any_key(inbound: Inbound, conversation_id: int, now: int) -> dict[str, Any]:
        return {**row(inbound, conversation_id, now), "key": secrets.token_hex(8)}

    vars(arrivals)["_row"] = row_by_any_key


def early() -> None:
    """The platform is told 200 before anything is written down."""
    post = Mailbox.post

    async def post_later(mailbox: Mailbox, inbounds: Sequence[Inbound], now: int) -> Posted:
        async def later() -> None:
            await asyncio.sleep(0.5)
            await post(mailbox, inbounds, now)

        _kept.add(asyncio.create_task(later()))
        return Posted(len(inbounds), now)

    Mailbox.post = post_later  # type: ignore[method-assign, assignment]  # that is the point


def sending() -> None:
    """What was being sent when its process died is sent again, whoever may have it already."""
    _rewrite(outbox._abandoned, lambda sql: sql.replace("state = 'unknown'", "state = 'queued', send_at = 0"))


def again() -> None:
    """What may have arrived is sent once more, as if it certainly had not."""
    deliver.Deliverer._written = _taking(Unknown, lambda self, envelope: self._again(envelope, "", 0.5))  # type: ignore[method-assign]


def hopeful() -> None:
    """What may have arrived counts as sent."""
    deliver.Deliverer._written = _taking(Unknown, lambda self, envelope: _written(self, envelope, Sent()))  # type: ignore[method-assign]


def order() -> None:
    """A conversation's messages do not wait for the one before."""
    _rewrite(outbox._claim, lambda sql: sql.replace("AND p.open AND p.id < o.id", "AND p.open AND p.id < 0"))


def keys() -> None:
    """An effect that is tried again is done again."""

    def every_time(connection: sa.Connection, book: effects.Book, errand: calls.Errand, now: Any) -> Mapping[str, Any]:
        return book(connection, errand, now)

    vars(effects)["once"] = every_time
    vars(deeds)["find"] = lambda connection, key: None
    # Behind it the key of `deeds` is unique, which alone would turn the second time into an error; so it gives way too.
    _rewrite(deeds._note, lambda sql: f"{sql} ON CONFLICT (key) DO NOTHING")


def forgetful() -> None:
    """An effect whose process died while it was tried is nobody's."""
    _rewrite(calls._due, lambda sql: sql.replace("('waiting', 'started')", "('waiting')"))


def silent() -> None:
    """Nobody is told that it is unknown whether a message arrived."""
    vars(deliver)["post_fact"] = lambda *_: None


def deaf() -> None:
    """What comes during a turn does not wake the conversation again."""
    _rewrite(turns._commit, lambda sql: sql.replace("conversations.arrived > conversations.heard", "false"))


def impatient() -> None:
    """A platform that takes its time is not waited for."""
    vars(deliver)["TIMEOUT"] = 0.05


def fragile() -> None:
    """A turn that is taken over by another process counts as hopeless at once."""
    vars(worker)["ATTEMPTS"] = 1


def talkative() -> None:
    """What a customer writes stands in the log."""
    load = letters.decode

    def told(kind: str, body: str) -> Any:
        print(body)
        return load(kind, body)

    vars(turns)["decode"] = told


# By their names on the command line.
BREAKS: Mapping[str, Callable[[], None]] = {
    function.__name__: function
    for function in (
        token, dedupe, early, sending, again, hopeful, order, keys, forgetful, silent, deaf, impatient, fragile, talkative,
    )
}  # fmt: skip
_kept: set[asyncio.Task[None]] = set()
_written = deliver.Deliverer._written


def _taking(kind: type, instead: Callable[[Any, Any], Any]) -> Any:
    """Deliverer._written, but for one kind of result."""

    def written(self: Any, envelope: Any, result: Any) -> Any:
        return instead(self, envelope) if isinstance(result, kind) else _written(self, envelope, result)

    return written


def _rewrite(statement: Statement, change: Callable[[str], str]) -> None:
    for dialect, sql in statement._texts.items():
        assert change(sql) != sql, f"the statement is not what it was: {sql}"
        statement._texts[dialect] = change(sql)
