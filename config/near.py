"""What a misspelt word may have been: without it every mistake would send people to the docs."""

from collections.abc import Iterable
from difflib import get_close_matches

NEAR = 0.6  # how much of two words is the same, as difflib counts


def did_you_mean(word: str, words: Iterable[str], near: float = NEAR) -> str:
    """A hint for a word that is none of those; empty where none is near."""
    close = get_close_matches(word, list(words), 1, near)
    return f"did you mean `{close[0]}`?" if close else ""
