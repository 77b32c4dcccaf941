"""The customers of a drill: most ask about orders, some have something done; who hears nothing says it again."""

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.drill.judge import numbers
from tests.platforms.postman import Letter
from tests.platforms.telegram import TelegramEmulator
from tests.platforms.telegram_api import Seen
from tests.platforms.telegram_people import PRESS_LIFETIME, User

EMAIL = "pircejs@drill.example"
PATIENCE = 15.0  # seconds a customer waits for an answer before going on
TRIES = 6  # times somebody who hears nothing says it again


@dataclass(slots=True)
class Crowd:
    """What they write, by the network's whims: some of it is delivered twice, and some answers to the webhook get lost.

    `letters` says which question travels in which webhook; `gap` is how many seconds they wait at most between two questions.
    """

    tg: TelegramEmulator
    chance: Random
    gap: float = 2.0
    written: int = 0
    over: asyncio.Event = field(default_factory=asyncio.Event)
    letters: dict[int, tuple[str, str]] = field(default_factory=dict)

    def write(self, user: User, text: str) -> int:
        """Say something; the webhook's id."""
        user.began = True
        message = {**self.tg.envelope(user), "from": user.as_json(), "text": text}
        return self._goes(self.tg.update("message", message, ("chat", user.id)), 600)

    def press(self, user: User, title: str) -> None:
        """Press the newest button of this title."""
        message = next(seen for seen in reversed(user.seen) if any(button.title == title for button in seen.buttons))
        query = {
            "id": self.tg.next_press(), "from": user.as_json(), "message": message.raw, "chat_instance": str(user.id),
            "data": message.button(title).data,
        }  # fmt: skip
        self._goes(self.tg.update("callback_query", query, ("chat", user.id), PRESS_LIFETIME), PRESS_LIFETIME)

    def waits(self, user: User) -> bool:
        """Whether something this customer has written is not delivered yet."""
        return bool(self.tg.postman._queues.get(("chat", user.id)))

    def _goes(self, update: Mapping[str, Any], lifetime: float) -> int:
        self.written += 1
        id_ = int(update["update_id"])
        if self.chance.random() < 0.2:
            self.tg.postman.put(("again", self.chance.randrange(8)), Letter(id_, json.dumps(update).encode(), lifetime))
        if self.chance.random() < 0.1:
            self.tg.postman.lose_answers()
        return id_


async def asks(crowd: Crowd, user: User, orders: Sequence[str], asked: list[str]) -> None:
    """Where is my order? Sometimes the next question waits for the answer, sometimes it does not."""
    for order in orders:
        if crowd.over.is_set():
            return
        asked.append(order)
        letter = crowd.write(user, f"kur ir mans pasūtījums {order}? {EMAIL}")
        crowd.letters[letter] = (str(user.id), order)
        if crowd.chance.random() < 0.6:
            with suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    while order not in numbers([(await user.hears(PATIENCE)).text]):
                        pass
        await asyncio.sleep(crowd.chance.random() * crowd.gap)


@dataclass(slots=True)
class Wish:
    """Something to be done once. `about` is its order, `done` matches what says so; `agreed` once the customer has said yes."""

    user: User
    what: str
    about: str
    first: str
    done: re.Pattern[str]
    agreed: bool = False

    @property
    def told(self) -> bool:
        """Whether the customer has read that it is done."""
        return any(self.done.search(seen.text) for seen in self.user.seen)


async def wants(crowd: Crowd, wish: Wish) -> None:
    """Ask for it, answer what is asked, agree, and wait to be told."""
    user = wish.user

    def begin() -> None:
        crowd.write(user, wish.first)

    repeat: Callable[[], None] = begin
    begin()
    for _ in range(TRIES):
        while not wish.told:
            heard = await _heard(crowd, user)
            if heard is None:
                break
            repeat = _answer(crowd, wish, heard) or repeat
        else:
            return
        if crowd.over.is_set() and (wish.agreed or repeat is begin):
            return
        repeat()


async def _heard(crowd: Crowd, user: User) -> Seen | None:
    """The next message; None where patience ends, which begins when nothing of theirs is under way any more."""
    left = PATIENCE
    while left > 0:
        with suppress(TimeoutError):
            return await user.hears(0.5)
        left -= 0 if crowd.waits(user) else 0.5
    return None


def _answer(crowd: Crowd, wish: Wish, seen: Seen) -> Callable[[], None] | None:
    """What to say to this, which is said; None where it asks nothing."""
    titles = [button.title for button in seen.buttons]
    for title, agrees in _PRESSED:
        if title in titles:
            wish.agreed |= agrees

            def press(title: str = title) -> None:
                crowd.press(wish.user, title)

            press()
            return press
    for question, words in _WRITTEN:
        if question in seen.text:

            def write(words: str = words) -> None:
                crowd.write(wish.user, words)

            write()
            return write
    return None


# What is pressed, and whether that is the last word.
_PRESSED = (("Jā, atcelt", True), ("Nākamajam pirkumam", False), ("Privātpersonai", False), ("Jā", True))
_WRITTEN = (("Kāds vārds un uzvārds", "Ilze Liepiņa"), ("kādu e-pastu vai tālruni norādījāt", EMAIL))


def cancelling(user: User, order: str) -> Wish:
    """Somebody who calls an unpaid order off."""
    done = re.compile(rf"Pasūtījums {order} ir atcelts")
    return Wish(user, "cancel", order, f"gribu atcelt pasūtījumu {order}", done)


def returning(user: User) -> Wish:
    """Somebody whose mug is broken, and who has no receipt."""
    words = "gribu naudu atpakaļ: krūze, nopirku pagājušajā piektdienā par 10 eiro, saplīsusi, čeka nav"
    return Wish(user, "return", "", words, re.compile("Pieteikuma numurs"))


def paying(user: User, order: str) -> Wish:
    """Somebody who wants to pay an order by invoice."""
    words = f"par pasūtījumu {order} gribu maksāt ar rēķinu"
    return Wish(user, "invoice", order, words, re.compile("avansa rēķins"))
