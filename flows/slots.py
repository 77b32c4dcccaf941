"""What counts as an answer: without it a flow could not tell a number from a wish, or a slip from silence."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from stdnum import iban

from flows import literals
from flows.shop.model import Money
from flows.steps import Slot
from flows.wording import stands_in
from nlu.model import Entity, Understanding

LARGEST = 10**15  # numbers beyond it are slips of the finger
LONGEST_EMAIL = 254  # characters, RFC 5321
LONGEST_PHONE = 15  # digits, E.164
LONGEST_TEXT = 2000  # characters of a free answer that are kept
LONGEST_CODE = 10  # digits of a one-time code
SHORTEST_ENDING = 4  # digits at the end of a phone number that prove anything
DIGITS = re.compile(r"\d+")
AMOUNT = re.compile(r"(?<!\w)-?\d+(?:[  ]\d{3})*(?:[.,]\d{1,2})?")
EMAIL_LIKE = re.compile(r"\S*@\S*")
IBAN_LIKE = re.compile(r"\b[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){6,30}\b")
DATE_LIKE = re.compile(r"\b\d{1,4}[./-]\d{1,2}(?:[./-]\d{1,4})?\b")
NUMBER_LIKE = re.compile(r"(?=\S*\d)[\w-]{3,30}")


EMAIL = re.compile(r"[^\s@,;]+@[^\s@,;]+\.[^\s@,;.]{2,}")
PHONE = re.compile(r"\+\d{7,15}")  # E.164, as the model gives them; what is written otherwise needs a country to be read
# What a value must be, whoever recognised it.
CHECKS: Mapping[str, Callable[[str], object]] = {
    "email": EMAIL.fullmatch,
    "phone": PHONE.fullmatch,
    "iban": iban.is_valid,
    "order_number": NUMBER_LIKE.fullmatch,
}


@dataclass(frozen=True, slots=True)
class Found:
    """A value for the slot. `whole`: little else was said with it."""

    value: Any
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something that was meant as the value, but cannot be."""


Answer = Found | Wrong | None

# The entities that may fill a slot of a type, besides those that bear the slot's own name.
ENTITIES: Mapping[str, tuple[str, ...]] = {
    "order_number": ("order_number",),
    "money": ("money",),
    "date": ("date", "date_span"),
    "phone": ("phone",),
    "email": ("email",),
    "iban": ("iban",),
    "contact": ("email", "phone"),
}
# Kinds that answer a question of a type, but fill nothing by the way: a number of things may be a number of anything.
ASKED: Mapping[str, tuple[str, ...]] = {"number": ("quantity",)}
# Slots that are filled by the message a flow begins with, and corrected by nothing that is said by the way.
PASSING = frozenset({"product", "quantity", "date_span"})


def read(
    slot: Slot, understanding: Understanding, currency: str = "EUR", known: Collection[Any] = (), today: date | None = None
) -> Answer:
    """What a message says about a slot that was asked for; `known` are values of other slots, which are no answer to this one.

    Of a span of days a slot for one day takes the one nearest to `today` (without it, the last): what is past has happened by
    then, and what is to come shall not begin before.
    """
    if (entity := _entity(slot, understanding, known, today)) is not None:
        return entity
    answer = READERS[slot.type](slot, _unclaimed(slot, understanding), currency)
    if isinstance(answer, Found) and answer.value in known and slot.type == "contact":
        return None
    return checked(slot, answer)


def _unclaimed(slot: Slot, understanding: Understanding) -> str:
    """The text, for a contact without order numbers: those mend an earlier answer and are no end of a phone number."""
    text = understanding.text
    if slot.type == "contact":
        for entity in reversed(understanding.entities):
            if entity.kind == "order_number":
                text = f"{text[: entity.start]} {text[entity.end :]}"
    return text.strip()


def mentioned(slots: Collection[Slot], understanding: Understanding, today: date | None = None) -> Iterator[tuple[Slot, Any]]:
    """Slots a message fills by the way. A kind that fits several slots fills none, and nothing fills two."""
    for entity in understanding.entities:
        fitting = [slot for slot in slots if fits(slot, entity.kind)]
        named = [slot for slot in fitting if slot.name == entity.kind]
        if len(chosen := named or fitting) == 1 and isinstance(
            found := parse(chosen[0], single(chosen[0], entity, today)), Found
        ):
            yield chosen[0], found.value


def chosen(phrases: Mapping[str, frozenset[str]], text: str) -> str | None:
    """The one answer of a choice that stands among the words of a message; None where none does, or several."""
    found = [answer for answer, known in phrases.items() if any(stands_in(phrase, text) for phrase in known)]
    return found[0] if len(found) == 1 else None


def checked(slot: Slot, answer: Answer) -> Answer:
    """The answer, or Wrong where it is outside the slot's bounds."""
    if not isinstance(answer, Found) or (slot.low is None and slot.high is None):
        return answer
    value, low, high = answer.value, slot.low, slot.high
    fits = all(_comparable(value, bound) for bound in (low, high) if bound is not None)
    is_low = fits and low is not None and _size(value) < _size(low)
    is_high = fits and high is not None and _size(value) > _size(high)
    return answer if fits and not is_low and not is_high else Wrong()


def parse(slot: Slot, text: str) -> Answer:
    """A value from its canonical text, as buttons, forms and entities have it."""
    return checked(slot, _value(slot, text))


def single(slot: Slot, entity: Entity, today: date | None) -> str:
    """The value of an entity for a slot: of a span of days (`2026-11-16/2026-11-22`) one day, where one is wanted."""
    if entity.kind != "date_span" or slot.type != "date":
        return entity.value
    first, _, last = entity.value.partition("/")
    now = today.isoformat() if today else last
    return min(max(now, first), last)


