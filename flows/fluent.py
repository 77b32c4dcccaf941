"""Fluent patterns as functions: without them every message would be interpreted anew, at fifty times the cost of a lookup.

The syntax is read by fluent.syntax, the Fluent project's own parser (Syntax 1.0, https://projectfluent.org). What it gives is
turned into plain functions once, when the flows are loaded. Placeables carry no isolation marks, because those break copied
account numbers and links. Values are formatted by their type; identifiers are text and never numbers.
"""

import re
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_currency, format_decimal
from fluent.syntax import ast

from flows import moments
from flows.model import Duration
from flows.shop.model import Money
from nlu.model import Language

Values = Mapping[str, Any]
Part = Callable[[Values, datetime | None], str]
Getter = Callable[[Values, datetime | None], Any]
LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)  # seen from there, a day has its full date
UNKNOWN = "–"  # a value nobody knows, in the middle of a text; in a choice of variants it is `none`
LONGEST_NUMBER = 25  # digits that can be put in words of every language
ESCAPE = re.compile(r'\\(?:([\\"])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{6}))')


@dataclass(frozen=True, slots=True)
class Named:
    """A value that has a name in every language: variants choose by `key`, the text is that of `wording`."""

    key: str
    wording: str


class FluentError(Exception):
    """A pattern that cannot be used; `start` is the offset of the mistake in its file."""

    def __init__(self, text: str, start: int, hint: str = "") -> None:
        super().__init__(text)
        self.start, self.hint = start, hint


# --- values as text --------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def money_text(amount: Decimal, currency: str, language: Language) -> str:
    """An amount as the language writes it: "1290,50 €"."""
    return format_currency(amount, currency, locale=language)


@lru_cache(maxsize=1024)
def _category(number: Any, language: Language) -> str:
    return str(Locale(language).plural_form(number))


class Compiler:
    """Turns the entries of one language into functions. `parts` fills up as entries are compiled, terms under "-id"."""

    def __init__(self, language: Language, zone: tzinfo) -> None:
        self.language, self.zone = language, zone
        self.parts: dict[str, Part] = {}

    def pattern(self, pattern: Any) -> Part:
        """A pattern as a function of its values and the moment; what is text already says the same always. Raises FluentError."""
        if isinstance(pattern, str):
            return lambda values, now: pattern
        elements = pattern.elements
        if all(isinstance(element, ast.TextElement) for element in elements):
            text = "".join(element.value for element in elements)
            return lambda values, now: text
        parts = tuple(map(self._element, elements))
        if len(parts) == 1:
            return parts[0]
        return lambda values, now: "".join([part(values, now) for part in parts])

    def _element(self, element: Any) -> Part:
        if isinstance(element, ast.TextElement):
            text: str = element.value
            return lambda values, now: text
        return self._text(element.expression)

    def _text(self, expression: Any) -> Part:
        if isinstance(expression, ast.SelectExpression):
            return self._select(expression)
        if isinstance(expression, ast.Placeable):
            return self._text(expression.expression)
        if isinstance(expression, ast.VariableReference):
            name = expression.id.name
            return lambda values, now: self.format(values.get(name), now)
        if isinstance(expression, ast.MessageReference | ast.TermReference):
            return self._reference(expression)
        value = self._value(expression)
        return lambda values, now: self.format(value(values, now), now)

    def _reference(self, expression: Any) -> Part:
        is_term = isinstance(expression, ast.TermReference)
        name = ("-" if is_term else "") + expression.id.name + (f".{expression.attribute.name}" if expression.attribute else "")
        if not is_term:
            return lambda values, now: self.parts[name](values, now)  # noqa: PLW0108 - it may be compiled later
        named = expression.arguments.named if expression.arguments else ()
        arguments = {argument.name.name: self._value(argument.value)(_NONE, None) for argument in named}
        return lambda values, now: self.parts[name](arguments, now)

    def _value(self, expression: Any) -> Getter:
        match expression:
            case ast.StringLiteral():
                text = ESCAPE.sub(lambda found: found[1] or _letter(found[2] or found[3], expression), expression.value)
                return lambda values, now: text
            case ast.NumberLiteral():
                if len(expression.value) > LONGEST_NUMBER:
                    raise FluentError("this number is too long to be said", _start(expression), "put it in quotes")
                number = Decimal(expression.value)
                return lambda values, now: number
            case ast.VariableReference():
                name = expression.id.name
                return lambda values, now: values.get(name)
            case ast.FunctionReference():
                return self._function(expression)
            case ast.Placeable():
                return self._value(expression.expression)
            case _:
                return self._text(expression)

    def _function(self, expression: Any) -> Getter:
        name, given = expression.id.name, expression.arguments.positional
        if name not in FUNCTIONS:
            raise FluentError(f"there is no function {name}", expression.span.start, "there are " + ", ".join(FUNCTIONS))
        if len(given) != 1:
            raise FluentError(f"{name} takes one value", expression.span.start)
        value, function = self._value(given[0]), FUNCTIONS[name]
        return lambda values, now: function(self, value(values, now), now)

    def _select(self, expression: Any) -> Part:
        selector = self._value(expression.selector)
        variants = tuple((self._key(variant.key), self.pattern(variant.value)) for variant in expression.variants)
        default = next(variants[index][1] for index, variant in enumerate(expression.variants) if variant.default)

        def choose(values: Values, now: datetime | None) -> str:
            value = selector(values, now)
            for key, part in variants:
                if self._matches(value, key):
                    return part(values, now)
            return default(values, now)

        return choose

    @staticmethod
    def _key(key: Any) -> str | Decimal:
        return Decimal(key.value) if isinstance(key, ast.NumberLiteral) else str(key.name)

    def _matches(self, value: Any, key: str | Decimal) -> bool:
        match value:
            case None:
                return key == "none"
            case bool():
                return key == ("yes" if value else "no")
            case Named():
                return value.key == key
            case int() | float() | Decimal():
                return value == key if isinstance(key, Decimal) else _category(value, self.language) == key
            case _:
                return bool(value == key)

    def format(self, value: Any, now: datetime | None) -> str:  # noqa: PLR0911 - one line for each type
        """A value as text, by its type."""
        match value:
            case str():
                return value
            case None:
                return UNKNOWN
            case bool():
                word = "yes" if value else "no"
                return self.parts[word](_NONE, now) if word in self.parts else word
            case int() | float() | Decimal():
                return str(format_decimal(value, locale=self.language))
            case Money():
                return money_text(value.amount, value.currency, self.language)
            case date():  # a moment too: the hour is told only where AT or BY asks for it
                return moments.day_words(value, now or LONG_AGO, self.zone, self.language)
            case Duration():
                return moments.span_words(timedelta(seconds=value.seconds), self.language)
            case Named():
                return self.parts[value.wording](_NONE, now) if value.wording in self.parts else value.key
            case _:
                return ", ".join(self.format(item, now) for item in value)


