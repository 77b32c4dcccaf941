"""From phrases to a model and an honest report: without it the program would answer only what its makers foresaw."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Sized
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.svm import LinearSVC

from config.source import Place, Problem, Problems
from nlu.artifact import OUT_OF_SCOPE, Block, Model
from nlu.calibration import Curve, Scores, fit_curve, fit_temperature, softmax
from nlu.entities import BUILTIN
from nlu.features import BLOCKS, PAIRS, Further, Seen, see, vectors
from nlu.handicap import fit_handicap
from nlu.heldback import part_of
from nlu.language import learn
from nlu.model import LANGUAGES, Language
from nlu.normalise import key
from nlu.phrases import Phrase, Phrases
from nlu.report import Report, make_report
from nlu.spelling import count_words
from nlu.suspects import look_alikes, mislabelled
from nlu.thresholds import ENOUGH_OUTSIDE, Judged, choose_thresholds

FOLDS, FEWER, MANY = 10, 5, 5_000  # parts held back in turn; of so many phrases fewer are as good, and half the work
LEFT_OUT = 4  # passes in which a share of the intents is left out, to see how sure the model is of what it never learnt
STRENGTH = 1.0  # liblinear's C
NEARLY = 0.5  # liblinear's tolerance: a thousandth of it takes twice as long and answers the same
ONCE = 2_000  # phrases up to which a pair of stems that stands in one phrase is learnt; of more it would be ballast
_NEVER = -10.0  # the margin of a class that a fold had no example of
Progress = Callable[[str, int, int], None]


def train(
    phrases: Phrases,
    languages: Sequence[Language] = LANGUAGES,
    target: float = 0.9,
    progress: Progress | None = None,
    further: Sequence[Further] = (),
) -> tuple[Model, Report]:
    """Learn a model for the shop's languages and say how good it is. The same phrases give the same model.

    `target` is the share of accepted answers that should be right; `progress` is told what is being done, how much of it is
    done, and how much there is; `further` are blocks of features beside the built-in ones. Raises Problems where there is too
    little to learn from.
    """
    chosen = _chosen(phrases, languages)
    steps = _Steps(progress, _folds(chosen) + LEFT_OUT + 2)
    table = _table(chosen, further)
    steps.done("features")
    sure = _sure(chosen, table, steps)
    found = choose_thresholds(sure.judged, sure.outside, target)
    model = _model(phrases, chosen, table)
    suspects = (
        mislabelled(chosen, table.classes, table.labels, sure.likely),
        look_alikes(chosen, _unit(table.values[0]), _unit(_normalised(table))),
    )
    steps.finish("model")
    ready = replace(
        model, bias=(model.bias + sure.handicap).astype(np.float32), temperature=sure.temperature, curve=sure.curve,
        threshold=found.common.threshold, target=target,
        thresholds={language: point.threshold for language, point in found.languages.items()},
    )  # fmt: skip
    report = make_report(sure.judged, sure.outside, found, sure.temperature, target)
    return ready, replace(report, mislabelled=suspects[0], alike=suspects[1])


def judge(phrases: Phrases, languages: Sequence[Language] = LANGUAGES) -> tuple[Judged, Scores]:
    """What `train` bases its choice of thresholds on: all phrases as models judge them that had not seen them.

    The second are confidences for what stands in for messages out of scope where there are too few of those.
    """
    chosen = _chosen(phrases, languages)
    sure = _sure(chosen, _table(chosen), _Steps(None, 1))
    return sure.judged, sure.outside


def fit(phrases: Phrases, languages: Sequence[Language] = LANGUAGES, further: Sequence[Further] = ()) -> Model:
    """The model alone, whose confidence means nothing yet: for comparing methods, where no threshold is needed."""
    chosen = _chosen(phrases, languages)
    return _model(phrases, chosen, _table(chosen, further))


def right_unseen(phrases: Phrases, languages: Sequence[Language], further: Sequence[Further], most: int) -> float:
    """The share of phrases understood by a model that had seen neither them nor near-copies; of `most`, spread over all."""
    chosen = _chosen(phrases, languages)
    part = chosen[:: -(-len(chosen) // most)]
    counts = Counter(phrase.intent for phrase in part)
    table = _table([phrase for phrase in part if counts[phrase.intent] > 1], further)
    return float((_unseen(table, _Steps(None, 0)).argmax(axis=1) == table.labels).mean())


@dataclass(frozen=True, slots=True, eq=False)
class _Table:
    """The phrases as numbers: by block the features (no weights yet) and their TF-IDF values (phrases x features).

    The values are not yet of length one.
    """

    classes: tuple[str, ...]
    labels: NDArray[np.intp]
    parts: NDArray[np.intp]  # which of FOLDS holds each of them back
    blocks: tuple[Block, ...]
    values: tuple[csr_matrix, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Sure:
    """How sure models are of phrases they had not seen, in earnest; `likely` are the probabilities before the curve."""

    judged: Judged
    outside: Scores
    likely: Scores
    handicap: Scores
    temperature: float
    curve: Curve


class _Steps:
    def __init__(self, progress: Progress | None, total: int) -> None:
        self.progress, self.total, self.count = progress, total, 0

    def done(self, what: str) -> None:
        self.count += 1
        if self.progress:
            self.progress(what, self.count, self.total)

    def finish(self, what: str) -> None:
        self.count = self.total - 1
        self.done(what)


def _chosen(phrases: Phrases, languages: Sequence[Language]) -> tuple[Phrase, ...]:
    """The phrases of these languages, where they are enough to learn from."""
    chosen = tuple(phrase for phrase in phrases.phrases if phrase.language in languages)
    counts = Counter(phrase.intent for phrase in chosen)
    if len(set(counts) - {OUT_OF_SCOPE}) < 2:
        raise Problems([Problem(Place("nlu/phrases"), "there are fewer than two intents", "a model tells intents apart")])
    if lonely := [phrase for phrase in chosen if counts[phrase.intent] < 2]:
        raise Problems(Problem(one.place, f"`{one.intent}` has one phrase only", "write some more") for one in lonely)
    return chosen


def _model(phrases: Phrases, chosen: Sequence[Phrase], table: _Table) -> Model:
    weights, bias = _fit(_normalised(table), table.labels, len(table.classes))
    ends = np.cumsum([len(block.codes) for block in table.blocks])
    parts = np.split(weights.astype(np.float16), ends[:-1])
    blocks = tuple(replace(block, weights=part) for block, part in zip(table.blocks, parts, strict=True))
    return Model(
        classes=table.classes, blocks=blocks,
        bias=bias, temperature=1.0, threshold=0.0, target=0.0, fingerprint=phrases.fingerprint,
        language=learn((phrase.language, phrase.text) for phrase in chosen),
        synonyms=phrases.synonyms, regexes=phrases.regexes, lookups=_lookups(phrases),
        words=count_words(key(phrase.text) for phrase in chosen),
    )  # fmt: skip


def _table(phrases: Sequence[Phrase], further: Sequence[Further] = ()) -> _Table:
    keys = [key(phrase.text) for phrase in phrases]
    texts = [phrase.text for phrase in phrases]
    seen = see(keys)
    found = [_block(name, seen[name], weight) for name, weight in BLOCKS.items()]
    found += [_block(one.name, one.see(texts), one.weight, one.digest) for one in further]
    classes = tuple(sorted({phrase.intent for phrase in phrases}))
    places = {name: place for place, name in enumerate(classes)}
    labels = np.array([places[phrase.intent] for phrase in phrases])
    blocks, values = zip(*found, strict=True)
    return _Table(classes, labels, np.array([part_of(one.split(), FOLDS) for one in keys]), blocks, values)


def _block(name: str, seen: Seen, weight: float, digest: str = "") -> tuple[Block, csr_matrix]:
    """Features with their smoothed inverse document frequency, and term frequency by it for every document."""
    codes = np.unique(seen.codes)
    counted = vectors(seen, codes, np.ones(len(codes), np.float32))
    frequency = np.bincount(counted.rows, minlength=len(codes))
    if name == PAIRS and seen.texts > ONCE:
        codes, frequency = codes[frequency > 1], frequency[frequency > 1]
    idf = (np.log((1 + seen.texts) / (1 + frequency)) + 1).astype(np.float32)
    counted = vectors(seen, codes, idf)
    matrix = csr_matrix((counted.values, counted.rows, counted.starts), (seen.texts, len(codes)))
    return Block(name, codes, idf, np.zeros((0, 0), np.float16), weight, digest), matrix


def _normalised(table: _Table, seen: NDArray[np.bool_] | None = None) -> csr_matrix:
    """All blocks side by side, each of its own length a phrase. Features that no `seen` phrase has do not exist yet."""
    values: Sequence[csr_matrix] = table.values
    if seen is not None:
        values = [one @ diags((one[seen].getnnz(axis=0) > 0).astype(np.float32)) for one in values]
    return hstack([_unit(one) * np.float32(block.weight) for one, block in zip(values, table.blocks, strict=True)]).tocsr()


def _unit(block: csr_matrix) -> csr_matrix:
    lengths = np.sqrt(np.asarray(block.multiply(block).sum(axis=1)).ravel())
    return diags(1 / np.where(lengths > 0, lengths, 1)) @ block


def _fit(features: csr_matrix, labels: NDArray[np.intp], classes: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weights (features x classes) and bias of one linear machine a class; rare classes weigh as much as common ones."""
    if len(set(labels.tolist())) < 2:  # a tiny shop, of whose two intents one is held back: there is nothing to tell apart
        return np.zeros((features.shape[1], classes), np.float32), np.where(np.isin(range(classes), labels), 0, _NEVER)
    machine = LinearSVC(C=STRENGTH, tol=NEARLY, class_weight="balanced", random_state=0, max_iter=5000).fit(features, labels)
    found, bias = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:
        found, bias = np.vstack([-found, found]), np.concatenate([-bias, bias])
    weights = np.zeros((features.shape[1], classes), np.float32)
    biases = np.full(classes, _NEVER, np.float32)
    weights[:, machine.classes_], biases[machine.classes_] = found.T, bias
    return weights, biases


