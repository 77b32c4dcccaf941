"""What would teach the model most: without it people would label what it knows already, the same thing ten times over.

A message is worth the more the less sure the model is of it (uncertainty sampling, Lewis and Gale 1994), the more people write
like it (information density, Settles and Craven 2008), and the further it lies from every phrase there is. What was put right
counts as uncertain, however sure the model was. Wordings that say nearly the same are one group: one decision labels them all.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log2
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from nlu.normalise import key

CANDIDATES = 200  # groups whose nearest phrase is looked for: those that could come out on top
FAR = 0.5  # cosine to the nearest phrase below which a wording is new
WAVERING = 0.4  # of doubt, from which it is told
Why = Literal["corrected", "unsure", "torn", "many", "new"]


@dataclass(frozen=True, slots=True)
class Message:
    """A message to learn from: its text without what is personal, its language, who wrote it, and how the model held it.

    `sure` are the confidences of its guesses, best first; `corrected` whether a person or what followed put it right.
    """

    text: str
    language: str
    sure: tuple[float, ...] = ()
    corrected: bool = False
    person: int = 0


@dataclass(frozen=True, slots=True)
class Group:
    """Messages that say nearly the same, by their places, the clearest first.

    `people` wrote them; `worth` is what they would teach: `doubt` (0 to 1) by how many there are by `novelty` (0 to 1: how far
    the nearest phrase is); `why` says in words what makes it so.
    """

    places: tuple[int, ...]
    people: int
    doubt: float
    novelty: float
    worth: float
    why: tuple[Why, ...]


class Near(Protocol):
    """Texts by which a text's neighbours are found (nlu.neighbours.Index)."""

    def near(self, text: str) -> NDArray[np.float32]:
        """The cosine of a text with each of them."""
        ...


class Alike(Protocol):
    """Texts of which each knows those that are like it (nlu.twins.Twins)."""

    def of(self, place: int) -> NDArray[np.intp]:
        """The places of those that are like the text at this place."""
        ...


class Paired(Protocol):
    """How texts become such."""

    def __call__(self, texts: Sequence[str], /) -> Alike: ...


def doubt(message: Message) -> float:
    """How unsure the model is, from 0 to 1: little confidence, or a second guess close behind the first."""
    if message.corrected or not message.sure:
        return 1.0
    first, second = message.sure[0], message.sure[1] if len(message.sure) > 1 else 0.0
    return min(1.0, max(0.0, 1 - first, 1 - (first - second)))


def worklist(messages: Sequence[Message], paired: Paired, phrases: Near | None = None) -> list[Group]:
    """The groups, what teaches most first; equal ones in the order of their first message.

    Only messages of one language are grouped. `phrases` are those the model was taught; without them everything is new.
    """
    found = [_weighed(messages, places) for places in _groups(messages, paired)]
    found.sort(key=lambda group: (-group.worth, group.places[0]))
    likely = [_against(group, messages, phrases) for group in found[:CANDIDATES]]
    return sorted(likely, key=lambda group: (-group.worth, group.places[0])) + found[CANDIDATES:]


def _groups(messages: Sequence[Message], paired: Paired) -> list[list[int]]:
    same: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for place, message in enumerate(messages):
        same[message.language, key(message.text)].append(place)
    by: defaultdict[str, list[tuple[str, list[int]]]] = defaultdict(list)
    for (language, text), places in same.items():
        by[language].append((text, places))
    return [group for wordings in by.values() for group in _alike(wordings, paired)]


def _alike(wordings: Sequence[tuple[str, list[int]]], paired: Paired) -> list[list[int]]:
    """The most frequent wording first: it takes all that are like it, and they take no more, so that groups do not drift."""
    alike = paired([text for text, _ in wordings])
    order = sorted(range(len(wordings)), key=lambda place: -len(wordings[place][1]))
    taken = np.zeros(len(wordings), bool)
    groups = []
    for leader in order:
        if taken[leader]:
            continue
        like = alike.of(leader)
        members = [leader, *(place for place in like[~taken[like]].tolist() if place != leader)]
        taken[members] = True
        groups.append([place for member in members for place in wordings[member][1]])
    return groups


def _weighed(messages: Sequence[Message], places: Sequence[int]) -> Group:
    """Its doubt by how many people wrote it: the tenth tells less than the second, and one who writes ten times is one."""
    doubts = [doubt(messages[place]) for place in places]
    people = len({(messages[place].person or -place - 1) for place in places})
    mean = sum(doubts) / len(doubts)
    return Group(tuple(places), people, mean, 1.0, mean * (1 + log2(people)), ())


def _against(group: Group, messages: Sequence[Message], phrases: Near | None) -> Group:
    first = messages[group.places[0]]
    near = phrases.near(first.text) if phrases is not None else np.zeros(0, np.float32)
    nearest = float(near.max(initial=0.0))
    novelty = float(np.clip(1 - nearest, 0, 1))
    worth = group.worth * (0.25 + 0.75 * novelty)  # what stands there word for word can still be put right
    why = _why(group, [messages[one] for one in group.places], novelty)
    return replace(group, novelty=novelty, worth=worth, why=why)


def _why(group: Group, messages: Sequence[Message], novelty: float) -> tuple[Why, ...]:
    sure = messages[0].sure
    torn = len(sure) > 1 and sure[0] - sure[1] < 0.2 and sure[1] >= 0.2
    holds: dict[Why, bool] = {
        "corrected": any(one.corrected for one in messages),
        "torn": torn,
        "unsure": not torn and group.doubt >= WAVERING,
        "many": group.people > 1,
        "new": novelty > FAR,
    }
    return tuple(word for word, true in holds.items() if true)
