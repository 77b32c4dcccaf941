"""A running Rasa server as the model: without it a shop that has trained Rasa would have to begin again."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from nlu.backend import PATIENCE, BackendError, Known, Wire, answered, is_worth_asking, ranked, sendable, share
from nlu.changing import Changing
from nlu.classifier import RANKING, Classifier
from nlu.model import Entity, Intent, Understanding, Utterance

FALLBACK = "nlu_fallback"  # what Rasa's FallbackClassifier names where it is not sure
THRESHOLD = 0.9


class RasaError(BackendError):
    """The server did not answer as Rasa does; the message never holds the customer's words."""


class _Guess(msgspec.Struct):
    name: str | None
    confidence: float


class _Found(msgspec.Struct):
    entity: str
    start: int
    end: int
    value: Any = None


class _Answer(msgspec.Struct):
    """https://legacy-docs-oss.rasa.com/docs/rasa/pages/http-api/ (`ParseResult`)."""

    intent: _Guess
    entities: list[_Found]
    intent_ranking: list[_Guess]


class RasaNlu:
    """Intents and entities from Rasa 3.x (`POST /model/parse`); implements the Nlu port, and Backend.

    `reader` is the built-in model: it tells the language, which Rasa does not, finds the values that follow rules, and spares the
    server messages that say nothing ("10023"), for which Rasa is known to be sure of some intent. `known` are the intents the
    shop does something for; others are not passed on. Rasa's confidence is not calibrated: nonsense may reach 0.9999, so
    `threshold` should be high.
    """

    def __init__(
        self, url: str, reader: Classifier | Changing, threshold: float = THRESHOLD, *, patience: float = PATIENCE,
        known: Known | None = None,
    ) -> None:  # fmt: skip
        self.reader, self._threshold, self._known = reader, threshold, known
        self._wire = Wire(url, patience, error=RasaError, like="Rasa does")

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """Understand several messages at once, in their order. Raises RasaError when the server cannot be asked."""
        return list(await asyncio.gather(*map(self.further, await self.reader.understand(utterances))))

    async def further(self, read: Understanding) -> Understanding:
        """See Backend. Raises RasaError."""
        if not is_worth_asking(read):
            return answered(read, "rasa")
        answer = await self._wire.ask("/model/parse", _Answer, {"text": sendable(read.text)})
        try:
            guesses = [Intent(one.name or "", share(one.confidence)) for one in answer.intent_ranking if one.name != FALLBACK]
        except ValueError as error:
            raise self._wire.strange(str(error)) from None
        ranking = ranked(guesses, self._known, RANKING)
        sure = answer.intent.name != FALLBACK and bool(ranking) and ranking[0].confidence >= self._threshold
        return answered(read, "rasa", ranking, sure=sure, entities=_entities(answer.entities, read.text))

    async def probe(self) -> None:
        """See Backend."""
        await self._wire.ask("/version", dict[str, Any])

    async def close(self) -> None:
        """Give back connections."""
        await self._wire.close()


def _entities(found: Sequence[_Found], text: str) -> list[Entity]:
    """Those that stand in the text, with a value that is a word or a number."""
    return [
        Entity(one.entity, str(one.value), text[one.start : one.end], one.start, one.end)
        for one in found
        if one.entity and 0 <= one.start < one.end <= len(text) and isinstance(one.value, str | int | float)
    ]
