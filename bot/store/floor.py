"""The floor of a conversation in SQL: without it the rules of handoff/desk.py would bind nobody.

Each change is one compare-and-set in a transaction of its own, answered at once, and leaves a fact in the inbox, so that the
dialogue learns of it in the order in which it happened. An agent's words go straight into the outbox, checked against the owner.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa

from bot.channels.port import Message
from bot.store import audit, changes, drafts, joins, ledger, mentions, outbox
from bot.store.arrivals import post_fact
from bot.store.held import let_go, said
from bot.store.letters import Fact, storable
from bot.store.model import Holder, NewTicket
from bot.store.sql import Statement
from handoff import desk as rules
from handoff.model import AgentId, Bot, Floor, Held, Owner, Queue


@dataclass(frozen=True, slots=True)
class Standing:
    """Who has a conversation, as its row says; `number` is the floor's and rises at each change.

    `waits_since`: the customer waits for people since then, 0 where they do not.
    """

    conversation_id: int
    owner: Holder
    agent_id: int | None
    number: int
    team: str
    due_at: int | None
    closed_at: int | None
    waits_since: int = 0
    channel: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Why this cannot be done: somebody else has the floor, or it has changed since it was looked at."""

    reason: Literal["held", "not_held", "not_yours", "moved"]
    standing: Standing


@dataclass(frozen=True, slots=True)
class Written:
    """An agent's message or note as it was stored; `again` when the same key had come before."""

    id: int
    again: bool = False


_FIELDS = "id, owner, agent_id, floor, team, due_at, closed_at, waits_since, channel"

_hold = Statement(f"""SELECT {_FIELDS} FROM conversations WHERE id = :id {{lock}}""")  # noqa: S608 - column names of our own

_pass = Statement(
    f"""UPDATE conversations SET owner = :owner, agent_id = :agent_id, team = :team, due_at = :due_at, closed_at = :closed_at,
      floor = floor + 1, waits_since = :waits_since, told_at = 0, snoozed_until = 0, look_at = :waits_since,
      reopen_until = :reopen_until
    WHERE id = :id AND floor = :floor RETURNING {_FIELDS}"""  # noqa: S608 - column names of our own
)

_language = Statement("""SELECT language FROM conversations WHERE id = :id""")

_sooner = Statement("""UPDATE conversations SET due_at = :due_at WHERE id = :id AND owner = 'queue'""")

_by_key = Statement("""SELECT id FROM outbox WHERE key = :key""")

Change = Standing | Conflict | None


@dataclass(frozen=True, slots=True)
class Claim:
    """An agent who wants something of a conversation; `seen` is the floor they were looking at, where they say so."""

    conversation_id: int
    agent_id: int
    now: int
    seen: int | None = None


def hold(connection: sa.Connection, conversation_id: int) -> Standing | None:
    """Who has the floor, held still until the transaction ends; None where there is no such conversation."""
    row = _hold(connection, id=conversation_id).one_or_none()
    return Standing(*row) if row is not None else None


def language(connection: sa.Connection, conversation_id: int) -> str:
    """The language a conversation is held in, empty where that is not known."""
    return str(_language(connection, id=conversation_id).scalar() or "")


def take(connection: sa.Connection, claim: Claim) -> Change:
    """Give the floor to the agent. What is theirs already stays theirs."""
    return _change(connection, claim, "take", "taken")


def enqueue(connection: sa.Connection, conversation_id: int, ticket: NewTicket, now: int) -> Standing | None:
    """Have people look at it without a word to the customer: a call is due, a score was low. Who has it already keeps it.

    `ticket.due_at` orders the queue, and promises nothing; where the conversation waits already, the earlier moment counts.
    """
    held = hold(connection, conversation_id)
    if held is None:
        return None
    ledger.placed(connection, conversation_id, ticket, now)
    wish = rules.Wish("hand_over", team=ticket.team)
    decided = rules.change(Floor(owner_of(held), held.number), wish)
    changes.touch(connection, [conversation_id], now)
    if isinstance(decided, rules.Conflict) or decided.number == held.number:
        if held.owner == "queue" and ticket.due_at is not None and (held.due_at is None or ticket.due_at < held.due_at):
            _sooner(connection, id=conversation_id, due_at=ticket.due_at)
        return held
    row = _pass(
        connection, id=conversation_id, floor=held.number, owner="queue", agent_id=None, team=ticket.team, due_at=ticket.due_at,
        closed_at=None, waits_since=0, reopen_until=0,
    ).one()  # fmt: skip
    queued = Standing(*row)
    post_fact(connection, conversation_id, Fact("queued", {}), f"floor:{conversation_id}:{queued.number}", now)
    return queued