_NONE: Values = {}


def _start(node: Any) -> int:
    return node.span.start if node.span else 0


def _letter(digits: str, literal: Any) -> str:
    r"""The letter of `\u00E4`. What is no letter could neither be stored nor sent. Raises FluentError."""
    code = int(digits, 16)
    if not 0 < code <= sys.maxunicode or 0xD800 <= code <= 0xDFFF:
        raise FluentError(f"there is no letter U+{digits}", _start(literal), "write the letter itself")
    return chr(code)


def _day(compiler: Compiler, value: Any, now: datetime | None) -> Any:
    return compiler.format(value, now)


def _at(compiler: Compiler, value: Any, now: datetime | None) -> Any:
    return moments.at_words(value, now or LONG_AGO, compiler.zone, compiler.language) if isinstance(value, datetime) else value


def _by(compiler: Compiler, value: Any, now: datetime | None) -> Any:
    return moments.due_words(value, now or LONG_AGO, compiler.zone, compiler.language) if isinstance(value, datetime) else value


def _stamp(compiler: Compiler, value: Any, _: datetime | None) -> Any:
    return moments.at_words(value, LONG_AGO, compiler.zone, compiler.language) if isinstance(value, datetime) else value


def _brief(compiler: Compiler, value: Any, now: datetime | None) -> Any:
    return moments.brief_words(value, now or LONG_AGO, compiler.zone, compiler.language) if isinstance(value, datetime) else value


def _within(compiler: Compiler, value: Any, _: datetime | None) -> Any:
    return moments.within_words(timedelta(seconds=value.seconds), compiler.language) if isinstance(value, Duration) else value


def _itself(_: Compiler, value: Any, __: datetime | None) -> Any:
    return value


FUNCTIONS: Mapping[str, Callable[[Compiler, Any, datetime | None], Any]] = {
    "DAY": _day,
    "AT": _at,
    "BY": _by,
    "BRIEF": _brief,
    "STAMP": _stamp,
    "WITHIN": _within,
    "NUMBER": _itself,
}
