"""What stands after `if`: without it a flow could not choose its way.

    or     = and { "or" and }          and = not { "and" not }         not = "not" not | test
    test   = value [ ("=" | "==" | "!=" | "is" | "is not" | ">" | ">=" | "<" | "<=" | "contains") value ]
           | value "is" ["not"] ("known" | "null" | "undefined" | "empty")
           | value "matches" pattern
    value  = slots.name | context.name.field | 'text' | 12.5 | 2000 EUR | 3d | true | { value ... } | ( or )

The operators are those of Rasa's CALM (there the pypred grammar); money, lengths of time and `is known` are ours. An unknown
value answers every comparison with no, except `!=` and `is not`. A day compared with a length of time asks how long ago it was.
"""

import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from flows import literals
from flows.model import Duration
from flows.shop.model import Money

Kind = Literal["text", "number", "money", "date", "moment", "bool", "duration", "list", "none", "any"]
Path = tuple[str, ...]
TEXTS = frozenset({"order_number", "phone", "email", "iban", "choice", "photo", "contact"})


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


def parse_condition(text: str) -> Condition:
    """Read a condition. Raises ConditionError."""
    parser = _Parser(list(_tokens(text)))
    node = parser.either()
    if parser.token:
        raise ConditionError(f"`{parser.token.text}` is not expected here", "join two conditions with `and` or `or`")
    return Condition(text, node, compile_node(node))


# --- reading ---------------------------------------------------------------------------------------------------

TOKEN = re.compile(
    r"""\s*(?:
      (?P<text>'[^']*'|"[^"]*")
    | (?P<pattern>/(?:[^/\\]|\\.)+/)
    | (?P<money>-?\d+(?:\.\d+)?\ ?[A-Z]{3}\b)
    | (?P<duration>\d+\ ?[smhdw]\b(?:\ open\b)?)
    | (?P<number>-?\d+(?:\.\d+)?)
    | (?P<word>[^\W\d][\w-]*(?:\.[\w-]+)*)
    | (?P<sign>>=|<=|==|!=|[=<>(){},])
    )""",
    re.VERBOSE,
)
NOTHING = frozenset({"null", "undefined", "empty", "none"})
TRUTHS = {"true": True, "false": False}
COMPARISONS = {"=": "=", "==": "=", "!=": "!=", "is": "=", ">": ">", ">=": ">=", "<": "<", "<=": "<=", "contains": "contains"}
COMPARISONS |= {"matches": "matches"}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str


def _tokens(text: str) -> Iterator[_Token]:
    if "{{" in text:
        raise ConditionError("templates in curly brackets are not read here", "name the slot itself: slots.name")
    position, text = 0, text.rstrip()
    while position < len(text):
        found = TOKEN.match(text, position)
        if found is None or found.lastgroup is None:
            rest = text[position:].strip()
            raise ConditionError(f"`{rest[:20]}` cannot be read")
        yield _Token(found.lastgroup, found[found.lastgroup])
        position = found.end()


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.position = tokens, 0

    @property
    def token(self) -> _Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def accept(self, *words: str) -> str | None:
        token = self.token
        if token is None or token.kind not in {"word", "sign"} or token.text.lower() not in words:
            return None
        self.position += 1
        return token.text.lower()

    def either(self) -> Node:
        return self._join("or", self.both)

    def both(self) -> Node:
        return self._join("and", self.negation)

    def _join(self, word: Literal["and", "or"], part: Callable[[], Node]) -> Node:
        nodes = [part()]
        while self.accept(word):
            nodes.append(part())
        return nodes[0] if len(nodes) == 1 else Join(word, tuple(nodes))

    def negation(self) -> Node:
        if self.accept("not"):
            return Not(self.negation())
        if self.accept("("):
            node = self.either()
            if not self.accept(")"):
                raise ConditionError("a bracket is not closed")
            return node
        return self.test()

    def test(self) -> Node:
        left = self.operand()
        word = self.accept(*COMPARISONS)
        if word is None:
            return Truth(left)
        sign = COMPARISONS[word]
        negated = word == "is" and self.accept("not") is not None
        if sign in {"=", "!="} and (known := self.accept("known", *NOTHING)):
            holds = (known == "known") != (negated or sign == "!=")
            return Known(left) if holds else Not(Known(left))
        return self._compare("!=" if negated else sign, left)

    def _compare(self, sign: str, left: Operand) -> Node:
        token = self.token
        if sign == "matches" and (token is None or token.kind not in {"text", "pattern"}):
            raise ConditionError("`matches` needs a pattern in quotes")
        node = Compare(sign, left, self.operand())
        if sign == "matches":
            _pattern(node.right)
        return node

    def operand(self) -> Operand:
        token = self.token
        if token is None:
            raise ConditionError("something is missing at the end")
        self.position += 1
        if token.text == "{":
            return self._set()
        if token.kind == "word" and token.text.startswith(("slots.", "context.")):
            return Reference(tuple(token.text.split(".")))
        return Written(_literal(token))

    def _set(self) -> Several:
        values: list[Any] = []
        while not self.accept("}"):
            if self.token is None:
                raise ConditionError("a curly bracket is not closed")
            if not self.accept(","):
                values.append(_literal(self.token))
                self.position += 1
        return Several(tuple(values))


def _literal(token: _Token) -> Any:
    match token.kind:
        case "text" | "pattern":
            return token.text[1:-1]
        case "money":
            if (amount := literals.money(token.text)) is None:
                raise ConditionError(f"`{token.text}` is no sum of money", "write it with at most two decimals")
            return amount
        case "duration":
            return literals.duration(token.text)
        case "number":
            return Decimal(token.text)
        case "word" if token.text.lower() in TRUTHS:
            return TRUTHS[token.text.lower()]
        case "word" if token.text.lower() in NOTHING:
            return None
        case _:
            hint = f'write slots.{token.text}, or "{token.text}" for a text' if token.kind == "word" else ""
            raise ConditionError(f"`{token.text}` is not expected here", hint)


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
            pattern = _pattern(right)
            return lambda a, _, __: a is not None and pattern.search(str(a)) is not None
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
    if isinstance(a, datetime) != isinstance(b, datetime):
        a, b = _day(a), _day(b)
    return isinstance(a, date) and isinstance(b, date) and order(a, b)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _day(value: Any) -> Any:
    return value.date() if isinstance(value, datetime) else value


def _age(value: date, now: datetime) -> timedelta:
    if isinstance(value, datetime):
        return now - value
    return timedelta(days=(now.date() - value).days)


def _pattern(operand: Operand) -> re.Pattern[str]:
    if not isinstance(operand, Written) or not isinstance(operand.value, str):
        raise ConditionError("`matches` needs a pattern in quotes")
    try:
        return re.compile(operand.value)
    except re.error as error:
        raise ConditionError(f"this pattern cannot be read: {error}") from None
