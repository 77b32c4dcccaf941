"""The built-in model at work: without it a message would have no intent and every customer would wait for a person."""

import asyncio
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from itertools import accumulate, islice

import numpy as np
from numpy.typing import NDArray

from nlu.artifact import OUT_OF_SCOPE, Model, ModelError
from nlu.calibration import softmax
from nlu.entities import BUILTIN, Extractor
from nlu.features import BLOCKS, PAIRS, WORDS, Codes, Further, Places, WordFeatures, neighbours, pairs_of, see_words, two_words
from nlu.features import vectors as vectors_of
from nlu.language import LanguageGuesser
from nlu.model import LANGUAGES, Entity, Intent, Language, Understanding, Utterance
from nlu.normalise import MASKS, key
from nlu.products import Products
from nlu.spelling import Spelling
from nlu.weighing import asked_of, weigh

RANKING = 5
REMEMBERED = 4_000  # words whose features are kept; each takes some 500 bytes
_FIRST = np.zeros(1, np.intp)
_LETTER = re.compile(r"[^\W\d_]")
_CODE = re.compile(  # a voucher or a part's number by itself: capitals with digits, or three groups and more
    r"\W{0,3}(?=[^\d\s]{0,40}\d)(?=[^A-Za-z\s]{0,40}[A-Za-z])"
    r"(?:[A-Z\d]{3,40}(?:[-_/][A-Z\d]{1,40}){0,8}|[a-z\d]{3,12}(?:-[a-z\d]{3,12}){2,8})\W{0,3}"
)
_SAYING = frozenset({"product"})  # values that are a wish by themselves: "ceramic mugs" asks for them


