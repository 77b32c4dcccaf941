"""Regular expressions of settings and phrases, which are looked for in what customers write: without it one that repeats what

repeats itself, `(\\d+)+x`, would stop the program for everybody when somebody writes a long number.
"""

import re
from collections.abc import Iterable
from typing import Any

_engine: Any = re  # its parser has no types
_parser = _engine._parser  # noqa: SLF001 - there is no public way to read a pattern


def endless(pattern: str) -> bool:
    """Whether a part that is repeated without bound is itself repeated without bound. Raises re.error for what is no pattern."""
    return _nested(_parser.parse(pattern), inside=False)


def _nested(pieces: Iterable[Any], *, inside: bool) -> bool:
    for kind, given in pieces:
        match str(kind):
            case "MAX_REPEAT" | "MIN_REPEAT":
                unbound = given[1] == _parser.MAXREPEAT
                if (inside and unbound) or _nested(given[2], inside=inside or unbound):
                    return True
            case "SUBPATTERN":
                if _nested(given[3], inside=inside):
                    return True
            case "BRANCH":
                if any(_nested(way, inside=inside) for way in given[1]):
                    return True
            case "ASSERT" | "ASSERT_NOT":
                if _nested(given[1], inside=inside):
                    return True
            case _:
                pass
    return False
