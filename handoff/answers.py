"""Variables in answers: without it an agent would fill in names and numbers by hand, or send `{order.number}` to a customer.

A variable is a known name in braces, `{customer.name}`. What stands in braces otherwise is text like any other. A variable that
nothing is known for stays as it is, and such a text may not be sent.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from config.answers import LONGEST

VARIABLES: tuple[str, ...] = (
    "customer.name", "customer.email", "order.number", "agent.name", "shop.name", "team.name", "promise",
)  # fmt: skip
NAME = re.compile(r"[^\W_][\w-]{0,39}")

_VARIABLE = re.compile(r"\{([a-z]+(?:\.[a-z_]+)?)\}")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with its variables filled in; `missing` are those that nothing is known for, in their order."""

    text: str
    missing: tuple[str, ...] = ()


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The text for one customer. A value is put in as it is: braces in it are no variables."""
    missing: dict[str, None] = {}

    def put(found: re.Match[str]) -> str:
        name = found[1]
        if name not in VARIABLES:
            return found[0]
        if value := values.get(name, "").strip():
            return value
        missing[name] = None
        return found[0]

    return Filled(_VARIABLE.sub(put, text), tuple(missing))


def unfilled(text: str) -> Sequence[str]:
    """The variables that still stand in a text, each once."""
    return tuple(dict.fromkeys(name for name in _VARIABLE.findall(text) if name in VARIABLES))


def mistakes(texts: Mapping[str, str]) -> Sequence[str]:
    """What keeps these texts from being an answer, a line each: none at all, too long, a variable that is none."""
    found = [] if any(text.strip() for text in texts.values()) else ["write the answer in one language at least"]
    for language, text in texts.items():
        if len(text) > LONGEST:
            found.append(f"{language}: {LONGEST} characters at most")
        unknown = dict.fromkeys(name for name in _VARIABLE.findall(text) if name not in VARIABLES)
        found += [f"{language}: {{{name}}} is no variable; there are {_listed()}" for name in unknown]
    return found


def _listed() -> str:
    return ", ".join(f"{{{name}}}" for name in VARIABLES)


def choose(texts: Mapping[str, str], wanted: str, otherwise: Sequence[str]) -> tuple[str, str]:
    """The text in the wanted language, else in the first of the others that has one: language and text, both may be empty."""
    for language in (wanted, *otherwise, *texts):
        if texts.get(language, "").strip():
            return language, texts[language]
    return "", ""