class Scorer:
    """The probability of every class for a message: the same features and weights as in training, in numpy alone.

    `further` are the blocks of features that the model learnt beside those that every model has. Raises ModelError where they
    are not the same.
    """

    def __init__(self, model: Model, further: Sequence[Further] = ()) -> None:
        self.classes = model.classes
        self._blocks, self._bias, self._temperature = model.blocks[len(BLOCKS) :], model.bias, np.float32(model.temperature)
        own = {block.name: block for block in further}
        for block in model.blocks[len(BLOCKS) :]:
            if block.name not in own or own[block.name].digest != block.digest:
                raise ModelError(f"the model learnt with other {block.name} than there are: train again with `dezura train`")
        self.further = [own[block.name] for block in model.blocks[len(BLOCKS) :]]
        builtin = model.blocks[: len(BLOCKS)]
        sizes = [len(block.codes) for block in builtin]
        self._size = sum(sizes)
        self._codes = {block.name: (block.codes, sum(sizes[:place])) for place, block in enumerate(builtin)}
        self._block_of = np.repeat(np.arange(len(builtin), dtype=np.int8), sizes)
        self._idf, self._weights = (np.concatenate([getattr(block, part) for block in builtin]) for part in ("idf", "weights"))
        self._lengths = np.array([block.weight for block in builtin], np.float32)
        self._spelling = Spelling(model.words)
        self._met: dict[str, WordFeatures] = {}

    def probabilities(self, text_key: str) -> NDArray[np.float32] | None:
        """One probability a class for a text, or None where it says nothing that a model could know.

        That is: a number or address with no word beside it, a sign (👍) that stands in no phrase, or nothing like any of them.
        """
        scores, known = self.several([text_key], [text_key])
        return scores[0] if known[0] else None

    def several(self, texts: Sequence[str], keys: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Probabilities (texts x classes) of several messages and their keys at once, and which of them say anything."""
        mended = self._spelling.mended(keys)  # read both ways: what looks like a slip may be a word that is only new
        margins, known = self._builtin([*keys, *mended.values()])
        if mended:
            places = list(mended)
            margins[places] = (margins[places] + margins[len(keys) :]) / 2
            margins, known = margins[: len(keys)], known[: len(keys)]
        for one, block in zip(self.further, self._blocks, strict=True):
            vector = vectors_of(one.see(texts), block.codes, block.idf).unit()
            owners = np.repeat(np.arange(len(keys)), np.diff(vector.starts))
            known |= (
                np.bincount(owners, np.abs(vector.values), len(keys)) > 0
            )  # a word that no phrase has may have its place here
            filled = np.flatnonzero(np.diff(vector.starts))
            parts = block.weights.take(vector.rows, axis=0) * (vector.values * np.float32(block.weight))[:, None]
            margins[filled] += np.add.reduceat(parts, vector.starts[filled])
        known &= np.fromiter(map(_speaks, keys), np.bool_, len(keys))
        return softmax(margins / self._temperature), known

    def _builtin(self, keys: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """What the built-in blocks add up to (texts x classes), and which texts have any of their features.

        The same sums as by `vectors`, of all blocks in one pass: for one message the number of passes is what takes the time.
        """
        texts, many = len(keys), len(self._lengths)
        margins, says = np.empty((texts, len(self._bias)), np.float32), np.zeros(texts, np.bool_)
        margins[:] = self._bias
        places = self._places(keys)
        if not len(places):
            return margins, says
        places.sort()
        starts = _changes(places)
        found = places[starts]
        whose, which = np.divmod(found, self._size) if texts > 1 else (_FIRST, found)
        values = (1 + np.log(_sizes(starts, len(places)).astype(np.float32))) * self._idf.take(which)
        cells = whose * many + self._block_of.take(which)
        lengths = np.sqrt(np.bincount(cells, values * values, texts * many)).reshape(texts, many)
        values *= (self._lengths / np.maximum(lengths, 1e-9)).astype(np.float32).ravel().take(cells)
        begins = _changes(whose)
        filled = whose[begins]
        margins[filled] += np.add.reduceat(self._weights.take(which, axis=0) * values[:, None], begins)
        says[filled] = True
        return margins, says

    def _places(self, keys: Sequence[str]) -> Places:
        """Whose (in steps of the number of features) and which every feature is that the texts have, in no order."""
        texts = [[word for word in text_key.split(" ") if word] for text_key in keys]
        words = self._known([word for text in texts for word in text])
        if not words:
            return np.zeros(0, np.intp)
        numbers = np.frombuffer(b"".join([word.numbers for word in words]), np.uint64).reshape(-1, 4)
        beside, at = self._rows(WORDS, two_words(numbers))
        if len(texts) == 1:
            pairs = pairs_of(numbers, *neighbours(len(words)))
            return np.concatenate([*(word.rows for word in words), beside, self._rows(PAIRS, pairs)[0]])
        counts = [len(text) for text in texts]
        whose, firsts = np.repeat(np.arange(len(texts)), counts), accumulate(counts, initial=0)
        near = [neighbours(count, first) for count, first in zip(counts, firsts, strict=False)]
        ones, others = (np.concatenate(part) for part in zip(*near, strict=True))
        paired, by = self._rows(PAIRS, pairs_of(numbers, ones, others))
        same = whose[at] == whose[at + 1]
        owners = [np.repeat(whose, [len(word.rows) for word in words]), whose[at[same]], whose[ones[by]]]
        found = np.concatenate([*(word.rows for word in words), beside[same], paired])
        return np.asarray(found + self._size * np.concatenate(owners), np.intp)

    def _rows(self, name: str, codes: Codes) -> tuple[Places, Places]:
        """The features with these codes in a block, and at which places of the codes they are; others the model does not know."""
        known, first = self._codes[name]
        if not len(known):
            return np.zeros(0, np.intp), np.zeros(0, np.intp)
        found = known.searchsorted(codes)
        at = (known.take(found, mode="clip") == codes).nonzero()[0]
        return found[at] + first, at

    def _known(self, words: Sequence[str]) -> list[WordFeatures]:
        """The features of words; those that were not met before are looked up together, and kept as far as there is room."""
        met = self._met
        fresh = self._read([word for word in dict.fromkeys(words) if word not in met])
        if len(met) + len(fresh) <= REMEMBERED:
            met.update(fresh)
        else:  # begun anew; who reads at the same time keeps what there was
            self._met = dict(islice(fresh.items(), REMEMBERED))
        return [fresh[word] if word in fresh else met[word] for word in words]

    def _read(self, words: Sequence[str]) -> dict[str, WordFeatures]:
        if not words:
            return {}
        seen, numbers = see_words(words)
        found = [(rows, one.owners[at]) for name, one in seen.items() for rows, at in [self._rows(name, one.codes)]]
        rows, owners = (np.concatenate(part) for part in zip(*found, strict=True))
        order = owners.argsort(kind="stable")
        ends = np.searchsorted(owners[order], np.arange(len(words) + 1)).tolist()
        rows = rows[order].astype(np.int32)
        return {
            word: WordFeatures(rows[ends[place] : ends[place + 1]].copy(), numbers[place].tobytes())
            for place, word in enumerate(words)
        }


def _changes(ascending: Places) -> Places:
    """Where a number differs from the one before it; the first does."""
    new = np.empty(len(ascending), np.bool_)
    new[0] = True
    np.not_equal(ascending[1:], ascending[:-1], out=new[1:])
    return new.nonzero()[0]


def _sizes(starts: Places, end: int) -> Places:
    """How long each stretch is that begins at one of these places, the last up to the end."""
    sizes = np.empty_like(starts)
    np.subtract(starts[1:], starts[:-1], out=sizes[:-1])
    sizes[-1] = end - starts[-1]
    return sizes


def _speaks(text_key: str) -> bool:
    """Whether there is a word or a sign in it, and not numbers and addresses alone."""
    return bool(_LETTER.search(text_key)) or (bool(text_key) and MASKS.isdisjoint(text_key.split()))


def only_values(text: str, entities: Sequence[Entity]) -> bool:
    """Whether a message is an answer and no wish: nothing but money, days, numbers or a code, without a word beside them.

    What it answers is known to the flow that asked; by itself "50 EUR" is as much a price as a refund.
    """
    values = [one for one in entities if one.kind in BUILTIN and one.kind not in _SAYING]
    ends, starts = [0, *(one.end for one in values)], [*(one.start for one in values), len(text)]
    beside = any(_LETTER.search(text, end, start) for end, start in zip(ends, starts, strict=True))
    return (bool(values) and not beside) or _CODE.fullmatch(text.strip()) is not None


class Classifier:
    """Understands messages with a trained model, in the process of its caller; implements the Nlu port.

    `languages` are those of the shop, its default first; `today` is asked what "yesterday" is counted from; `threshold`
    overrides the model's, in every language. Safe to share: answering changes nothing but caches.
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
        further: Sequence[Further] = (),
        products: Products | None = None,
    ) -> None:
        self.name = f"builtin-{model.digest[:12]}"
        self.threshold = model.threshold if threshold is None else threshold
        self._thresholds = model.thresholds if threshold is None else {}
        self._curve = model.curve
        self._today = today
        self._scorer = Scorer(model, further)
        self._slow = any(getattr(one, "slow", False) for one in self._scorer.further)
        self._guesser = LanguageGuesser(model.language, [one for one in languages if one in model.language.languages])
        own = {"regexes": model.regexes, "lookups": model.lookups}
        self._extractor = Extractor(orders, regions, synonyms=model.synonyms, products=products, **own)

    def sell(self, products: Products) -> None:
        """Know other products by name from the next message on."""
        self._extractor.products = products

    @property
    def intents(self) -> tuple[str, ...]:
        """What it tells apart."""
        return tuple(name for name in self._scorer.classes if name != OUT_OF_SCOPE)

    def threshold_in(self, language: str) -> float:
        """From which confidence on a message in this language is answered."""
        return self._thresholds.get(language, self.threshold)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The values of the shop's own that it finds."""
        return self._extractor.kinds

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """Understand several messages at once, in their order; in a thread where a shop's embeddings take their time."""
        return await asyncio.to_thread(self.predict, utterances) if self._slow else self.predict(utterances)

    def predict(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """The same for callers that do not wait: some 0.5 ms of CPU a message."""
        today, asked = self._today(), []
        for utterance in utterances:
            language = self._guesser.guess(utterance.text, utterance.language)
            entities = self._extractor.find(utterance.text, today, language)
            asked.append((utterance.text, language, entities, asked_of(utterance.text, entities)))
        ranked = self._ranked({text: None for whole, _, _, parts in asked for text in (whole, *parts)})
        return [self._one(text, language, entities, ranked) for text, language, entities, _ in asked]

    def _one(
        self, text: str, language: Language, entities: tuple[Entity, ...], ranked: Mapping[str, tuple[Intent, ...]]
    ) -> Understanding:
        ranking = () if only_values(text, entities) else ranked[text]
        least = self.threshold_in(language)
        read = weigh(
            text, ranking, lambda parts: [ranked[part] for part in parts], lambda intent: intent.confidence >= least, entities
        )
        best = read.ranking[0] if read.ranking else Intent("", 0.0)
        intent = best.name if read.accepted else None
        return Understanding(
            text, language, intent, best.confidence, read.accepted, entities, read.ranking, self.name, read.wishes, read.refused
        )

    def _ranked(self, texts: Collection[str]) -> Mapping[str, tuple[Intent, ...]]:
        """The likeliest intents of messages and their parts, in one pass of the model: a pass costs more than a text."""
        return dict(zip(texts, self._rankings(list(texts)), strict=True)) if texts else {}

    def _rankings(self, texts: Sequence[str]) -> list[tuple[Intent, ...]]:
        scores, known = self._scorer.several(texts, [key(text) for text in texts])
        return [self._ranking(row) if says else () for row, says in zip(scores.tolist(), known.tolist(), strict=True)]

    def _ranking(self, scores: Sequence[float]) -> tuple[Intent, ...]:
        best = sorted(zip(scores, self._scorer.classes, strict=True), reverse=True)
        likeliest = [(score, name) for score, name in best[: RANKING + 1] if name != OUT_OF_SCOPE][:RANKING]
        shares = self._curve.spread([score for score, _ in likeliest])
        return tuple([Intent(name, round(share, 4)) for share, (_, name) in zip(shares, likeliest, strict=True)])
