"""What a turn meant, as what came after it tells: without it only what the bot itself doubted would ever be looked at again.

A customer who chooses one of "did you mean A or B", who leaves at once what was begun and says it otherwise, or asks for a person
instead, puts the bot right without knowing it. That is a hint and no proof: people decide.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

What = Literal["unsure", "cancelled", "left", "person"]
Source = Literal["", "chosen", "reworded"]
SOON: Final = 2  # turns within which what follows is about what was begun
_UNSURE: Final = frozenset({"clarified", "not_understood", "unclear", "gave_up"})


@dataclass(frozen=True, slots=True)
class Hint:
    """A turn that may have been misunderstood, by its number, and why.

    `unsure` is what the bot doubted itself; `cancelled`, `left` and `person` are flows that the customer left at once, let lie at
    their first question, or turned from to a person. `flow` is what was meant instead, where that is known, and `source` how:
    `chosen` from buttons, or `reworded` afterwards.
    """

    turn: int
    what: What
    flow: str = ""
    source: Source = ""


def hints(turns: Sequence[tuple[int, Mapping[str, Any]]]) -> Iterator[Hint]:
    """Those of a conversation's records of turns, in order."""
    for place, (number, record) in enumerate(turns):
        if not _kinds(record, "Heard"):
            continue
        later = [one for _, one in turns[place + 1 : place + 1 + SOON]]
        if _UNSURE & set(_counted(record)):
            yield _unsure(number, later)
        elif begun := _flow(record, "started"):
            hint = _begun(number, begun, turns[place + 1 :], later)
            if hint is not None:
                yield hint


def _unsure(number: int, later: Sequence[Mapping[str, Any]]) -> Hint:
    for record in later:
        if flow := _flow(record, "started"):
            return Hint(number, "unsure", flow, "chosen" if _kinds(record, "Pressed") else "reworded")
    return Hint(number, "unsure")


def _begun(
    number: int, flow: str, after: Sequence[tuple[int, Mapping[str, Any]]], later: Sequence[Mapping[str, Any]]
) -> Hint | None:
    for place, record in enumerate(later):
        if _flow(record, "cancelled") == flow:
            others = [other for one in later[place:] if (other := _flow(one, "started")) and other != flow]
            return Hint(number, "cancelled", others[0], "reworded") if others else Hint(number, "cancelled")
        if _asked_for_person(record):
            return Hint(number, "person")
    answered = next((record for _, record in after if _kinds(record, "Heard") or _kinds(record, "Pressed")), None)
    if answered is None and any(_flow(record, "lapsed") == flow for _, record in after):
        return Hint(number, "left")
    return None


def _asked_for_person(record: Mapping[str, Any]) -> bool:
    return any(
        kind == "Record" and body["what"] == "handed_over" and body["values"].get("reason") == "asked"
        for kind, body in record.get("effects", [])
    )


def _kinds(record: Mapping[str, Any], kind: str) -> bool:
    return any(one == kind for one, _ in record.get("events", []))


def _counted(record: Mapping[str, Any]) -> Iterator[str]:
    return (str(body["what"]) for kind, body in record.get("effects", []) if kind == "Record")


def _flow(record: Mapping[str, Any], what: str) -> str:
    """The first flow of a record about which that is counted; patterns are no wishes."""
    flows = (
        str(body["values"].get("flow", ""))
        for kind, body in record.get("effects", []) if kind == "Record" and body["what"] == what
    )  # fmt: skip
    return next((flow for flow in flows if flow and not flow.startswith("pattern_")), "")
