"""What a message of several parts means: without it a second wish would be dropped, and one that is refused would be done.

The whole message is the rule. Its parts are read only where it has some, and count where they speak clearly: each a question or
a request and no part of a story, each surer than a message by itself must be, each about something else. One wish cut in two is
worse than one missed.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from nlu.clauses import Clause, clauses, words
from nlu.model import Entity, Intent, Wish
from nlu.normalise import flat
from nlu.refusing import Refusal, named, refusal

MOST = 5  # wishes of one message
SHORT = 3  # words up to which a message has one part
LONG = 25  # words from which a message tells a story, whose wish stands in one sentence of it
FEW = 5  # words of a clause that may only refer back
_PRONOUNS = words("tas to ta tos it that this they это его он она оно це його він вона воно ono ona on")
_BACK = re.compile(rf"(?<!\w)(?:{_PRONOUNS})(?!\w)")
PERSON = "talk_to_human"
# What steers the conversation or is only polite: never one wish of several, and no flow anybody could be pushed into.
MANNERS = frozenset({
    *("greet", "thank", "goodbye", "affirm", "deny", "cancel", "repeat", "skip", "bot_question", "change_language"),
})  # fmt: skip
# A wish whose flow answers the other, too, or which is the point where both are said.
COVERS = frozenset({
    *(("return_goods", "refund_status"), ("return_goods", "complaint"), ("cancel_order", "refund_status")),
    *(("cancel_order", "return_goods"), ("cancel_order", "order_status"), ("order_status", "delivery_info")),
    *(("order_status", "complaint"), ("refund_status", "complaint"), ("callback_request", "talk_to_human")),
    *(("callback_request", "complaint"), ("talk_to_human", "complaint"), ("change_order", "order_status")),
})  # fmt: skip
Ranking = tuple[Intent, ...]
Rank = Callable[[Sequence[str]], Sequence[Ranking]]
Accepts = Callable[[Intent], bool]


@dataclass(frozen=True, slots=True)
class Reading:
    """The ranking that counts, whether its first is accepted, and what else was said."""

    ranking: Ranking
    accepted: bool
    wishes: tuple[Wish, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    clause: Clause
    best: Intent
    ranking: Ranking
    numbers: frozenset[str]


def weigh(text: str, whole: Ranking, rank: Rank, accepts: Accepts, entities: Sequence[Entity] = ()) -> Reading:
    """What a message means as a whole and in its parts.

    `whole` are its likeliest intents, best first; `rank` gives the same for several texts at once, and `accepts` tells whether an
    intent is sure enough to act on.
    """
    reading = Reading(whole, bool(whole) and accepts(whole[0]))
    if refused := refusal(text):
        reading = _without(refused, reading, rank, accepts)
    count = len(text.split())
    parts, asking = _divided(text, count, entities)
    if not parts:
        return reading
    found = [
        _Part(part, ranking[0], ranking, _numbers(part, entities))
        for part, ranking in zip(asking, rank([part.text for part in asking]), strict=True)
        if ranking and accepts(ranking[0]) and ranking[0].name not in {*MANNERS, *reading.refused}
    ]
    clear = [part for part in found if accepts(_doubted(part.best)) and (part is found[0] or not _refers_back(part.clause))]
    several = _different(clear)
    if len(several) > 1:
        return _several(reading, several, entities)
    return _single(reading, _different(found), parts, count, entities)


def asked_of(text: str, entities: Sequence[Entity]) -> Sequence[str]:
    """Every text that `weigh` ranks for this message, so that they can be ranked together with it."""
    refused = refusal(text)
    rest = (refused.rest,) if refused is not None and refused.rest else ()
    return (*rest, *(part.text for part in _divided(text, len(text.split()), entities)[1]))


def _divided(text: str, count: int, entities: Sequence[Entity]) -> tuple[Sequence[Clause], Sequence[Clause]]:
    """The parts of a message and those of them that may be wishes; none where it is to be read as a whole alone."""
    if count <= SHORT or len(parts := clauses(text)) < 2:
        return (), ()
    asking = [part for part in parts if part.asks and (part.firm or count < LONG)]
    if len(asking) < 2 and count < LONG and not any(_may_answer(part, entities) for part in parts if not part.asks):
        return (), ()
    return parts, asking


def _doubted(intent: Intent) -> Intent:
    """The same with twice the doubt: what would still be accepted so is half as likely to be wrong."""
    return Intent(intent.name, 1 - 2 * (1 - intent.confidence))


def _may_answer(part: Clause, entities: Sequence[Entity]) -> bool:
    """Whether a part could be the answer to a question of ours: a value, or a word or two such as "yes"."""
    return len(part.text.split()) <= SHORT or any(part.start <= one.start < part.end for one in entities)


def _refers_back(clause: Clause) -> bool:
    """Whether a few words only ask more of what was said before: "and what does it cost?"."""
    return len(clause.text.split()) <= FEW and _BACK.search(flat(clause.text)) is not None and not named(clause.text)


def _numbers(part: Clause, entities: Sequence[Entity]) -> frozenset[str]:
    return frozenset(one.value for one in entities if one.kind == "order_number" and part.start <= one.start < part.end)


def _without(refused: Refusal, reading: Reading, rank: Rank, accepts: Accepts) -> Reading:
    """The message without what it refuses; what is refused in one part counts where another part asks for it all the same."""
    (ranking,) = rank([refused.rest]) if refused.rest else ((),)
    unwanted = refused.intents - named(refused.rest)
    names = tuple(sorted(unwanted))
    left = tuple(one for one in ranking if one.name not in unwanted)
    if left and accepts(left[0]) and (left[0] == ranking[0]):
        return Reading(left, accepted=True, refused=names)
    ranking = tuple(one for one in reading.ranking if one.name not in unwanted)
    kept = reading.accepted and bool(ranking) and ranking[0] == reading.ranking[0]
    return Reading(ranking, kept and (bool(refused.rest) or ranking[0].name in MANNERS), refused=names)


def _different(parts: Sequence[_Part]) -> list[_Part]:
    """The parts that want different things: of the same thing the clearest, and none that the flow of another answers."""
    clearest: list[_Part] = []
    for part in sorted(parts, key=lambda one: -one.best.confidence):
        if not any(_is_covered(part, other) or _is_covered(other, part) for other in clearest):
            clearest.append(part)
        elif any(_is_covered(other, part) for other in clearest if other.best.name != part.best.name):
            clearest = [other for other in clearest if not _is_covered(other, part)] + [part]
    return sorted(clearest, key=lambda part: part.clause.start)[:MOST]


def _is_covered(part: _Part, other: _Part) -> bool:
    """Whether another part's flow answers a part; of two order numbers each wants its own answer."""
    if part.numbers and other.numbers and not part.numbers & other.numbers:
        return False
    return part.best.name == other.best.name or ((other.best.name, part.best.name) in COVERS and not part.clause.turns)


