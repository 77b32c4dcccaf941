"""What a conversation test starts from: without it every test would have to live with the demo shop's customers and orders.

docs/dialogues.md explains every key. Rasa's files name their fixtures once and hold nothing but slots; those are read as well.
"""

from collections.abc import Collection, Iterator, Mapping, MutableSequence, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args

from config.near import did_you_mean
from config.source import Path_, Problem, Source
from flows import literals
from flows.shop.calls import CALLS
from flows.shop.model import ORDER_STATES, Customer, Line, Money, Order, Tracking
from flows.steps import CallSpec
from nlu.model import LANGUAGES

FIXTURES = ("shop", "mail", "understood", "orders", "calls", "customer", "slots")
Kind = Literal["web", "telegram", "messenger"]
KINDS: tuple[Kind, ...] = get_args(Kind)
FAILS = "fails"
CUSTOMER = ("name", "email", "phone", "channel", "locale")
ORDER = ("number", "state", "placed", "shipped", "expected", "delivered", "customer", "total", "lines", "tracking")
LONG_AGO = timedelta(days=3)  # when an order was placed that does not say it


@dataclass(frozen=True, slots=True)
class Guest:
    """The customer: what the messenger tells of them, and what they have told before."""

    name: str = ""
    email: str = ""
    phone: str = ""
    channel: Kind = "web"
    locale: str = ""


@dataclass(frozen=True, slots=True)
class OrderTold:
    """An order of a test's own; `when` are its days, as written."""

    number: str
    values: Mapping[str, Any]

    def on(self, now: datetime) -> Order:
        """The order as it stands at `now`, an aware moment in the shop's zone. Raises ValueError with what cannot be read."""
        told = self.values
        who = told.get("customer") or {}
        language = who.get("language", "en")
        if language not in LANGUAGES:
            raise ValueError(f"`{language}` is not a language here")
        lines = tuple(_line(line) for line in told.get("lines") or ())
        total = Money.parse(str(told["total"])) if "total" in told else _sum(lines)
        tracking = told.get("tracking")
        moments = {name: _moment(told[name], now) if name in told else None for name in ("placed", "shipped", "delivered")}
        return Order(
            self.number,
            told.get("state", "paid"),
            moments["placed"] or now - LONG_AGO,
            Customer(str(who.get("name", "")), str(who.get("email", "")).casefold(), str(who.get("phone", "")), language),
            total,
            lines,
            Tracking(str(tracking["carrier"]), str(tracking["number"]), str(tracking.get("url", ""))) if tracking else None,
            moments["shipped"],
            _moment(told["expected"], now).date() if "expected" in told else None,
            moments["delivered"],
        )


def _line(told: Mapping[str, Any]) -> Line:
    return Line(str(told["title"]), int(told.get("quantity", 1)), Money.parse(str(told["price"])))


def _sum(lines: Sequence[Line]) -> Money:
    if not lines:
        return Money(Decimal(20), "EUR")
    return sum((line.total for line in lines[1:]), lines[0].total)


def _moment(told: Any, now: datetime) -> datetime:
    """A day or moment of the shop's clock, `3d ago`, `in 2d`, or `today`."""
    if isinstance(told, datetime):
        return told if told.tzinfo else told.replace(tzinfo=now.tzinfo)
    if isinstance(told, date):
        return datetime.combine(told, time(10), now.tzinfo)
    text = str(told).strip()
    if text == "today":
        return now
    length = literals.duration(text.removeprefix("in ").removesuffix(" ago").strip())
    if length is not None and (text.startswith("in ") or text.endswith(" ago")):
        gap = timedelta(seconds=length.seconds)
        return now + gap if text.startswith("in ") else now - gap
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"`{told}` is no day; write 2026-11-23, `3d ago`, `in 2d` or `today`") from None
    return found if found.tzinfo else found.replace(tzinfo=now.tzinfo)


@dataclass(frozen=True, slots=True)
class Fixtures:
    """What differs from the demo shop. `is_down`: its software does not answer. `mail`: codes are sent, and `{code}` in what the
    customer writes is the latest. `understood` tells what the model makes of texts. `orders` are the shop's besides the demo
    ones. `calls` are answered so, whatever the shop knows; None: there is no answer. `slots` are known from before.

    Confidences, from 0 to 1, stand by intent, by the exact text. How flows behave under doubt is tried out with what is told
    here, and not with what the model of the day happens to doubt.
    """

    is_down: bool = False
    mail: bool = False
    understood: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    orders: tuple[OrderTold, ...] = ()
    calls: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    customer: Guest = field(default_factory=Guest)
    slots: Mapping[str, Any] = field(default_factory=dict)


