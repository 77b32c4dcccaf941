"""How long each list is, over HTTP: without it a page that has just been opened would have to wait for the next change."""


from bot.api.endpoints import Ask, Endpoint, Nothing
from bot.api.shape import Shape
from bot.store.counts import MOST, Counts, Desk


class CountsOut(Shape):
    """Conversations by list, `most` where there are at least so many; `unanswered` are yours in which the customer wrote last."""

    lists: dict[str, int]
    unanswered: int
    most: int


def counts_out(counted: Counts, agent_id: int) -> CountsOut:
    """The lengths as one agent sees them."""
    mine = counted.desks.get(agent_id, Desk())
    return CountsOut(lists={**counted.lists, "me": mine.holds, "snoozed": mine.snoozed}, unanswered=mine.unanswered, most=MOST)


async def read(ask: Ask[Nothing, Nothing]) -> CountsOut:
    """The length of every list. The stream of events tells each change of it, as `counts`."""
    return counts_out(await ask.api.hub.tally.now(), ask.agent.id)


ENDPOINTS = (Endpoint("GET", "/counts", read, "How long each list is", "agent", CountsOut),)
