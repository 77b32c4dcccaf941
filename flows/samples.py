"""Values as they may be: without them one would see a wording with holes, and of its plurals none."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from flows import steps
from flows.conditions import Reference
from flows.ftl import Choice, Piece, Text, Variant
from flows.linking import title_of
from flows.model import Duration
from flows.shelf import Shelf, kind_of_value
from flows.shop.model import Money
from flows.steps import Flow, Given, Step
from flows.wording import Named
from nlu.model import Language

# A few whole numbers of each plural category (CLDR 46, cardinals), the first of which is shown.
NUMBERS: Mapping[Language, Mapping[str, tuple[int, ...]]] = {
    "lv": {"zero": (0, 10, 11, 30), "one": (1, 21, 101), "other": (2, 5, 22)},
    "uk": {"one": (1, 21, 101), "few": (2, 3, 24), "many": (5, 11, 100), "other": ()},
    "ru": {"one": (1, 21, 101), "few": (2, 3, 24), "many": (5, 11, 100), "other": ()},
    "pl": {"one": (1,), "few": (2, 4, 22), "many": (5, 12, 21), "other": ()},
    "en": {"one": (1,), "other": (2, 5, 10, 21)},
}
CATEGORIES = frozenset({"zero", "one", "two", "few", "many", "other"})
KNOWN = {"number": "10026", "url": "https://example.com/t/10026", "link": "https://example.com/t/10026", "carrier": "DPD"}
MOST = 12  # ways a wording is shown


@dataclass(frozen=True, slots=True)
class Shown:
    """One way to show a wording: which values are special in it (in words), and all of them."""

    told: str
    values: Mapping[str, Any]


def types(shelf: Shelf, wording: str) -> dict[str, str]:
    """The types of the values that flows give a wording, by their names; for a choice and its answers `choice:<slot>:<first>`."""
    found: dict[str, str] = {}
    for flow in shelf.flows.values():
        for step in flow.steps.values():
            for id_, given in _says(step):
                if id_ == wording:
                    for name in shelf.wording.needs(wording):
                        kind = _type(shelf, flow, given.get(name, Reference(("slots", name))))
                        if kind and found.get(name, "any") in {"any", "text"}:
                            found[name] = kind
    return found


def _says(step: Step) -> Iterator[tuple[str, Mapping[str, Given]]]:
    match step:
        case steps.Collect():
            for id_ in (step.question, *step.reprompts, *(one.wording for one in step.rejections)):
                yield id_, step.values
        case steps.Say() | steps.Confirm():
            yield step.wording, step.values
        case steps.Approve():
            yield step.summary, step.values
            yield step.say, step.values
        case steps.Handoff():
            yield step.summary, step.values
        case _:
            return


def _type(shelf: Shelf, flow: Flow, given: Given) -> str:
    if not isinstance(given, Reference):
        return str(kind_of_value(given.value))
    root, *names = given.path
    if root == "slots":
        slot = flow.slots.get(names[0])
        if slot and slot.type == "choice" and slot.values:
            return f"choice:{title_of(slot, slot.values[0])}:{slot.values[0]}"
        return slot.type if slot else ""
    spec = shelf.answers[flow.id].get(names[0])
    if spec and len(names) == 2:
        return spec.fields.get(names[1], "")
    return shelf.kind(flow, given) or ""


def sample(kind: str, name: str, now: datetime) -> Any:  # noqa: C901, PLR0911, PLR0912 - one line for each type
    """A value of a type as a customer might have it; most texts are shown by their names."""
    if kind.startswith("choice:"):
        _, wording, key = kind.split(":", 2)
        return Named(key, wording)
    match kind:
        case "money":
            return Money(Decimal("24.90"), "EUR")
        case "number":
            return Decimal(2)
        case "moment":
            return (now + timedelta(days=1)).replace(hour=11, minute=0, second=0, microsecond=0)
        case "date":
            return date.fromordinal(now.date().toordinal() + 3)
        case "duration":
            return Duration(2 * 3600, open=True)
        case "bool":
            return True
        case "order_number":
            return "10026"
        case "email" | "contact":
            return "anna@example.com"
        case "phone":
            return "+371 20000000"
        case "iban":
            return "LV80BANK0000435195001"
        case "code":
            return "482913"
        case "list":
            return [f"‹{name}›", f"‹{name}›"]
        case _:
            return KNOWN.get(name, f"‹{name}›")


def shown(
    pieces: Sequence[Piece], known: Mapping[str, str], names: Sequence[str], language: Language, now: datetime
) -> list[Shown]:
    """The ways in which a wording is worth a look: once as it usually is, and once for each of its variants."""
    kinds = {name: _by_use(pieces, name) or known.get(name, "any") for name in names}
    usual = {name: sample(kind, name, now) for name, kind in kinds.items()}
    ways = [Shown("", usual)]
    for choice in _choices(pieces):
        name = choice.selector.removeprefix("NUMBER(").strip("$() ")
        if name not in kinds:
            continue
        for variant in choice.variants:
            ways += [
                Shown(f"{name} = {_word(value)}", {**usual, name: value})
                for value in _values(variant, choice, language, usual[name])
            ]
    return ways[:MOST] if len(ways) > 1 else ways


def _choices(pieces: Sequence[Piece]) -> Iterator[Choice]:
    for piece in pieces:
        if isinstance(piece, Choice):
            yield piece
            for variant in piece.variants:
                yield from _choices(variant.pieces)


def is_plural(choice: Choice) -> bool:
    """Whether it chooses by how many there are."""
    return bool({one.key for one in choice.variants} & (CATEGORIES - {"other"}))


def _word(value: Any) -> str:
    return "–" if value is None else value.key if isinstance(value, Named) else str(value).lower()


def numbers(choice: Choice, variant: Variant, language: Language) -> tuple[int, ...]:
    """A few whole numbers that take a plural form; the one for all else takes those of categories without a form of their own."""
    if not is_plural(choice):
        return ()
    own = {one.key for one in choice.variants}
    others = [those for key, those in NUMBERS[language].items() if key not in own] if variant.default else []
    return tuple(number for those in (NUMBERS[language].get(variant.key, ()), *others) for number in those)


def _values(variant: Variant, choice: Choice, language: Language, usual: Any) -> Iterator[Any]:
    key = variant.key
    if is_plural(choice) and key in CATEGORIES:
        yield from (Decimal(number) for number in numbers(choice, variant, language)[:2])
    elif key == "none":
        yield None
    elif key in {"yes", "no"}:
        yield key == "yes"
    elif key.lstrip("-").replace(".", "", 1).isdigit():
        yield Decimal(key)
    elif not variant.default:
        yield Named(key, usual.wording) if isinstance(usual, Named) else key


def _by_use(pieces: Sequence[Piece], name: str) -> str:
    """The type a wording itself tells of a value: a moment has its hour told, a number its plurals."""
    texts: list[str] = []
    for choice in _choices(pieces):
        if choice.selector.removeprefix("NUMBER(").strip("$() ") == name and is_plural(choice):
            return "number"
        texts += [piece.text for one in choice.variants for piece in one.pieces if isinstance(piece, Text)]
    texts += [piece.text for piece in pieces if isinstance(piece, Text)]
    said = "".join("".join(texts).split())
    for function, kind in (
        ("AT", "moment"),
        ("BY", "moment"),
        ("BRIEF", "moment"),
        ("STAMP", "moment"),
        ("WITHIN", "duration"),
        ("DAY", "date"),
    ):
        if f"{function}(${name})" in said:
            return kind
    return ""