class FixtureReader:
    """Reads the fixtures of one file; mistakes are added to `problems`."""

    def __init__(self, source: Source, problems: MutableSequence[Problem], intents: Collection[str] | None) -> None:
        self.source, self.problems, self.intents = source, problems, intents
        self._named: dict[str, Mapping[str, Any]] = {}

    def read_named(self, value: Any) -> None:
        """Rasa's `fixtures:` beside `test_cases:`: slots under a name."""
        for index, one in enumerate(value if isinstance(value, list) else []):
            for name, slots in one.items() if isinstance(one, dict) else ():
                parts = slots if isinstance(slots, list) else [slots]
                if all(isinstance(part, dict) for part in parts):
                    self._named[str(name)] = {str(slot): found for part in parts for slot, found in part.items()}
                else:
                    self._wrong(("fixtures", index, name), f"`{name}` holds no slots", "write `- name: value` below it")

    def read(self, at: Path_, value: Any) -> Fixtures:
        """What one conversation starts from."""
        if isinstance(value, list):
            return Fixtures(slots={slot: found for one in value for slot, found in self._known(at, one).items()})
        found = self._mapping(at, value)
        for key in found:
            if key not in FIXTURES:
                self._unknown((*at, key), str(key), FIXTURES)
        if "shop" in found and found["shop"] != "down":
            self._wrong((*at, "shop"), "`shop`: it can only be `down`")
        if "mail" in found and found["mail"] != "works":
            self._wrong((*at, "mail"), "`mail`: it can only be `works`")
        understood = self._mapping((*at, "understood"), found.get("understood") or {})
        return Fixtures(
            is_down=found.get("shop") == "down",
            mail=found.get("mail") == "works",
            understood={
                str(text).strip(): self._ranking((*at, "understood", text), ranking) for text, ranking in understood.items()
            },
            orders=tuple(self._orders((*at, "orders"), found.get("orders") or [])),
            calls=dict(self._calls((*at, "calls"), found.get("calls") or {})),
            customer=self._guest((*at, "customer"), found.get("customer") or {}),
            slots={str(name): known for name, known in self._mapping((*at, "slots"), found.get("slots") or {}).items()},
        )

    def _known(self, at: Path_, name: Any) -> Mapping[str, Any]:
        if name in self._named:
            return self._named[name]
        self._unknown(at, str(name), tuple(self._named))
        return {}

    # --- the model -------------------------------------------------------------------------------------------------

    def _ranking(self, at: Path_, value: Any) -> dict[str, float]:
        ranking = self._mapping(at, value)
        for intent, confidence in ranking.items():
            if self.intents is not None and intent not in self.intents:
                self._unknown((*at, intent), str(intent), sorted(self.intents))
            elif not _is_share(confidence):
                self._wrong((*at, intent), f"`{confidence}` is no confidence", "write a number from 0 to 1")
        return {str(intent): float(confidence) for intent, confidence in ranking.items() if _is_share(confidence)}

    # --- the shop --------------------------------------------------------------------------------------------------

    def _orders(self, at: Path_, value: Any) -> Iterator[OrderTold]:
        if not isinstance(value, list):
            self._wrong(at, "`orders` is a list", 'write `- number: "20001"` below it')
            return
        for index, one in enumerate(value):
            here = (*at, index)
            found = self._mapping(here, one)
            for key in found:
                if key not in ORDER:
                    self._unknown((*here, key), str(key), ORDER)
            if not str(found.get("number") or "").strip():
                self._wrong(here, "an order needs a `number`")
                continue
            if found.get("state", "paid") not in ORDER_STATES:
                self._unknown((*here, "state"), str(found["state"]), ORDER_STATES)
                continue
            order = OrderTold(str(found["number"]), found)
            try:
                order.on(datetime(2026, 1, 1, 10, tzinfo=UTC))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                missing = f"`{error.args[0]}` is missing" if isinstance(error, KeyError) else str(error)
                self._wrong(here, f"order {order.number}: {missing}", "docs/dialogues.md shows an order")
                continue
            yield order

    def _calls(self, at: Path_, value: Any) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
        for name, answer in self._mapping(at, value).items():
            here = (*at, name)
            if (spec := CALLS.get(str(name))) is None:
                self._unknown(here, str(name), sorted(CALLS))
            elif answer == FAILS:
                yield spec.name, None
            else:
                yield spec.name, {**dict.fromkeys(spec.fields), **dict(self._answer(here, spec, answer))}

    def _answer(self, at: Path_, spec: CallSpec, answer: Any) -> Iterator[tuple[str, Any]]:
        for key, value in self._mapping(at, answer).items():
            if key not in spec.fields:
                self._unknown((*at, key), str(key), tuple(spec.fields))
                continue
            try:
                yield str(key), _typed(spec.fields[key], value)
            except (ValueError, InvalidOperation):
                self._wrong((*at, key), f"`{value}` is no {spec.fields[key]}")

    # --- the customer ----------------------------------------------------------------------------------------------

    def _guest(self, at: Path_, value: Any) -> Guest:
        found = self._mapping(at, value)
        for key in found:
            if key not in CUSTOMER:
                self._unknown((*at, key), str(key), CUSTOMER)
        name, email, phone, locale = (str(found.get(key) or "") for key in ("name", "email", "phone", "locale"))
        channel = next((kind for kind in KINDS if kind == found.get("channel", "web")), None)
        if channel is None:
            self._unknown((*at, "channel"), str(found["channel"]), KINDS)
        return Guest(name, email, phone, channel or "web", locale)

    # --- common ----------------------------------------------------------------------------------------------------

    def _mapping(self, at: Path_, value: Any) -> Mapping[Any, Any]:
        if not isinstance(value, dict):
            self._wrong(at, f"`{value}` is no list of names and values")
            return {}
        return value

    def _unknown(self, at: Path_, key: str, known: Sequence[str]) -> None:
        hint = did_you_mean(key, known) or f"there are {', '.join(known)}"
        self._wrong(at, f"`{key}` means nothing here", hint)

    def _wrong(self, at: Path_, text: str, hint: str = "") -> None:
        self.problems.append(self.source.problem(at, text, hint))


def _typed(kind: str, value: Any) -> Any:
    """A value as a call would give it."""
    if value is None:
        return None
    match kind:
        case "money":
            return Money.parse(str(value))
        case "date":
            return value if isinstance(value, date) else date.fromisoformat(str(value))
        case "number":
            return Decimal(str(value))
        case "bool" if not isinstance(value, bool):
            raise ValueError
        case "text" | "order_number" | "phone" | "email" | "iban" | "code" | "contact" | "choice":
            return str(value)
        case _:
            return value


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
