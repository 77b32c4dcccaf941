"""Says what a drill has shown, from what customers saw and what stands in the database: nothing of the program is asked.

Every question is answered, in the order asked, and none twice; what a customer agreed to is done once. The only exception is a
send that was under way when its process, its database or its network was gone: it is recorded as `unknown`, and reported.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "lost", "doubled", "disordered", "invented", "not shown", "unexplained", "unreported", "unread", "unfinished", "given up",
    "leaked", "effect missing", "effect doubled",
]  # fmt: skip
_NUMBER = re.compile(r"\b1\d{4}\b")


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the outbox has it; moments are ms since the epoch."""

    customer: str
    text: str
    state: str
    created_at: int
    settled_at: int | None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to be done once for a customer, and how often it was. `told`: the customer has read that it is done."""

    customer: str
    what: str
    told: bool
    times: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """What happened. A question is an order's number, which its answer names.

    `asked` and `shown` are by customer, in order; `arrived` are the questions in the order in which the network brought them,
    where that was another. `doubts` are the moments at which a send may have got lost half-way: a process, the database or the
    network was gone; `unsure` counts what the platform itself left open, by customer. `slack` (ms) is how far clocks were wrong.
    `reported` are the keys of the sends that the program says are unknown. `unread` counts letters no turn has read, `undone`
    effects nobody has finished, `owners` says who has the floor of each conversation. None of `secrets` may stand in a log.
    """

    asked: Mapping[str, Sequence[str]]
    shown: Mapping[str, Sequence[str]]
    outbox: Sequence[Row]
    doubts: Sequence[int] = ()
    unsure: Mapping[str, int] = field(default_factory=dict)
    slack: int = 0
    arrived: Mapping[str, Sequence[str]] = field(default_factory=dict)
    reported: frozenset[str] = frozenset()
    deeds: Sequence[Deed] = ()
    unread: int = 0
    undone: int = 0
    owners: Mapping[str, str] = field(default_factory=dict)
    logs: Mapping[str, str] = field(default_factory=dict)
    secrets: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that must not be."""

    kind: Kind
    customer: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.kind}: customer {self.customer or '-'} {self.detail}".rstrip()


def judge(evidence: Evidence) -> list[Finding]:
    """Everything that is wrong; nothing where all is well."""
    found: list[Finding] = []
    rows: dict[str, list[Row]] = {customer: [] for customer in evidence.asked}
    for row in evidence.outbox:
        rows.setdefault(row.customer, []).append(row)
    for customer, own in rows.items():
        shown = evidence.shown.get(customer, ())
        asked = evidence.asked.get(customer, ())
        found += _answers(customer, asked, shown, own)
        found += _order(customer, asked, evidence.arrived.get(customer, ()), shown, own)
        found += _agreement(customer, shown, own)
        found += _in_flight(customer, own, evidence)
        found += [Finding("unfinished", customer, f"{row.state}: {row.text}") for row in own if row.state not in _DONE]
    found += _deeds(evidence, rows)
    if evidence.unread:
        found.append(Finding("unread", "", f"{evidence.unread} letters"))
    if evidence.undone:
        found.append(Finding("unfinished", "", f"{evidence.undone} effects"))
    found += [Finding("given up", customer, f"now with {owner}") for customer, owner in evidence.owners.items() if owner != "bot"]
    leaks = [(name, secret) for name, log in evidence.logs.items() for secret in evidence.secrets if secret in log]
    return found + [Finding("leaked", "", f"{secret} stands in {name}") for name, secret in leaks]


_DONE = {"sent", "seen", "unknown"}


def numbers(texts: Iterable[str]) -> list[str]:
    """The orders these texts name, each once a text, in their order."""
    return [number for text in texts for number in dict.fromkeys(_NUMBER.findall(text))]


def _answers(customer: str, asked: Sequence[str], shown: Sequence[str], rows: Sequence[Row]) -> Iterator[Finding]:
    answered, in_flight = numbers(shown), set(numbers(row.text for row in rows if row.state == "unknown"))
    counted, wanted = Counter(answered), set(asked)
    yield from (Finding("lost", customer, number) for number in asked if number not in counted and number not in in_flight)
    doubled = (number for number, times in counted.items() if times > 1 and number in wanted)
    yield from (Finding("doubled", customer, number) for number in doubled)


def _order(
    customer: str, asked: Sequence[str], arrived: Sequence[str], shown: Sequence[str], rows: Sequence[Row]
) -> Iterator[Finding]:
    """Two answers may stand in the order of their questions, or in that in which the questions arrived."""
    in_flight = set(numbers(row.text for row in rows if row.state == "unknown"))
    wanted = {number: place for place, number in enumerate(asked)}
    came = {number: place for place, number in enumerate(dict.fromkeys(arrived))}
    answered = [number for number in dict.fromkeys(numbers(shown)) if number in wanted and number not in in_flight]
    for first, second in ((one, other) for place, one in enumerate(answered) for other in answered[place + 1 :]):
        overtook = first in came and second in came and came[first] < came[second]
        if wanted[first] > wanted[second] and not overtook:
            yield Finding("disordered", customer, f"{first} before {second}")
            return


def _agreement(customer: str, shown: Sequence[str], rows: Sequence[Row]) -> Iterator[Finding]:
    """What customers saw is what the outbox says; whether an unknown message was seen it does not say."""
    seen = Counter(shown)
    yield from (Finding("invented", customer, text) for text in seen - Counter(row.text for row in rows))
    sent = Counter(row.text for row in rows if row.state in {"sent", "seen"})
    yield from (Finding("not shown", customer, text) for text in sent - seen)


def _in_flight(customer: str, rows: Sequence[Row], evidence: Evidence) -> Iterator[Finding]:
    """Each unknown send lived through a doubtful moment of its own. Earliest ends first, so that no better matching exists."""
    left, unsure = sorted(evidence.doubts), evidence.unsure.get(customer, 0)
    unknown = [row for row in rows if row.state == "unknown"]
    for row in sorted(unknown, key=lambda row: row.settled_at or 0):
        begun, ended = row.created_at - evidence.slack, (row.settled_at or row.created_at) + evidence.slack
        doubt = next((moment for moment in left if begun <= moment <= ended), None)
        if doubt is not None:
            left.remove(doubt)
        elif unsure:
            unsure -= 1
        else:
            yield Finding("unexplained", customer, f"unknown, and no fault for it: {row.text}")
        if row.key not in evidence.reported:
            yield Finding("unreported", customer, f"unknown, and nobody is told: {row.text}")


def _deeds(evidence: Evidence, rows: Mapping[str, Sequence[Row]]) -> Iterator[Finding]:
    for deed in evidence.deeds:
        if deed.times > 1:
            yield Finding("effect doubled", deed.customer, f"{deed.what}: {deed.times} times")
        elif deed.told and not deed.times:
            yield Finding("effect missing", deed.customer, f"{deed.what}, and yet the customer was told")
        elif not deed.told and not any(row.state == "unknown" for row in rows.get(deed.customer, ())):
            yield Finding("effect missing", deed.customer, f"{deed.what}: nobody has told the customer anything")