def _unseen(table: _Table, steps: _Steps) -> Scores:
    """The margins (phrases x classes) of every phrase from a model that saw neither it nor its near-copies."""
    margins = np.empty((len(table.labels), len(table.classes)))
    many = _folds(table.labels)
    for part in range(many):
        held = table.parts % many == part
        features = _normalised(table, ~held)
        weights, bias = _fit(features[~held], table.labels[~held], len(table.classes))
        margins[held] = features[held] @ weights + bias
        steps.done("phrases unseen")
    return margins


def _folds(phrases: Sized) -> int:
    return FOLDS if len(phrases) < MANY else FEWER


def _sure(phrases: Sequence[Phrase], table: _Table, steps: _Steps) -> _Sure:
    plain = _unseen(table, steps)
    handicap = fit_handicap(plain, table.labels, np.array([name != OUT_OF_SCOPE for name in table.classes]))
    margins = plain + handicap
    temperature = fit_temperature(margins, table.labels)
    judged = _judged(phrases, table.classes, margins / temperature)
    curve = fit_curve(judged.confidence[judged.inside], judged.right[judged.inside])
    enough = int((~judged.inside).sum()) >= ENOUGH_OUTSIDE
    strange = [] if enough else [found + handicap for found in _left_out(table, steps)]
    outside = [_confidence(found / temperature, table.classes) for found in strange]
    likely = softmax(margins / temperature)
    judged = replace(judged, confidence=curve(judged.confidence))
    return _Sure(judged, curve(np.concatenate([np.empty(0), *outside])), likely, handicap, temperature, curve)


