"""A supervisor joins an agent and parts again: told in the conversation, kept in the record, and the floor stays where it is."""

import sqlalchemy as sa

from bot.store import audit, changes, joins
from bot.store.arrivals import post_fact
from bot.store.floor import Claim, Conflict, Standing, hold, owner_of
from bot.store.letters import Fact
from handoff import desk as rules
from handoff.model import Floor

_FACTS = {"join": "joined", "part": "parted"}
_ACTIONS = {"join": "conversation.joined", "part": "conversation.left"}


def join(connection: sa.Connection, claim: Claim) -> Standing | Conflict | None:
    """Stand beside the agent who answers, and answer too; None where there is no such conversation."""
    return _step(connection, claim, "join")


def part(connection: sa.Connection, claim: Claim) -> Standing | Conflict | None:
    """Step back; who has not joined has nothing to do."""
    return _step(connection, claim, "part")


def _step(connection: sa.Connection, claim: Claim, deed: rules.Deed) -> Standing | Conflict | None:
    held = hold(connection, claim.conversation_id)
    if held is None:
        return None
    decided = rules.beside(Floor(owner_of(held), held.number), deed, joins.somebody(connection, claim))
    if isinstance(decided, rules.Conflict):
        return Conflict(decided.reason, held)
    if decided == "same":
        return held
    if deed == "join":
        joins.note(connection, claim, held.number, claim.now)
    else:
        joins.forget(connection, claim)
    about, told = f"conversation:{held.conversation_id}", {"to_agent": held.agent_id}
    audit.record(connection, who=claim.agent_id, action=_ACTIONS[deed], about=about, detail=told, now=claim.now)
    key = f"{deed}:{held.conversation_id}:{held.number}:{claim.agent_id}:{claim.now}"
    post_fact(connection, held.conversation_id, Fact(_FACTS[deed], {"agent": claim.agent_id}), key, claim.now)
    changes.touch(connection, [held.conversation_id], claim.now)
    return held
