"""The demo shop's past in the tables: without it `dezura demo-data` could make orders, and no history to look back on."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from bot.epoch import to_ms
from bot.store import care_tables, quality_tables, tables
from flows.shop.demo_past import Past, Said

TEAM = "shop"


def keep(connection: sa.Connection, talks: Iterable[Past], agents: Sequence[int], team: str = TEAM) -> int:
    """Write conversations down as closed ones; `agents` are the people who answered, by id. How many there are."""
    everything = list(talks)
    for talk in everything:
        _keep(connection, talk, agents, team)
    return len(everything)


def _keep(connection: sa.Connection, talk: Past, agents: Sequence[int], team: str) -> None:
    begun, ended = to_ms(talk.said[0].at), to_ms(talk.said[-1].at)
    row = {
        "channel": talk.channel, "address": f"past-{talk.number}", "name": talk.name, "language": talk.language,
        "created_at": begun, "changed_at": ended, "last_in_at": _last(talk.said),
        "team": team if talk.handed else "", "closed_at": ended,
    }  # fmt: skip
    done = connection.execute(sa.insert(tables.conversations).values(row).returning(tables.conversations.c.id))
    id_ = int(done.scalar_one())
    _messages(connection, talk, id_, agents)
    _ways(connection, talk, id_)
    if talk.handed is not None:
        _people(connection, talk, id_, agents, team)


def _last(said: Sequence[Said]) -> int:
    return max(to_ms(one.at) for one in said if one.author == "customer")


def _messages(connection: sa.Connection, talk: Past, id_: int, agents: Sequence[int]) -> None:
    came: list[dict[str, Any]] = []
    went: list[dict[str, Any]] = []
    for number, one in enumerate(talk.said):
        at, body, key = to_ms(one.at), json.dumps({"text": one.text}, ensure_ascii=False), f"past-{talk.number}-{number}"
        if one.author == "customer":
            came.append(
                {"conversation_id": id_, "account": talk.channel, "kind": "text", "key": key, "at": at, "arrived_at": at,
                 "source": "past", "position": number, "body": body, "turn": 0}
            )  # fmt: skip
            continue
        by_agent = one.author == "agent" and talk.handed is not None
        went.append(
            {"conversation_id": id_, "kind": "agent" if by_agent else "talk", "author": one.author, "floor": 0, "key": key,
             "agent_id": agents[talk.handed.agent % len(agents)] if by_agent and talk.handed is not None and agents else None,
             "body": body, "created_at": at, "send_at": at, "settled_at": at, "state": "seen", "open": False, "way": "channel"}
        )  # fmt: skip
    connection.execute(sa.insert(tables.inbox), came)
    if went:
        connection.execute(sa.insert(tables.outbox), went)


def _ways(connection: sa.Connection, talk: Past, id_: int) -> None:
    begun = to_ms(talk.ran.at)
    marks = [("started", ""), *(("asked", step) for step in talk.ran.asked), *([(talk.ran.end, "")] if talk.ran.end else [])]
    connection.execute(
        sa.insert(quality_tables.run_marks),
        [
            {"conversation_id": id_, "run": 1, "what": what, "flow": talk.ran.flow, "step": step, "at": begun + number * 10_000}
            for number, (what, step) in enumerate(marks)
        ],
    )
    for at in talk.missed:
        step = talk.ran.asked[-1] if talk.ran.asked else ""
        connection.execute(
            sa.insert(quality_tables.misses).values(
                conversation_id=id_, turn=0, at=to_ms(at), what="unclear" if step else "not_understood",
                flow=talk.ran.flow if step else "", step=step,
            )
        )  # fmt: skip


def _people(connection: sa.Connection, talk: Past, id_: int, agents: Sequence[int], team: str) -> None:
    handed = talk.handed
    assert handed is not None
    opened, closed, due = to_ms(handed.at), to_ms(handed.closed), to_ms(handed.due)
    answered = to_ms(handed.answered) if handed.answered is not None else None
    agent = agents[handed.agent % len(agents)] if agents and answered is not None else None
    connection.execute(
        sa.insert(tables.tickets).values(
            conversation_id=id_, team=team, reason=handed.reason, opened_at=opened, due_at=due, agent_id=agent,
            state="closed" if answered is not None else "left", answered_at=answered, closed_at=closed,
        )
    )  # fmt: skip
    kept = handed.kept or answered is None  # who left the queue in time was promised nothing any more
    settled = min(answered or closed, closed) if kept else due
    connection.execute(
        sa.insert(tables.promises).values(
            conversation_id=id_, what="reply", text="", made_by="bot", made_at=opened, due_at=due,
            state="kept" if kept else "broken", warn_at=due, renew_at=due, review_at=None, settled_at=settled,
        )
    )  # fmt: skip
    if talk.asked_at is not None:
        asked = to_ms(talk.asked_at)
        connection.execute(
            sa.insert(care_tables.surveys).values(
                conversation_id=id_, case_key=f"past:{talk.number}", person="", kind="csat", about="case",
                state="answered" if talk.score else "expired", score=talk.score, made_at=closed, ask_at=asked, asked_at=asked,
                answered_at=asked + 60_000 if talk.score else None,
            )
        )  # fmt: skip
