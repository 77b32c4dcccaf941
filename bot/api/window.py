"""How long a customer may still be written to: without it an agent would learn only afterwards that nobody was told."""

from datetime import datetime
from typing import Any, Literal, get_args

from bot.api.endpoints import Ask
from bot.api.shape import Shape
from bot.api.shapes import when
from bot.channels.port import Message, Outgoing
from bot.store.overview import Card

Author = Literal["bot", "agent"]


class WindowOut(Shape):
    """Until when this customer may be written to, by the bot and by a person; null where there is no limit.

    `after` tells what becomes of words written later: `email`, or `later`, when the customer writes again. `blocked`: the
    customer cannot be reached on the channel at all.
    """

    bot_until: datetime | None
    person_until: datetime | None
    after: Literal["email", "later"]
    blocked: bool


def window_out(ask: Ask[Any, Any], card: Card) -> WindowOut:
    """As the customer's channel judges it now; it judges again when a message is sent."""
    channel = ask.api.channels.get(card.channel)
    closes = {
        author: when(channel.closes(Outgoing(card.address, Message("."), "", author, card.last_in_at))) if channel else None
        for author in get_args(Author)
    }
    return WindowOut(
        bot_until=closes["bot"], person_until=closes["agent"], blocked=not card.reachable,
        after="email" if card.email and ask.api.mails else "later",
    )  # fmt: skip
