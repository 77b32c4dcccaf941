"""Says what a drill has shown, from what customers saw and what stands in the database: nothing of the program is asked.

Every question is answered, in the order asked, and none twice. The only exception is a send that was under way when its
process was killed: at most one a conversation and kill, each recorded as `unknown`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal[
    "lost", "doubled", "disordered", "invented", "not shown", "unexplained", "unread", "unfinished", "given up", "leaked"
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


@dataclass(frozen=True, slots=True)
class Evidence:
    """What happened. A question is an order's number, which its answer names.

    `asked` and `shown` are by customer, in order; `kills` are the moments at which a process that sends, or the database, was
    killed; `unread` counts letters no turn has read, `owners` says who has the floor of each conversation. None of `secrets`
    may stand in a log.
    """

    asked: Mapping[str, Sequence[str]]
    shown: Mapping[str, Sequence[str]]
    outbox: Sequence[Row]
    kills: Sequence[int] = ()
    unread: int = 0
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
        found += _answers(customer, evidence.asked.get(customer, ()), shown, own)
        found += _agreement(customer, shown, own)
        found += _in_flight(customer, own, evidence.kills)
        found += [Finding("unfinished", customer, f"{row.state}: {row.text}") for row in own if row.state not in _DONE]
    if evidence.unread:
        found.append(Finding("unread", "", f"{evidence.unread} letters"))
    found += [Finding("given up", customer, f"now with {owner}") for customer, owner in evidence.owners.items() if owner != "bot"]
    leaks = [(name, secret) for name, log in evidence.logs.items() for secret in evidence.secrets if secret in log]
    return found + [Finding("leaked", "", f"{secret} stands in {name}") for name, secret in leaks]


_DONE = {"sent", "seen", "unknown"}


def numbers(texts: Iterable[str]) -> list[str]:
    """The orders these texts name, each once a text, in their order."""
    return [number for text in texts for number in dict.fromkeys(_NUMBER.findall(text))]


def _answers(customer: str, asked: Sequence[str], shown: Sequence[str], rows: Sequence[Row]) -> Iterator[Finding]:
    answered, in_flight = numbers(shown), set(numbers(row.text for row in rows if row.state == "unknown"))
    counted = Counter(answered)
    yield from (Finding("lost", customer, number) for number in asked if number not in counted and number not in in_flight)
    yield from (Finding("doubled", customer, number) for number, times in counted.items() if times > 1)
    in_order = [number for number in dict.fromkeys(answered) if number not in in_flight]
    if in_order != [number for number in asked if number in set(in_order)]:
        yield Finding("disordered", customer, " ".join(in_order))


def _agreement(customer: str, shown: Sequence[str], rows: Sequence[Row]) -> Iterator[Finding]:
    """What customers saw is what the outbox says; whether an unknown message was seen it does not say."""
    seen = Counter(shown)
    yield from (Finding("invented", customer, text) for text in seen - Counter(row.text for row in rows))
    sent = Counter(row.text for row in rows if row.state in {"sent", "seen"})
    yield from (Finding("not shown", customer, text) for text in sent - seen)


def _in_flight(customer: str, rows: Sequence[Row], kills: Sequence[int]) -> Iterator[Finding]:
    """Each unknown send lived through a kill of its own. Earliest ends first, so that no better matching exists."""
    left = sorted(kills)
    unknown = [row for row in rows if row.state == "unknown"]
    for row in sorted(unknown, key=lambda row: row.settled_at or 0):
        kill = next((moment for moment in left if row.created_at <= moment <= (row.settled_at or moment)), None)
        if kill is None:
            yield Finding("unexplained", customer, f"unknown, and no kill for it: {row.text}")
        else:
            left.remove(kill)
