"""Phrase files changed line by line: without it each change of one phrase would write a file of thousands anew.

A phrase is one line `- text`; whoever wrote the file finds the rest of it as it was.
"""

import re
from collections.abc import Sequence

HEAD = """version: "3.1"
# Phrases that were added in the studio; they may be changed here as well, and moved to the other files.
nlu:
"""
_LINE = re.compile(r"(?P<lead>\s*- )(?P<phrase>.*\S)\s*")


class PhraseError(ValueError):
    """A line that is no phrase, or another one by now."""


def phrase_at(text: str, line: int) -> str:
    """The phrase in a line, counted from 1, with what is marked in it. Raises PhraseError."""
    lines = text.split("\n")
    found = _LINE.fullmatch(lines[line - 1]) if 0 < line <= len(lines) else None
    if found is None:
        raise PhraseError(f"there is no phrase in line {line}")
    return found["phrase"]


def without(text: str, line: int, phrase: str) -> str:
    """The text without that line. Raises PhraseError where it says something else."""
    _same(text, line, phrase)
    lines = text.split("\n")
    return "\n".join([*lines[: line - 1], *lines[line:]])


def replaced(text: str, line: int, phrase: str, other: str) -> str:
    """The text with another phrase in that line. Raises PhraseError."""
    _same(text, line, phrase)
    lines = text.split("\n")
    found = _LINE.fullmatch(lines[line - 1])
    assert found is not None
    lines[line - 1] = found["lead"] + clean(other)
    return "\n".join(lines)


def added(text: str, intent: str, phrases: Sequence[str]) -> str:
    """A file of the studio's own with more phrases, at the end of the intent's block or in a new one."""
    lines = (text or HEAD).rstrip("\n").split("\n")
    new = [f"    - {clean(phrase)}" for phrase in phrases]
    block = next((place for place, line in enumerate(lines) if line == f"- intent: {intent}"), None)
    if block is None:
        return "\n".join([*lines, f"- intent: {intent}", "  examples: |", *new]) + "\n"
    end = next((place for place in range(block + 1, len(lines)) if lines[place].startswith("- ")), len(lines))
    return "\n".join([*lines[:end], *new, *lines[end:]]) + "\n"


def clean(phrase: str) -> str:
    """A phrase as it stands in a line: one line, no spaces around it. Raises PhraseError for none."""
    found = " ".join(phrase.split())
    if not found:
        raise PhraseError("a phrase has some words")
    return found


def _same(text: str, line: int, phrase: str) -> None:
    if phrase_at(text, line) != phrase:
        raise PhraseError(f"line {line} says something else by now")
