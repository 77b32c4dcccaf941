"""What is put aside until a moment or until the customer writes: it leaves the list, and comes back by itself."""

from dataclasses import dataclass

import sqlalchemy as sa

from bot.epoch import from_ms, to_ms
from bot.store import changes, clocks, floor, ledger
from bot.store.arrivals import post_fact
from bot.store.floor import Claim, Standing
from bot.store.held import let_go
from bot.store.letters import Fact
from bot.store.promises import REPLY
from bot.store.sql import Statement
from handoff import desk as rules
from handoff import patience
from handoff.model import AgentId

FOR_GOOD = 9_007_199_254_740_991  # until the customer writes: the largest number that every reader of JSON keeps exact

_promised = Statement(
    f"""SELECT MIN(due_at) FROM promises WHERE conversation_id = :id AND state = 'open'
    AND (what IN ('{REPLY}', '{"', '".join(ledger.BY_PEOPLE)}') OR made_by <> 'bot')"""  # noqa: S608 - names of our own
)

# Nobody's floor changes: who has it still has it.
_aside = Statement(
    """UPDATE conversations SET snoozed_until = :until, look_at = CASE WHEN :until < :for_good THEN :until ELSE 0 END
    WHERE id = :id"""
)
_wake = Statement(
    """UPDATE conversations SET snoozed_until = 0, look_at = CASE WHEN waits_since > 0 THEN :now ELSE 0 END
    WHERE id = :id AND snoozed_until > 0 RETURNING id"""
)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why it cannot be put aside; `due_at` is the promise that falls due before."""

    reason: str
    due_at: int | None


def snooze(
    connection: sa.Connection, claim: Claim, until: int | None, *, anyway: bool = False
) -> Standing | floor.Conflict | Refused | None:
    """Put it aside; None for until the customer writes. Only who has it may; promises go on as they stand."""
    held = floor.hold(connection, claim.conversation_id)
    if held is None:
        return None
    if (conflict := _conflict(held, claim)) is not None:
        return conflict
    let_go(connection, held.conversation_id, claim.now)  # who puts it aside has done writing, and their words may keep a promise
    promised = _promised(connection, id=held.conversation_id).scalar()
    moment = from_ms(until) if until is not None else None
    due = from_ms(promised) if promised is not None else None
    if (refused := patience.aside(moment, from_ms(claim.now), due, anyway=anyway)) is not None:
        return Refused(refused.reason, to_ms(refused.due) if refused.due is not None else None)
    _aside(connection, id=held.conversation_id, until=until or FOR_GOOD, for_good=FOR_GOOD)
    clocks.put_aside(connection, held.conversation_id, claim.now)
    told = Fact("snoozed", {"agent": claim.agent_id, "until": from_ms(until).isoformat() if until is not None else None})
    _tell(connection, held, told, claim.now)
    return held


def wake(connection: sa.Connection, claim: Claim) -> Standing | floor.Conflict | None:
    """Take it up again before its moment."""
    held = floor.hold(connection, claim.conversation_id)
    if held is None:
        return None
    if (conflict := _conflict(held, claim)) is not None:
        return conflict
    if _wake(connection, id=held.conversation_id, now=claim.now).scalar() is not None:
        clocks.taken_up(connection, held.conversation_id, claim.now)
        _tell(connection, held, Fact("woken", {"agent": claim.agent_id}), claim.now)
    return held


def wake_by_clock(connection: sa.Connection, held: Standing, now: int) -> bool:
    """Its moment has come: it is back with who put it aside."""
    if _wake(connection, id=held.conversation_id, now=now).scalar() is None:
        return False
    clocks.taken_up(connection, held.conversation_id, now)
    _tell(connection, held, Fact("woken", {}), now)
    return True


def _conflict(held: Standing, claim: Claim) -> floor.Conflict | None:
    wish = rules.Wish("snooze", AgentId(claim.agent_id), seen=claim.seen)
    refused = rules.allowed(floor.owner_of(held), wish)
    if isinstance(refused, rules.Conflict):
        return floor.Conflict(refused.reason, held)
    return floor.Conflict("moved", held) if claim.seen is not None and claim.seen != held.number else None


def _tell(connection: sa.Connection, held: Standing, fact: Fact, now: int) -> None:
    post_fact(connection, held.conversation_id, fact, f"{fact.fact}:{held.conversation_id}:{now}", now)
    changes.touch(connection, [held.conversation_id], now)
