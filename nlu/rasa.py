"""A running Rasa server as the model: without it a shop that has trained Rasa would have to begin again."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import aiohttp

from nlu.changing import Changing
from nlu.classifier import RANKING, Classifier
from nlu.model import Entity, Intent, Understanding, Utterance

FALLBACK = "nlu_fallback"  # what Rasa's FallbackClassifier names where it is not sure
PATIENCE = aiohttp.ClientTimeout(total=5)  # seconds; Rasa 3.6 answers in some 20 ms


class RasaError(Exception):
    """The server did not answer as Rasa does; the message never holds the customer's words."""


class RasaNlu:
    """Intents and entities from Rasa 3.x (`POST /model/parse`); implements the Nlu port.

    `reader` is the built-in model: it tells the language, which Rasa does not, finds the values that follow rules, and spares the
    server messages that say nothing ("10023"), for which Rasa is known to be sure of some intent.
    Rasa's confidence is not calibrated: nonsense may reach 0.9999, so `threshold` should be high.
    """

    def __init__(self, url: str, reader: Classifier | Changing, threshold: float = 0.9) -> None:
        self._url = f"{url.rstrip('/')}/model/parse"
        self.reader, self._threshold = reader, threshold
        self._session: aiohttp.ClientSession | None = None

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """Understand several messages at once, in their order. Raises RasaError when the server cannot be asked."""
        return list(await asyncio.gather(*map(self._one, self.reader.predict(utterances))))

    async def close(self) -> None:
        """Give back connections."""
        if self._session is not None:
            await self._session.close()

    async def _one(self, read: Understanding) -> Understanding:
        if not read.ranking:
            return replace(read, model="rasa")
        answer = await self._ask(read.text)
        try:
            ranking = tuple(Intent(str(one["name"]), float(one["confidence"])) for one in answer["intent_ranking"])
            entities = tuple(_entity(one, read.text) for one in answer["entities"])
            sure = answer["intent"]["name"] != FALLBACK
        except (KeyError, TypeError, ValueError) as error:
            raise RasaError(f"{self._url} did not answer as Rasa does: {error!r}") from None
        ranking = tuple(one for one in ranking if one.name != FALLBACK)[:RANKING]
        best = ranking[0] if ranking else Intent("", 0.0)
        accepted = sure and bool(ranking) and best.confidence >= self._threshold
        return replace(
            read, intent=best.name if accepted else None, confidence=best.confidence, accepted=accepted, ranking=ranking,
            entities=_joined(read.entities, entities), model="rasa",
        )  # fmt: skip

    async def _ask(self, text: str) -> dict[str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(self._url, json={"text": text}, timeout=PATIENCE) as response:
                if response.status != 200:
                    raise RasaError(f"{self._url} answered {response.status}")
                answer = await response.json()
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise RasaError(f"{self._url} cannot be asked: {type(error).__name__}") from None
        if not isinstance(answer, dict):
            raise RasaError(f"{self._url} did not answer as Rasa does")
        return answer


def _entity(found: dict[str, Any], text: str) -> Entity:
    start, end = int(found["start"]), int(found["end"])
    return Entity(str(found["entity"]), str(found["value"]), text[start:end], start, end)


def _joined(ours: Sequence[Entity], theirs: Sequence[Entity]) -> tuple[Entity, ...]:
    """Both, in their order; where two overlap the one found by rule stands."""
    more = [one for one in theirs if all(one.end <= own.start or own.end <= one.start for own in ours)]
    return tuple(sorted((*ours, *more), key=lambda entity: entity.start))
