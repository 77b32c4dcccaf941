"""A conversation whose turns keep failing goes to a person: the agents' queue is the dead-letter queue."""

from dataclasses import replace
from datetime import datetime

from bot.epoch import to_ms
from bot.store.model import Lease, Outcome
from bot.turn import Kit, passing, ticket_of
from flows.model import Handoff, Say
from nlu.model import spoken

RECORD = '{"gave_up": true}'


async def give_up(lease: Lease, kit: Kit, now: datetime) -> Outcome:
    """Hand over without asking the dialogue, which may be what fails; its state stays as it was."""
    conversation = lease.conversation
    ahead = {name: due for name, due in conversation.timers.items() if due > to_ms(now)}
    unchanged = Outcome(
        lease, conversation.state, conversation.language, ahead, RECORD, team=conversation.team, due_at=conversation.due_at,
        reachable=conversation.reachable,
    )  # fmt: skip
    if conversation.owner != "bot":
        return unchanged
    language = spoken(conversation.language, kit.languages, kit.default_language)
    over = await kit.hand_over(conversation, kit.flows, Handoff("failure"), language, now)
    ticket = ticket_of(over)
    said = Say("handed-over", {"open": over.open, "due": over.words}, kind="fact", language=language)
    messages = [*kit.compose(conversation.channel, kit.flows, [said], "", now), *passing(kit, conversation)]
    return replace(unchanged, messages=messages, owner="queue", team=ticket.team, due_at=ticket.due_at, tickets=[ticket])