def release(connection: sa.Connection, claim: Claim, summary: str = "", discreet: Collection[str] = ()) -> Change:
    """Give it back to the bot; `summary` is what it may tell of it. On `discreet` channels it does not say that it is the bot."""
    held = hold(connection, claim.conversation_id)
    told: dict[str, Any] = {"summary": storable(summary)}
    if held is not None and held.channel in discreet:
        told["disclose"] = False
    return _change(connection, claim, "release", "released", **told)


def close(connection: sa.Connection, claim: Claim, reopen_within: int = 0) -> Change:
    """Nobody needs to look at it any more, until the customer writes again. Anybody may close what no other agent holds.

    Who writes again within so many ms goes to who had it, if they are here.
    """
    return _change(connection, claim, "close", "closed", reopen_within=reopen_within)


def reopen(connection: sa.Connection, claim: Claim) -> Change:
    """Take up again what was closed. What is not closed stays with whom it is."""
    held = hold(connection, claim.conversation_id)
    if held is None or held.closed_at is None:
        return held
    changed = _change(connection, claim, "reopen", "reopened")
    if isinstance(changed, Standing):
        ledger.reopened(connection, changed.conversation_id, changed.team, claim.agent_id, claim.now)
    return changed


def transfer(connection: sa.Connection, claim: Claim, *, team: str = "", to_agent: int | None = None) -> Change:
    """Hand it to a person, or to a team's queue: what somebody was already answering is due there at once."""
    target = Queue(team) if to_agent is None else Held(AgentId(to_agent))
    return _change(connection, claim, "transfer", "transferred", target, team=team, to_agent=to_agent)


def _change(
    connection: sa.Connection, claim: Claim, action: rules.Action, fact: str, target: Queue | Held | None = None,
    *, reopen_within: int = 0, **values: Any
) -> Change:  # fmt: skip
    held = hold(connection, claim.conversation_id)
    if held is None or (action == "close" and held.closed_at is not None and held.owner == "bot"):
        return held
    wish = rules.Wish(action, AgentId(claim.agent_id), target=target, seen=claim.seen)
    decided = rules.change(Floor(owner_of(held), held.number), wish)
    if isinstance(decided, rules.Conflict):
        return Conflict(decided.reason, held)
    if decided.number == held.number:
        return held
    held = _without_held_back(connection, held, claim.now)
    reopen_until = claim.now + reopen_within if reopen_within and held.owner == "agent" else 0
    changed = _set(connection, held, decided.owner, claim.now, closing=action == "close", reopen_until=reopen_until)
    if isinstance(changed, Standing):
        _book(connection, changed, action, claim.now)
        told = Fact(fact, {"agent": claim.agent_id, **values})
        post_fact(connection, changed.conversation_id, told, f"floor:{changed.conversation_id}:{changed.number}", claim.now)
        _record(connection, changed, fact, claim, values)
    return changed


def _without_held_back(connection: sa.Connection, held: Standing, now: int) -> Standing:
    """What was still held back goes at once, and may end the customer's wait."""
    return (hold(connection, held.conversation_id) or held) if let_go(connection, held.conversation_id, now) else held


def by_clock(connection: sa.Connection, held: Standing, wish: rules.Wish, fact: Fact, now: int) -> Standing | None:
    """What nobody at the desk wished, done to a conversation that is held still; None where it changes nothing."""
    decided = rules.change(Floor(owner_of(held), held.number), wish)
    if isinstance(decided, rules.Conflict) or decided.number == held.number:
        return None
    changed = _set(connection, _without_held_back(connection, held, now), decided.owner, now, closing=False)
    if isinstance(changed, Conflict):
        return None
    _book(connection, changed, wish.action, now)
    post_fact(connection, changed.conversation_id, fact, f"floor:{changed.conversation_id}:{changed.number}", now)
    return changed


def _record(connection: sa.Connection, changed: Standing, fact: str, claim: Claim, values: Mapping[str, Any]) -> None:
    told = {name: values[name] for name in ("team", "to_agent") if values.get(name)}
    about = f"conversation:{changed.conversation_id}"
    audit.record(connection, who=claim.agent_id, action=f"conversation.{fact}", about=about, detail=told, now=claim.now)


def owner_of(held: Standing) -> Owner:
    """Who has it, in the words of the rules."""
    match held.owner:
        case "bot":
            return Bot()
        case "queue":
            return Queue(held.team)
        case "agent":
            return Held(AgentId(held.agent_id) if held.agent_id is not None else None)