def _several(reading: Reading, found: Sequence[_Part], entities: Sequence[Entity]) -> Reading:
    """One wish for each part."""
    return replace(reading, ranking=found[0].ranking, accepted=True, wishes=_wishes(found, entities))


def _single(reading: Reading, found: Sequence[_Part], parts: Sequence[Clause], count: int, entities: Sequence[Entity]) -> Reading:
    """One wish, or none: a story goes by the one sentence of it that wishes for something."""
    if len(found) != 1 or (reading.accepted and reading.ranking[0].name == PERSON):
        return reading
    if count >= LONG:
        reading = replace(reading, ranking=found[0].ranking, accepted=True)
    rest = [part for part in parts if not part.asks]
    if reading.accepted and reading.ranking[0].name == found[0].best.name and any(_may_answer(part, entities) for part in rest):
        return replace(reading, wishes=_wishes(found, entities))
    return reading


def _wishes(found: Sequence[_Part], entities: Sequence[Entity]) -> tuple[Wish, ...]:
    """A value in a part that wishes nothing belongs to every wish that names none of its kind."""
    spans = [(part.clause.start, part.clause.end) for part in found]
    shared = [one for one in entities if not any(start <= one.start < end for start, end in spans)]
    wishes = []
    for part in found:
        clause = part.clause
        own = [one for one in entities if clause.start <= one.start < clause.end]
        kinds = {one.kind for one in own}
        values = (*own, *(one for one in shared if one.kind not in kinds))
        wishes.append(Wish(part.best.name, part.best.confidence, clause.text, clause.start, clause.end, values))
    return tuple(wishes)