def _entity(slot: Slot, understanding: Understanding, known: Collection[Any], today: date | None) -> Answer:
    for entity in understanding.entities:
        if (fits(slot, entity.kind) or entity.kind in ASKED.get(slot.type, ())) and entity.value not in known:
            answer = checked(slot, _value(slot, single(slot, entity, today)))
            if isinstance(answer, Found):
                return Found(answer.value, whole=_says_little(understanding.text, entity.text))
            return answer
    return None


def _says_little(text: str, value: str) -> bool:
    """Whether a message holds hardly more than the value: "it's 10023", "nr. 10023, please"."""
    rest = text.replace(value, " ", 1)
    return len([word for word in re.findall(r"[^\W\d_]+", rest) if len(word) > 1]) <= 3


def fits(slot: Slot, kind: str) -> bool:
    """Whether an entity of this kind may fill a slot."""
    return kind == slot.name or kind in ENTITIES.get(slot.type, ())


def _value(slot: Slot, text: str) -> Answer:
    value: Any
    match slot.type:
        case "money":
            value = literals.money(text)
        case "date":
            value = _date(text)
        case "number":
            value = Decimal(text) if re.fullmatch(r"-?\d{1,15}(\.\d{1,15})?", text) else None
        case "bool":
            value = {"true": True, "false": False}.get(text)
        case "choice":
            value = text if text in slot.values else None
        case "email" | "phone" | "iban" | "order_number":
            value = text if CHECKS[slot.type](text) else None
        case _:
            value = text or None
    return Wrong() if value is None else Found(value)


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _comparable(value: Any, bound: Any) -> bool:
    if isinstance(value, Money) and isinstance(bound, Money):
        return value.currency == bound.currency
    return isinstance(value, Money) == isinstance(bound, Money)


def _size(value: Any) -> Any:
    return value.amount if isinstance(value, Money) else value


# --- texts without a recognised entity -------------------------------------------------------------------------


def _order_number(_: Slot, text: str, __: str) -> Answer:
    return Wrong() if NUMBER_LIKE.fullmatch(text.lstrip("#№").strip()) else None


def _email(_: Slot, text: str, __: str) -> Answer:
    found = EMAIL_LIKE.findall(text)
    if len(found) == 1 and len(found[0]) <= LONGEST_EMAIL and EMAIL.fullmatch(address := found[0].strip(".,;:<>()").lower()):
        return Found(address, whole=_says_little(text, found[0]))
    return Wrong() if found else None


def _phone(_: Slot, text: str, __: str) -> Answer:
    if PHONE.fullmatch(number := re.sub(r"[\s().-]", "", text)):
        return Found(number)
    return Wrong() if len("".join(DIGITS.findall(text))) >= SHORTEST_ENDING else None


def _contact(slot: Slot, text: str, currency: str) -> Answer:
    if EMAIL_LIKE.search(text):
        return _email(slot, text, currency)
    groups = DIGITS.findall(text)
    joined = "".join(groups)
    if SHORTEST_ENDING <= len(joined) <= LONGEST_PHONE and re.fullmatch(r"[\d\s()+.-]+", text):
        return Found(joined)
    long = [group for group in groups if SHORTEST_ENDING <= len(group) <= LONGEST_PHONE]
    if len(long) == 1:
        return Found(long[0], whole=_says_little(text, long[0]))
    return Wrong() if groups else None


def _code(_: Slot, text: str, __: str) -> Answer:
    """Digits as they stand, also in groups: a nought at the front counts."""
    digits = "".join(DIGITS.findall(text))
    if not digits or not re.fullmatch(r"[^\d]*\d[\d\s-]*[^\d]*", text):
        return Wrong() if digits else None
    return Found(digits, whole=_says_little(text, digits)) if SHORTEST_ENDING <= len(digits) <= LONGEST_CODE else Wrong()


def _iban(_: Slot, text: str, __: str) -> Answer:
    found = IBAN_LIKE.search(text)
    if found and iban.is_valid(number := re.sub(r"[ -]", "", found[0]).upper()):
        return Found(number, whole=_says_little(text, found[0]))
    return Wrong() if found else None


def _day(_: Slot, text: str, __: str) -> Answer:
    return Wrong() if DATE_LIKE.search(text) else None


def _number(_: Slot, text: str, __: str) -> Answer:
    found = AMOUNT.findall(text)
    if len(found) != 1:
        return None
    number = _decimal(found[0])
    return Found(number, whole=_says_little(text, found[0])) if abs(number) < LARGEST else Wrong()


def _money(slot: Slot, text: str, currency: str) -> Answer:
    match _number(slot, text, currency):
        case Found(value, whole):
            money = literals.money(f"{value} {currency}")
            return Found(money, whole) if money else Wrong()
        case other:
            return other


def _decimal(text: str) -> Decimal:
    return Decimal(re.sub(r"[  ]", "", text).replace(",", "."))


def _text(_: Slot, text: str, __: str) -> Answer:
    return Found(text[:LONGEST_TEXT], whole=False) if text else None


def _nothing(_: Slot, __: str, ___: str) -> Answer:
    return None  # a photo comes as a file; choices, yes and no are read by the engine, which knows their words


READERS: Mapping[str, Callable[[Slot, str, str], Answer]] = {
    "order_number": _order_number,
    "email": _email,
    "phone": _phone,
    "contact": _contact,
    "iban": _iban,
    "date": _day,
    "number": _number,
    "money": _money,
    "text": _text,
    "any": _text,
    "code": _code,
    "photo": _nothing,
    "choice": _nothing,
    "bool": _nothing,
}
