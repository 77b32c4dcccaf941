"""Answers the calls that only read: without it a flow's `find_order` would be a name in a table.

Each part of the shop brings its own look-ups, by the name of the call; this file asks them.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flows.model import Answered, Call
from flows.shop.calls import ShopUnavailableError
from nlu.model import Language


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, and when: `chat` is the conversation's id, `address` the customer's on `channel`."""

    chat: str
    now: datetime
    channel: str = ""
    address: str = ""
    language: Language = "en"


class NoAnswerError(Exception):
    """There is no answer, and the flow shall hear why: `not_proved`, `not_found` ..."""


Lookup = Callable[[Call, Asked], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Lookups:
    """The shop as flows may ask it. Failures are `unavailable`, `unknown_call` and what a look-up says itself."""

    handlers: Mapping[str, Lookup]

    async def answer(self, call: Call, asked: Asked) -> Answered:
        """The answer to one call; never raises for what a shop or a customer can do."""
        if (handler := self.handlers.get(call.name)) is None:
            return Answered(call.key, failure="unknown_call")
        try:
            return Answered(call.key, await handler(call, asked))
        except ShopUnavailableError:
            return Answered(call.key, failure="unavailable")
        except NoAnswerError as error:
            return Answered(call.key, failure=str(error))


def text(call: Call, name: str) -> str:
    """An argument as text, empty where it is missing."""
    value = call.arguments.get(name)
    return "" if value is None else str(value)
