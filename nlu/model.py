"""The words of understanding: without them a channel and a flow could not agree on what a customer said."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Language = Literal["lv", "uk", "ru", "pl", "en"]
LANGUAGES: tuple[Language, ...] = ("lv", "uk", "ru", "pl", "en")
CYRILLIC: frozenset[Language] = frozenset({"uk", "ru"})  # those whose alphabet is


def spoken(code: str | None, languages: Iterable[Language], default: Language) -> Language:
    """The language with this code where it is one of these, else the default."""
    return next((known for known in languages if known == code), default)


@dataclass(frozen=True, slots=True)
class Entity:
    """Something with a value inside a message.

    `kind` is one of order_number, email, phone, date, money, iban, or a name from the phrases; `value` is normalised
    (E.164 phone, ISO date, "12.50 EUR", compact upper-case IBAN); `text` is what the customer wrote, at
    `start:end` of the message in code points.
    """

    kind: str
    value: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Intent:
    """An intent and how sure the model is of it, a calibrated probability from 0 to 1."""

    name: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Wish:
    """One of several wishes in a message: its words, at `start:end` of the message, and the values that belong to it."""

    intent: str
    confidence: float
    text: str
    start: int
    end: int
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Understanding:
    """What one message means. `intent` is None and `accepted` False where the model is not sure enough.

    `ranking` holds the likeliest intents, best first, at most five; `confidence` is that of the first. `wishes` are all wishes
    of a message that has several, in the order in which they were written, and `intent` that of the first. Where there is one
    wish, they are that one if other parts of the message say other things, else none. `refused` are intents that the message says
    are not wanted ("I do not want to return it").
    """

    text: str
    language: Language
    intent: str | None
    confidence: float
    accepted: bool
    entities: tuple[Entity, ...] = ()
    ranking: tuple[Intent, ...] = ()
    model: str = ""
    wishes: tuple[Wish, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message as it goes into a model, with the language the conversation was in before, if any.

    `private`: it is for people of the shop only, and no other program is asked about it.
    """

    text: str
    language: Language | None = None
    private: bool = False


class Nlu(Protocol):
    """Anything that understands messages: the built-in model, a Rasa server, a stand-in for tests."""

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """Understand several messages at once, in their order."""
        ...
