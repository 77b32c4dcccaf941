"""Two models on the same phrases, neither having seen them: without it a new one would be published on hope.

What counts are the phrases that only one of them gets right. Whether an intent got worse is asked by McNemar's exact test (1947;
one-sided: so many lost of those that changed, were each as likely to be won), and, since it is asked of every intent and of all
together, by Holm's correction (1979). The band is the 95 % interval of Agresti and Min (2005) for a difference of paired shares.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from math import comb, erfc, sqrt
from typing import Any, NamedTuple

from nlu.heldback import ID, group_in, id_of
from nlu.model import Understanding
from nlu.phrases import Phrase

LEVEL = 0.05  # how often models that are equally good may be held for worse
EVERYTHING = "*"
MOST = 200  # phrases that are told one by one
_WIDTH = 1.96  # standard errors on either side that hold 95 %


class Taken(NamedTuple):
    """What a model made of a phrase: the likeliest intent, and whether it was sure enough to act on it."""

    intent: str
    accepted: bool


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What a training made of each of its phrases, by their ids, unseen; kept beside the model."""

    taken: Mapping[str, Taken]

    def as_data(self) -> dict[str, Any]:
        """As JSON knows it, in some twenty bytes a phrase: a name by its place, the complement of that where it was not sure."""
        names = sorted({one.intent for one in self.taken.values()})
        place = {name: number for number, name in enumerate(names)}
        codes = [place[one.intent] if one.accepted else ~place[one.intent] for one in self.taken.values()]
        return {"names": names, "ids": "".join(self.taken), "taken": codes}


def outcomes_of(phrases: Sequence[Phrase], taken: Sequence[str], accepted: Sequence[bool]) -> Outcomes:
    """The outcomes of phrases in their order."""
    rows = zip(phrases, taken, accepted, strict=True)
    return Outcomes({id_of(phrase): Taken(name, bool(sure)) for phrase, name, sure in rows})


