"""Twelve weeks of a made-up shop's conversations: without them an owner who tries the demo would see empty reports.

From a fixed seed, counted back from a given moment; the people are those of the demo's orders. What happened is told here,
how it is stored is the store's affair.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from typing import Literal

from flows.shop.demo import CUSTOMERS, SEED
from flows.shop.demo_talk import CLOSING, PERSON, TALKS, Talk
from nlu.model import Language

DAYS = 84
CHANNELS = ("web", "web", "telegram", "telegram", "messenger")
WEEK = (9, 8, 8, 7, 8, 5, 4)  # conversations begun on each weekday, about
HOURS = (1, 1, 0, 0, 0, 1, 2, 4, 8, 14, 17, 18, 15, 13, 14, 15, 14, 12, 10, 10, 11, 9, 6, 3)
OPEN = dict.fromkeys(range(5), (9, 18)) | {5: (10, 16)}
REASONS = ("asked", "asked", "asked", "unsure", "unsure", "failure")
Author = Literal["customer", "bot", "agent"]


@dataclass(frozen=True, slots=True)
class Said:
    """One message."""

    at: datetime
    author: Author
    text: str


@dataclass(frozen=True, slots=True)
class Handed:
    """That a person was needed, and when they answered and closed; None where the customer left before."""

    at: datetime
    reason: str
    due: datetime
    answered: datetime | None
    closed: datetime
    agent: int  # the place of the one who answered among the shop's people
    kept: bool = False


@dataclass(frozen=True, slots=True)
class Ran:
    """A flow's run: what it asked, how it ended."""

    flow: str
    at: datetime
    asked: Sequence[str]
    end: str


@dataclass(frozen=True, slots=True)
class Past:
    """A conversation that is over."""

    number: int
    channel: str
    name: str
    language: Language
    said: Sequence[Said]
    ran: Ran
    handed: Handed | None = None
    missed: Sequence[datetime] = ()
    asked_at: datetime | None = None  # for a survey
    score: int | None = None


def past(now: datetime) -> Iterator[Past]:
    """Everything up to an hour before a moment, which is in the shop's zone, oldest day first."""
    random = Random(SEED)  # noqa: S311 - a demo, not a secret
    number = 0
    for back in range(DAYS, -1, -1):
        day = (now - timedelta(days=back)).replace(hour=0, minute=0, second=0, microsecond=0)
        busy = WEEK[day.weekday()] + random.randint(-2, 3) + (DAYS - back) // 30
        for _ in range(busy):
            number += 1
            hour = random.choices(range(24), HOURS)[0]
            begun = day.replace(hour=hour, minute=random.randrange(60), second=random.randrange(60))
            made = _conversation(random, number, begun)
            if made.said[-1].at < now - timedelta(hours=1) and (made.handed is None or made.handed.closed < now):
                yield made


def _conversation(random: Random, number: int, begun: datetime) -> Past:
    customer = random.choice(CUSTOMERS)
    language: Language = customer.language
    talk = random.choices(TALKS, [one.weight for one in TALKS])[0]
    ran, said, clock = _bot(random, talk, language, begun)
    made = Past(number, random.choice(CHANNELS), customer.name, language, said, ran)
    if random.random() < (0.35 if talk.person else 0.08):
        made = replace(made, missed=[clock])
    wants_person = ran.end == "handed_over" or (ran.end == "" and random.random() < 0.6)
    if not wants_person:
        return made
    return _with_a_person(random, made, clock, "flow" if ran.end else random.choice(REASONS))


def _bot(random: Random, talk: Talk, language: Language, begun: datetime) -> tuple[Ran, list[Said], datetime]:
    """What customer and bot said, as far as they came."""
    clock = begun
    said = [Said(clock, "customer", talk.opening[language])]
    steps = []
    for step, question, reply in talk.questions:
        clock += timedelta(seconds=1)
        said.append(Said(clock, "bot", question[language]))
        steps.append(step)
        if random.random() < talk.drop:
            return Ran(talk.flow, begun, steps, random.choice(("", "cancelled", ""))), said, clock
        clock += timedelta(seconds=random.randint(8, 70))
        said.append(Said(clock, "customer", reply[language]))
    clock += timedelta(seconds=1)
    if random.random() < talk.person:
        said.append(Said(clock, "bot", PERSON[language]))
        return Ran(talk.flow, begun, steps, "handed_over"), said, clock
    said.append(Said(clock, "bot", talk.answer[language]))
    return Ran(talk.flow, begun, steps, "finished"), said, clock


def _with_a_person(random: Random, made: Past, asked: datetime, reason: str) -> Past:
    start = _next_open(asked)
    due = start + timedelta(minutes=3) if start == asked else start + timedelta(hours=2)
    agent = random.choice((0, 0, 0, 1, 1))
    slow = 1.6 if 11 <= start.hour <= 13 else 1.0
    wait = timedelta(seconds=random.lognormvariate(4.7 + 0.2 * agent, 0.75) * slow)
    answered = start + wait
    closed = answered + timedelta(minutes=random.lognormvariate(2.5, 0.7))
    if random.random() < 0.05:
        left = start + timedelta(minutes=4)
        return replace(made, handed=Handed(asked, reason, due, None, left, agent))
    handed = Handed(asked, reason, due, answered, closed, agent, kept=answered <= due)
    agents = [Said(answered, "agent", CLOSING[made.language][0]), Said(closed, "customer", CLOSING[made.language][1])]
    asked_at = closed + timedelta(minutes=2)
    score = random.choices((1, 2, 3, 4, 5), (3, 4, 8, 25, 60))[0] if random.random() < 0.38 else None
    return replace(made, said=[*made.said, *agents], handed=handed, asked_at=asked_at, score=score)


def _next_open(moment: datetime) -> datetime:
    """The moment itself while the desk is open, else when it opens next."""
    opens, closes = OPEN.get(moment.weekday(), (0, 0))
    if opens <= moment.hour < closes:
        return moment
    day = moment if moment.hour < opens else moment + timedelta(days=1)
    while day.weekday() not in OPEN:
        day += timedelta(days=1)
    return day.replace(hour=OPEN[day.weekday()][0], minute=0, second=0, microsecond=0)
