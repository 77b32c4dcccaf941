"""How conditions are written: without it an admin would have to write a program.

    or     = and { "or" and }          and = not { "and" not }         not = "not" not | test
    test   = value [ ("=" | "==" | "!=" | "is" | "is not" | ">" | ">=" | "<" | "<=" | "contains") value ]
           | value "is" ["not"] ("known" | "null" | "undefined" | "empty")
           | value "matches" pattern
    value  = slots.name | context.name.field | 'text' | 12.5 | 2000 EUR | 3d | true | { value ... } | ( or )

The operators are those of Rasa's CALM (there the pypred grammar); money, lengths of time and `is known` are ours.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from flows import literals
from flows.conditions import (
    Compare,
    Condition,
    ConditionError,
    Join,
    Known,
    Node,
    Not,
    Operand,
    Reference,
    Several,
    Truth,
    Written,
    compile_node,
    pattern_of,
)

DEEPEST = 20  # brackets and `not` within each other


def parse_condition(text: str) -> Condition:
    """Read a condition. Raises ConditionError."""
    parser = _Parser(list(_tokens(text)))
    node = parser.either()
    if parser.token:
        raise ConditionError(f"`{parser.token.text}` is not expected here", "join two conditions with `and` or `or`")
    return Condition(text, node, compile_node(node))


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
        self.tokens, self.position, self.depth = tokens, 0, 0

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
            with self._inside():
                return Not(self.negation())
        if self.accept("("):
            with self._inside():
                node = self.either()
            if not self.accept(")"):
                raise ConditionError("a bracket is not closed")
            return node
        return self.test()

    @contextmanager
    def _inside(self) -> Iterator[None]:
        """What is asked in the middle of an answer must stay within what Python can hold open at once."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise ConditionError("this condition is nested too deep", "set a slot first, and ask for that")
        yield
        self.depth -= 1

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
            pattern_of(node.right)
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
            if (length := literals.duration(token.text)) is None:
                raise ConditionError(f"`{token.text}` is no length of time", "write up to 100 years, as 30m, 2h, 3d, 1w")
            return length
        case "number":
            return Decimal(token.text)
        case "word" if token.text.lower() in TRUTHS:
            return TRUTHS[token.text.lower()]
        case "word" if token.text.lower() in NOTHING:
            return None
        case _:
            hint = f'write slots.{token.text}, or "{token.text}" for a text' if token.kind == "word" else ""
            raise ConditionError(f"`{token.text}` is not expected here", hint)