def _set(
    connection: sa.Connection, held: Standing, owner: Owner, now: int, *, closing: bool, reopen_until: int = 0
) -> Standing | Conflict:
    """The compare-and-set itself. Who takes over from others has the whole time for an answer."""
    values: dict[str, Any]
    match owner:
        case Bot():
            values = {"owner": "bot", "agent_id": None, "team": held.team, "due_at": None, "waits_since": 0}
        case Queue(team):
            due_at, since = held.due_at if held.due_at is not None else now, held.waits_since or now
            values = {"owner": "queue", "agent_id": None, "team": team or held.team, "due_at": due_at, "waits_since": since}
        case Held(agent):
            since = now if held.waits_since else 0
            values = {"owner": "agent", "agent_id": agent, "team": held.team, "due_at": held.due_at, "waits_since": since}
    closed_at = now if closing else None
    row = _pass(
        connection, id=held.conversation_id, floor=held.number, closed_at=closed_at, reopen_until=reopen_until, **values
    ).one_or_none()
    return Standing(*row) if row is not None else Conflict("moved", held)


def _book(connection: sa.Connection, changed: Standing, action: rules.Action, now: int) -> None:
    """What the ledger has to learn of it."""
    id_ = changed.conversation_id
    if action in {"release", "close"}:
        ledger.closed(connection, id_, now)
    elif action == "give_up":
        ledger.left(connection, id_, now)
    elif changed.owner == "queue":
        ledger.handed_on(connection, id_, changed.team, changed.due_at if changed.due_at is not None else now, now)
    elif changed.agent_id is not None:
        ledger.taken(connection, id_, changed.agent_id)


def answer(
    connection: sa.Connection, claim: Claim, text: str, key: str, *, pieces: Sequence[Message] = (), wait: int = 0
) -> Written | Conflict | None:
    """Say something to the customer, once per `key`. The first words keep the promise that somebody would write.

    `pieces` are the requests a channel makes of it, where it is more than the text alone; the first one's id is given back. For
    `wait` ms the author may take it back (store/held.py), and it settles nothing.
    """
    standing = hold(connection, claim.conversation_id)
    if standing is None:
        return None
    key = f"agent:{claim.agent_id}:{claim.conversation_id}:{key}"
    if (before := _before(connection, key)) is not None:
        return before
    if isinstance(refused := rules.beside(_floor(standing), "answer", joins.somebody(connection, claim)), rules.Conflict):
        return Conflict(refused.reason, standing)
    messages = pieces or [Message(storable(text))]
    keys = [key, *(f"{key} {number}" for number in range(1, len(messages)))]
    ids = [
        _write(connection, claim, standing, "agent", message=message, key=one, wait=wait)
        for message, one in zip(messages, keys, strict=True)
    ]
    drafts.sent(connection, drafts.Place(claim.conversation_id, claim.agent_id), text, claim.now)
    if wait > 0:
        changes.touch(connection, [claim.conversation_id], claim.now)
    else:
        said(connection, claim.conversation_id, claim.agent_id, ids[0], claim.now)
    return Written(ids[0])


def note(connection: sa.Connection, claim: Claim, text: str, key: str, naming: Iterable[int] = ()) -> Written | None:
    """Write something for colleagues only, once per `key`; those it names find it among their mentions."""
    standing = hold(connection, claim.conversation_id)
    if standing is None:
        return None
    key = f"note:{claim.agent_id}:{claim.conversation_id}:{key}"
    if (before := _before(connection, key)) is not None:
        return before
    changes.touch(connection, [claim.conversation_id], claim.now)
    id_ = _write(connection, claim, standing, "note", message=Message(storable(text)), key=key)
    mentions.add(connection, message_id=id_, conversation_id=claim.conversation_id, users=naming, now=claim.now)
    drafts.sent(connection, drafts.Place(claim.conversation_id, claim.agent_id, "note"), text, claim.now)
    return Written(id_)


def _before(connection: sa.Connection, key: str) -> Written | None:
    id_ = _by_key(connection, key=key).scalar()
    return Written(id_, again=True) if id_ is not None else None


def _write(
    connection: sa.Connection, claim: Claim, standing: Standing, kind: Literal["agent", "note"], *, message: Message, key: str,
    wait: int = 0,
) -> int:  # fmt: skip
    id_ = outbox.write(
        connection, conversation_id=standing.conversation_id, kind=kind, agent_id=claim.agent_id, floor=standing.number, key=key,
        body=outbox.pack(message), now=claim.now, hold=wait,
    )  # fmt: skip
    assert id_ is not None, "the row is held, so nobody can have used the key since it was looked for"
    return id_


def _floor(held: Standing) -> Floor:
    return Floor(owner_of(held), held.number)
