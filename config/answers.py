"""Answers to begin with, config/answers.yml: without it a new shop would open on an empty page.

They are taken into the database once (`dezura import answers`, `dezura demo-data`); from then on people write them in the
console, and what they have changed or removed there stays so: one truth, where those who answer can reach it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.source import Place, Problem, Problems, Source, read_yaml, validate
from config.values import LanguageCode, Part

FILE = "config/answers.yml"
LONGEST = 2_000  # characters in one language; Messenger takes no more in one message
Name = Annotated[str, Field(pattern=r"^[^\W_A-Z][\w-]{0,39}$")]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]


class CannedAnswer(Part):
    """What is typed after `/`, and the answer by language."""

    name: Name
    texts: Annotated[Mapping[LanguageCode, Text], Field(min_length=1)]


class CannedAnswers(Part):
    """config/answers.yml."""

    answers: tuple[CannedAnswer, ...] = ()


def read_answers(path: Path, file: str = FILE) -> CannedAnswers:
    """The answers of a file; none where there is no such file. Raises Problems with file and line."""
    if not path.is_file():
        return CannedAnswers()
    source = read_yaml(path, file)
    if not isinstance(source.data, dict):
        raise Problems([Problem(Place(file, 1), "this should hold `answers`", "see docs/console.md", "value-wrong")])
    found = validate(CannedAnswers, source)
    if twice := list(_twice(source, found)):
        raise Problems(twice)
    return found


def _twice(source: Source, found: CannedAnswers) -> Iterator[Problem]:
    names = [answer.name for answer in found.answers]
    for index, name in enumerate(names):
        if name in names[:index]:
            yield source.problem(("answers", index, "name"), f"`{name}` stands twice", "", "answer-twice")