def _left_out(table: _Table, steps: _Steps) -> Iterator[Scores]:
    """Margins of phrases whose whole intents were left out of training: what the model makes of the unknown.

    Stands in for messages out of scope where the phrase files have too few. It is hard on the model, for what is left out lies
    close to what is there, so the threshold comes out higher than need be.
    """
    inside = [place for place, name in enumerate(table.classes) if name != OUT_OF_SCOPE]
    for turn in range(LEFT_OUT):
        held = np.isin(table.labels, inside[turn::LEFT_OUT])
        if held.any() and len(set(table.labels[~held].tolist())) > 1:
            features = _normalised(table, ~held)
            weights, bias = _fit(features[~held], table.labels[~held], len(table.classes))
            yield features[held] @ weights + bias
        steps.done("intents left out")


def _judged(phrases: Sequence[Phrase], classes: Sequence[str], logits: Scores) -> Judged:
    inside = np.array([name != OUT_OF_SCOPE for name in classes])
    best = np.where(inside, logits, -np.inf).argmax(axis=1)
    return Judged(phrases, [classes[place] for place in best], _confidence(logits, classes))


def _confidence(logits: Scores, classes: Sequence[str]) -> Scores:
    """The probability of the likeliest intent; out of scope has its share of it, but is no intent."""
    inside = np.array([name != OUT_OF_SCOPE for name in classes])
    return np.asarray(softmax(logits)[:, inside].max(axis=1))


def _lookups(phrases: Phrases) -> dict[str, tuple[str, ...]]:
    """The lookup tables of the files, and what is marked in the phrases as an entity of the shop's own."""
    found = {kind: list(texts) for kind, texts in phrases.lookups.items()}
    for entity in (entity for phrase in phrases.phrases for entity in phrase.entities if entity.kind not in BUILTIN):
        found.setdefault(entity.kind, []).append(entity.text)
    return {kind: tuple(dict.fromkeys(texts)) for kind, texts in found.items()}
