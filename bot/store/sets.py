"""Flow sets by their hash: without them a customer in the middle of a flow would be hurt by its next version."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from bot.store.database import Database
from bot.store.sql import Statement
from config.source import Problems
from flows.flowset import FlowSet
from flows.library import build
from flows.steps import CallSpec

KEEP = 8  # older sets kept built

_save = Statement(
    """INSERT INTO flow_sets (hash, sources, created_at) VALUES (:hash, :sources, :now) ON CONFLICT (hash) DO NOTHING"""
)
_load = Statement("""SELECT sources FROM flow_sets WHERE hash = :hash""")


def save(connection: sa.Connection, flows: FlowSet, now: int) -> None:
    """Keep a set's texts under its hash."""
    _save(connection, hash=flows.hash, sources=json.dumps(dict(flows.sources)), now=now)


def sources(connection: sa.Connection, hash_: str) -> dict[str, str] | None:
    """A set's texts; None where it is not kept."""
    found = _load(connection, hash=hash_).scalar()
    return json.loads(found) if found is not None else None


def pinned(
    database: Database, calls: Mapping[str, CallSpec], facts: Mapping[str, Mapping[str, Any]]
) -> Callable[[str], Awaitable[FlowSet | None]]:
    """A finder of older sets, which builds each once. None for a set that is not stored or no longer fits this program."""
    built: dict[str, FlowSet | None] = {}

    async def find(wanted: str) -> FlowSet | None:
        if wanted not in built:
            if len(built) >= KEEP:
                built.clear()
            sources = await database.read(lambda connection: _load(connection, hash=wanted).scalar())
            built[wanted] = await asyncio.to_thread(_built, wanted, sources, calls, facts) if sources is not None else None
        return built[wanted]

    return find


def _built(
    wanted: str, sources: str, calls: Mapping[str, CallSpec], facts: Mapping[str, Mapping[str, Any]]
) -> FlowSet | None:
    """The set under the name it was stored by, even where the program's calls have got others since."""
    try:
        return replace(build(json.loads(sources), calls, facts), hash=wanted)
    except Problems:
        return None
