"""What stands after `if`, ready to be asked: without it a flow could not choose its way.

An unknown value answers every comparison with no, except `!=` and `is not`. A day compared with a length of time asks how long
ago it was. How it is written is told in `parsing`.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from flows.matching import Matcher, PatternError, matcher
from flows.model import Duration
from flows.shop.model import Money

Kind = Literal["text", "number", "money", "date", "moment", "bool", "duration", "list", "none", "any"]
Path = tuple[str, ...]
TEXTS = frozenset({"order_number", "phone", "email", "iban", "choice", "photo", "contact", "code"})


class ConditionError(Exception):
    """What is wrong with a condition; `hint` says how to mend it."""

    def __init__(self, text: str, hint: str = "") -> None:
        super().__init__(text)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Scope:
    """What a condition or a step's values may look at."""

    slots: Mapping[str, Any]
    context: Mapping[str, Any]
    now: datetime

    def get(self, path: Path) -> Any:
        """The value at `slots.name` or `context.name.field`, or None where it is not known."""
        value: Any = self.slots if path[0] == "slots" else self.context
        for name in path[1:]:
            if not isinstance(value, Mapping):
                return None
            value = value.get(name)
        return value


@dataclass(frozen=True, slots=True)
class Reference:
    """A slot or a result of a call, by its path: ("slots", "amount"), ("context", "purchase", "found")."""

    path: Path

    def __str__(self) -> str:
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Written:
    """A value written in the condition itself."""

    value: Any


@dataclass(frozen=True, slots=True)
class Several:
    """Several literals, of which one may be contained: `{"a" "b"} contains slots.x`."""

    values: tuple[Any, ...]


Operand = Reference | Written | Several


@dataclass(frozen=True, slots=True)
class Known:
    """Whether a value is there."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Truth:
    """A value by itself: known, and neither false, nothing nor empty."""

    operand: Operand


@dataclass(frozen=True, slots=True)
class Compare:
    """Two values and how they are compared: = != > >= < <= contains matches."""

    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite."""

    node: "Node"


@dataclass(frozen=True, slots=True)
class Join:
    """Several conditions of which all (`and`) or one (`or`) must hold."""

    operator: Literal["and", "or"]
    nodes: tuple["Node", ...]


Node = Known | Truth | Compare | Not | Join
Test = Callable[[Scope], bool]


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition, as written, as read, and ready to be asked."""

    text: str
    node: Node
    holds: Test


# --- asking ----------------------------------------------------------------------------------------------------

ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}


def compile_node(node: Node) -> Test:
    """The condition as a function. Nothing is evaluated as program text."""
    match node:
        case Known(operand):
            get = _getter(operand)
            return lambda scope: get(scope) is not None
        case Truth(operand):
            get = _getter(operand)
            return lambda scope: get(scope) not in (None, False, "", 0)
        case Not(inner):
            test = compile_node(inner)
            return lambda scope: not test(scope)
        case Join(word, nodes):
            tests = tuple(map(compile_node, nodes))
            decide = all if word == "and" else any
            return lambda scope: decide(test(scope) for test in tests)
        case Compare(sign, left, right):
            return partial(_compared, _comparison(sign, right), _getter(left), _getter(right))


def _compared(compare: Callable[[Any, Any, datetime], bool], left: Any, right: Any, scope: Scope) -> bool:
    return compare(left(scope), right(scope), scope.now)


def _getter(operand: Operand) -> Callable[[Scope], Any]:
    match operand:
        case Reference(("slots", name)):
            return lambda scope: scope.slots.get(name)
        case Reference(path):
            return lambda scope: scope.get(path)
        case Written(value) | Several(value):
            return lambda _: value


def _comparison(sign: str, right: Operand) -> Callable[[Any, Any, datetime], bool]:
    match sign:
        case "=":
            return lambda a, b, _: a is not None and _same(a, b)
        case "!=":
            return lambda a, b, _: not _same(a, b)
        case "contains":
            return lambda a, b, _: _contains(a, b)
        case "matches":
            pattern = pattern_of(right)
            return lambda a, _, __: a is not None and pattern.found_in(str(a))
        case _:
            return partial(_ordered, ORDERS[sign])


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, bool) or isinstance(b, bool):
        return a is b
    if isinstance(a, float) and isinstance(b, Decimal):
        return Decimal(str(a)) == b
    return bool(a == b)


def _contains(a: Any, b: Any) -> bool:
    if isinstance(a, str):
        return b is not None and str(b).lower() in a.lower()
    return isinstance(a, tuple | list | frozenset) and b in a


def _ordered(order: Callable[[Any, Any], bool], a: Any, b: Any, now: datetime) -> bool:
    if isinstance(b, Duration) and isinstance(a, date):
        return order(_age(a, now), timedelta(seconds=b.seconds))
    if isinstance(a, Money) and isinstance(b, Money):
        return a.currency == b.currency and order(a.amount, b.amount)
    if _is_number(a) and _is_number(b):
        return order(a, b)
    if isinstance(a, datetime) and isinstance(b, datetime):
        return order(_aware(a, now), _aware(b, now))
    a, b = _day(a), _day(b)
    return isinstance(a, date) and isinstance(b, date) and order(a, b)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _aware(value: datetime, now: datetime) -> datetime:
    return value if value.tzinfo else value.replace(tzinfo=now.tzinfo)


def _age(value: date, now: datetime) -> timedelta:
    if isinstance(value, datetime):
        return now - _aware(value, now)
    return timedelta(days=(now.date() - value).days)


def pattern_of(operand: Operand) -> Matcher:
    """The pattern a text is matched with. Raises ConditionError."""
    if not isinstance(operand, Written) or not isinstance(operand.value, str):
        raise ConditionError("`matches` needs a pattern in quotes")
    try:
        return matcher(operand.value)
    except PatternError as error:
        raise ConditionError(str(error), error.hint) from None
