"""What changed, as it happens, for agents: a name, an id and a version; the page reads again what it shows."""

import json
import re
import time
from functools import partial

from aiohttp import web

from bot.api import who
from bot.api.counts import CountsOut, counts_out
from bot.api.endpoints import Ask, Endpoint, Nothing
from bot.api.hub import LONG, News
from bot.api.sse import BEAT, Stream, stream
from bot.store import changes

MISSED = 500  # changes told to one who comes back; with more it is quicker to read everything again


async def events(ask: Ask[Nothing, Nothing]) -> web.StreamResponse:
    """`conversation` events with `{kind, id, version}`; `reset` when too much happened: read everything again; `counts`.

    `looking` tells who has a conversation open and types there (`people`, `visitor`); `draft` and `mention` are one's own.

    `presence` tells that somebody came or went; `file` names a file of the studio's draft that was changed, opened or left.
    """
    with ask.api.hub.watch() as watch, ask.api.streams.of(ask.agent.id, watch):
        async with stream(ask.request) as out:
            await _catch_up(ask, out)
            counted = counts_out(await ask.api.hub.tally.now(), ask.agent.id)
            checked = time.monotonic()
            while (news := await watch.news(max(0.0, checked + BEAT - time.monotonic()))) is not None:
                if time.monotonic() - checked >= BEAT:
                    checked = time.monotonic()
                    if await who.user(ask.api, ask.request, quiet=True) is None:  # signed out meanwhile, or disabled
                        break
                await _tell(out, news, ask.agent.id)
                if news.changes or news.reset:
                    counted = await _count(ask, out, counted)
    return out.response


async def _catch_up(ask: Ask[Nothing, Nothing], out: Stream) -> None:
    """What happened since the id the reader saw last."""
    last = ask.request.headers.get("Last-Event-ID", "")
    newest = await ask.api.database.read(changes.newest)
    await out.send("hello", json.dumps({"kind": "hello"}), str(newest))
    if re.fullmatch(r"\d{1,15}", last) is None:
        return
    missed = await ask.api.database.read(partial(changes.since, moment=int(last) - LONG, after=0, room=MISSED + 1))
    await _tell(out, News(tuple(missed) if len(missed) <= MISSED else (), reset=len(missed) > MISSED), ask.agent.id)


async def _count(ask: Ask[Nothing, Nothing], out: Stream, before: CountsOut) -> CountsOut:
    """How long the lists are, where that has changed; who begins to watch asks for it first."""
    counted = counts_out(await ask.api.hub.tally.now(), ask.agent.id)
    if counted != before:
        await out.send("counts", json.dumps({"kind": "counts", **counted.model_dump()}))
    return counted


async def _tell(out: Stream, news: News, me: int) -> None:
    if news.reset:
        await out.send("reset", json.dumps({"kind": "reset"}))
    for sign in news.signs:
        if sign.only in {None, me}:
            await out.send(sign.kind, json.dumps({"kind": sign.kind, "id": sign.id, **sign.values}))
    for change in news.changes:
        data = {"kind": "conversation", "id": change.id, "version": change.version}
        await out.send("conversation", json.dumps(data), str(change.version))
    if not news.reset and not news.changes and not news.signs:
        await out.beat()


ENDPOINTS = (
    Endpoint(
        "GET", "/events", events, "What changes, as it happens", "agent", "text/event-stream", headers=("Last-Event-ID",)
    ),
)  # fmt: skip
