"""By which way people of the shop are told something: without it each that has something to tell would find a way of its own.

Who asks gives a notice without a place; here it gets one, with a key of its own for everybody who is told.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.store.notices import Notice
from bot.voice import Voice
from config.topics import Way
from handoff.alerts import Person


@dataclass(frozen=True, slots=True)
class Reachable:
    """By which ways people can be told: the group's bot and chat (0: none), mail or not, and where the console is."""

    account: str
    chat: int
    mails: bool
    console: str
    say: Voice
    voice_of: Callable[[str, tuple[str, ...]], Voice]

    def group(self, notice: Notice, ways: Sequence[Way], thread: int | None = None) -> Notice | None:
        """The notice for the group, in one of its topics or in General; None where the group is not told."""
        if "group" not in ways or not self.chat:
            return None
        return replace(notice, key=f"{notice.key}:group", way="group", place=str(self.chat), thread=thread)

    def person(self, notice: Notice, person: Person, ways: Sequence[Way]) -> Notice | None:
        """The notice for somebody alone: on Telegram where their account is linked, else by mail; None where neither is."""
        mine = replace(notice, key=f"{notice.key}:{person.id}", user_id=person.id)
        if "private" in ways and person.telegram_id is not None:
            return replace(mine, way="private", place=str(person.telegram_id))
        if "email" in ways and self.mails:
            return replace(mine, way="email", place=person.email)
        return None

    def voice(self, person: Person) -> Voice:
        """The language somebody reads."""
        return self.voice_of(person.locale, person.languages)
