"""What the desk says to its own people on Telegram and by mail: each in their language, moments as people say them."""

from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache

from flows.moments import due_words
from handoff.console.words import Say, load, speaker
from nlu.model import LANGUAGES, Language


@dataclass(frozen=True, slots=True)
class Voice:
    """One language of people of the shop; moments are told in `zone`."""

    language: Language
    zone: tzinfo

    def __call__(self, key: str, **values: object) -> str:
        """A word of handoff/console/words, `topic.key`."""
        return _speaker(self.language)(key, **values)

    def moment(self, moment: datetime, now: datetime) -> str:
        """`today by 12:03`, as customers are told it."""
        return due_words(moment, now, self.zone, self.language)

    def clock(self, moment: datetime, now: datetime) -> str:
        """`10:05`, with the day where it is another."""
        local, today = moment.astimezone(self.zone), now.astimezone(self.zone).date()
        return f"{local:%H:%M}" if local.date() == today else f"{local:%d.%m. %H:%M}"


@cache
def _speaker(language: Language) -> Say:
    return speaker(load()[language], language)


def language_of(locale: str, languages: tuple[str, ...], otherwise: Language) -> Language:
    """The language somebody reads: the one chosen for the console, else the first they answer in."""
    wanted = (locale, *languages)
    return next((known for one in wanted for known in LANGUAGES if known == one), otherwise)