def outcomes_from(data: Any) -> Outcomes | None:
    """Those that `as_data` gave; None for anything else."""
    try:
        names, ids, codes = data["names"], data["ids"], data["taken"]
        cut = [ids[place : place + ID] for place in range(0, len(ids), ID)]
        read = [Taken(names[~code], False) if code < 0 else Taken(names[code], True) for code in codes]
        return Outcomes(dict(zip(cut, read, strict=True)))
    except (TypeError, KeyError, IndexError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class Pair:
    """A phrase that neither model had seen when it was judged, and what each made of it."""

    phrase: Phrase
    before: Taken
    after: Taken

    def right(self, taken: Taken) -> bool:
        """Whether that is what the phrase means; what is out of scope is right when it is not acted on."""
        return not taken.accepted if self.phrase.intent == "out_of_scope" else taken.intent == self.phrase.intent


Read = Callable[[Sequence[Phrase]], Sequence[Taken]]


def pairs_of(phrases: Iterable[Phrase], before: Outcomes, after: Outcomes, read: Read) -> list[Pair]:
    """Every phrase that can be judged fairly.

    Those that both trainings held back in turn, and those that are new: the old model reads them with `read`, but for near-copies
    of what it was trained on.
    """
    known = {id_of(phrase): phrase for phrase in phrases}
    learnt = {group_in(name) for name in before.taken}
    fresh = [name for name in known if name not in before.taken and name in after.taken and group_in(name) not in learnt]
    old = dict(before.taken) | dict(zip(fresh, read([known[name] for name in fresh]) if fresh else (), strict=True))
    return [Pair(phrase, old[name], after.taken[name]) for name, phrase in known.items() if name in old and name in after.taken]


@dataclass(frozen=True, slots=True)
class Change:
    """How an intent (or EVERYTHING) fares: the shares understood before and after, `lost` and `gained` by how many phrases.

    `band` is half the interval in which the difference lies at 95 %; `p` how likely so much loss is by chance, after
    correction; `worse` whether that is too unlikely to be chance.
    """

    intent: str
    count: int
    before: float
    after: float
    lost: int
    gained: int
    band: float
    p: float

    @property
    def worse(self) -> bool:
        """Beyond noise."""
        return self.p < LEVEL


class Mixed(NamedTuple):
    """So many phrases of an intent that were taken for another, before and after."""

    intent: str
    taken_for: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """A new model against the one in use, which `against` names: by intent, the worst change first, and what is mixed up.

    `lost` and `won` are the phrases themselves (language, intent, text, taken for before, and after); `gone` are intents that the
    new model does not know any more, `fresh` those that the old one did not.
    """

    against: str
    whole: Change
    intents: tuple[Change, ...]
    mixed: tuple[Mixed, ...]
    lost: tuple[tuple[str, str, str, str, str], ...]
    won: tuple[tuple[str, str, str, str, str], ...]
    gone: tuple[str, ...] = ()
    fresh: tuple[str, ...] = ()

    @property
    def worse(self) -> tuple[Change, ...]:
        """What stands in the way of using the new model."""
        return tuple(one for one in (self.whole, *self.intents) if one.worse)

    def as_data(self) -> dict[str, Any]:
        """As JSON knows it."""
        found = asdict(self)
        found["mixed"] = [list(one) for one in self.mixed]
        for given, one in zip([found["whole"], *found["intents"]], (self.whole, *self.intents), strict=True):
            given["worse"] = one.worse
        return found


def compare(pairs: Sequence[Pair], against: str = "", before: Iterable[str] = (), after: Iterable[str] = ()) -> Comparison | None:
    """What the new model changes; None where both could be judged on nothing. `before` and `after` are the intents they know."""
    if not pairs:
        return None
    by: defaultdict[str, list[Pair]] = defaultdict(list)
    for pair in pairs:
        by[pair.phrase.intent].append(pair)
    groups = {EVERYTHING: pairs, **dict(sorted(by.items()))}
    counted = {name: _counts(group) for name, group in groups.items()}
    chances = holm([mcnemar(lost, gained) for lost, gained, _, _ in counted.values()])
    changes = [_change(name, len(groups[name]), counted[name], p) for name, p in zip(groups, chances, strict=True)]
    whole, *intents = changes
    lost = [pair for pair in pairs if pair.right(pair.before) and not pair.right(pair.after)]
    won = [pair for pair in pairs if pair.right(pair.after) and not pair.right(pair.before)]
    old, new = set(before), set(after)
    return Comparison(
        against, whole, tuple(sorted(intents, key=lambda one: (not one.worse, one.after - one.before, one.intent))),
        _mixed(pairs), _told(lost), _told(won), tuple(sorted(old - new)), tuple(sorted(new - old)),
    )  # fmt: skip


def _counts(pairs: Sequence[Pair]) -> tuple[int, int, int, int]:
    """Lost, gained, right before, right after."""
    seen = Counter((pair.right(pair.before), pair.right(pair.after)) for pair in pairs)
    lost, gained, both = seen[True, False], seen[False, True], seen[True, True]
    return lost, gained, both + lost, both + gained


def _change(name: str, count: int, counts: tuple[int, int, int, int], p: float) -> Change:
    lost, gained, before, after = counts
    return Change(name, count, before / count, after / count, lost, gained, band(count, lost, gained), p)


def mcnemar(lost: int, gained: int) -> float:
    """How likely it is that at least so many of the changed are lost, were each as likely to be gained (exact, one-sided)."""
    changed = lost + gained
    if changed > 1000:  # the exact sum has thousands of digits; the normal approximation with continuity agrees to 4 digits
        return _upper((lost - gained - 1) / sqrt(changed))
    return float(sum(comb(changed, many) for many in range(lost, changed + 1)) / 2**changed)


def _upper(z: float) -> float:
    return erfc(z / sqrt(2)) / 2


def holm(chances: Sequence[float]) -> list[float]:
    """The same chances, corrected for having asked so often (Holm 1979), in their order."""
    order = sorted(range(len(chances)), key=chances.__getitem__)
    found, so_far = [0.0] * len(chances), 0.0
    for rank, place in enumerate(order):
        so_far = max(so_far, min(1.0, (len(chances) - rank) * chances[place]))
        found[place] = so_far
    return found


def band(count: int, lost: int, gained: int) -> float:
    """Half the width of the 95 % interval of the difference of two paired shares (Agresti and Min 2005: half a pair a cell)."""
    return _WIDTH * sqrt(lost + gained + 1 - (gained - lost) ** 2 / (count + 2)) / (count + 2)


def _mixed(pairs: Iterable[Pair], most: int = 30) -> tuple[Mixed, ...]:
    """What is taken for what, what grew most first, then what is most frequent."""
    seen: defaultdict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for pair in pairs:
        for side, taken in enumerate((pair.before, pair.after)):
            if not pair.right(taken):
                seen[pair.phrase.intent, taken.intent][side] += 1
    found = [Mixed(*names, *counts) for names, counts in seen.items()]
    return tuple(sorted(found, key=lambda one: (one.before - one.after, -one.after, one.intent, one.taken_for))[:most])


def _told(pairs: Sequence[Pair]) -> tuple[tuple[str, str, str, str, str], ...]:
    rows = ((one.phrase, one.before.intent, one.after.intent) for one in pairs[:MOST])
    return tuple((phrase.language, phrase.intent, phrase.text, before, after) for phrase, before, after in rows)


class Shift(NamedTuple):
    """A message that two models understand otherwise; an intent is None where the model is not sure enough to act on it."""

    text: str
    language: str
    before: str | None
    after: str | None
    confidence: float


def shifts(before: Sequence[Understanding], after: Sequence[Understanding]) -> list[Shift]:
    """The messages whose intent another model changes, those first of which both are sure, then what the new one is surest of."""
    found = [
        Shift(old.text, new.language, old.intent, new.intent, new.confidence)
        for old, new in zip(before, after, strict=True) if old.intent != new.intent
    ]  # fmt: skip
    return sorted(found, key=lambda one: (one.before is None or one.after is None, -one.confidence, one.text))
