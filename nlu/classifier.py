"""The built-in model at work: without it a message would have no intent and every customer would wait for a person."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nlu.artifact import OUT_OF_SCOPE, Model
from nlu.entities import Extractor
from nlu.features import char_grams, word_grams
from nlu.language import LanguageGuesser
from nlu.model import LANGUAGES, Intent, Language, Understanding, Utterance
from nlu.normalise import MASKS, key

RANKING = 5
_LETTER = re.compile(r"[^\W\d_]")


class Scorer:
    """The probability of every class for a text key: the same features and weights as in training, in numpy alone."""

    def __init__(self, model: Model) -> None:
        self.classes = model.classes
        self._words = {gram: row for row, gram in enumerate(model.words)}
        self._chars = {gram: row for row, gram in enumerate(model.chars, start=len(model.words))}
        self._weights = model.weights.astype(np.float32) / np.float32(model.temperature)
        self._bias = model.bias / np.float32(model.temperature)
        self._nothing = np.zeros_like(self._bias)
        self._idf = model.idf
        self._char_rows = lru_cache(maxsize=20_000)(self._find_char_rows)

    def probabilities(self, text_key: str) -> NDArray[np.float32] | None:
        """One probability a class, or None where the message says nothing that a model could know.

        That is: a number or address with no word beside it, a sign (👍) that stands in no phrase, or nothing like any of them.
        """
        words = text_key.split()
        if not _LETTER.search(text_key) and not MASKS.isdisjoint(words):
            return None
        word_rows = [row for gram in word_grams(words) if (row := self._words.get(gram)) is not None]
        char_rows = list(chain.from_iterable(map(self._char_rows, words)))
        if not word_rows and not char_rows:
            return None
        logits = self._bias + self._block(word_rows) + self._block(char_rows)
        scores = np.exp(logits - logits.max())
        return np.asarray(scores / scores.sum())

    def _find_char_rows(self, word: str) -> tuple[int, ...]:
        return tuple(row for gram in char_grams(word) if (row := self._chars.get(gram)) is not None)

    def _block(self, found: Iterable[int]) -> NDArray[np.float32]:
        """What one block of features adds: sublinear term frequency by inverse document frequency, of length one."""
        counts = Counter(found)
        if not counts:
            return self._nothing
        rows = np.fromiter(counts, np.intp, len(counts))
        values = np.fromiter(counts.values(), np.float32, len(counts))
        np.log(values, out=values)
        values += 1
        values *= self._idf.take(rows)
        return np.asarray(values @ self._weights.take(rows, axis=0) / np.sqrt(values @ values))


class Classifier:
    """Understands messages with a trained model, in the process of its caller; implements the Nlu port.

    `languages` are those of the shop, its default first; `today` is asked what "yesterday" is counted from; `threshold`
    overrides the model's. Safe to share: answering changes nothing but caches.
    """

    def __init__(
        self,
        model: Model,
        today: Callable[[], date],
        *,
        languages: Sequence[Language] = LANGUAGES,
        orders: Sequence[str] = (),
        regions: Sequence[str] = ("LV",),
        threshold: float | None = None,
    ) -> None:
        self.name = f"builtin-{model.digest[:12]}"
        self.threshold = model.threshold if threshold is None else threshold
        self._today = today
        self._scorer = Scorer(model)
        self._guesser = LanguageGuesser(model.language, [one for one in languages if one in model.language.languages])
        own = {"regexes": model.regexes, "lookups": model.lookups}
        self._extractor = Extractor(orders, regions, synonyms=model.synonyms, **own)

    @property
    def intents(self) -> tuple[str, ...]:
        """What it tells apart."""
        return tuple(name for name in self._scorer.classes if name != OUT_OF_SCOPE)

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """Understand several messages at once, in their order."""
        return self.predict(utterances)

    def predict(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """The same for callers that do not wait: some 0.2 ms of CPU a message."""
        today = self._today()
        return [self._one(utterance, today) for utterance in utterances]

    def _one(self, utterance: Utterance, today: date) -> Understanding:
        text = utterance.text
        language = self._guesser.guess(text, utterance.language)
        entities = self._extractor.find(text, today)
        ranking = self._ranking(key(text))
        best = ranking[0] if ranking else Intent("", 0.0)
        accepted = best.confidence >= self.threshold and bool(ranking)
        return Understanding(
            text, language, best.name if accepted else None, best.confidence, accepted, entities, ranking, self.name
        )

    def _ranking(self, text_key: str) -> tuple[Intent, ...]:
        scores = self._scorer.probabilities(text_key)
        if scores is None:
            return ()
        best = sorted(zip(scores.tolist(), self._scorer.classes, strict=True), reverse=True)
        return tuple([Intent(name, round(score, 4)) for score, name in best[: RANKING + 1] if name != OUT_OF_SCOPE][:RANKING])
