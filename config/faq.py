"""The shop's own answers and goods, config/faq.yml: without it every question about goods would need a person."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field

from config.source import Place, Problem, Problems, Source, read_yaml, validate
from config.values import Amount, LanguageCode, Part

FILE = "config/faq.yml"
LONGEST = 600  # characters of an answer; a chat is no manual
FEWEST = 2  # wordings of a question in a language: with one there would be nothing to measure by
Id = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,60}$")]
Text = Annotated[str, Field(min_length=1, max_length=LONGEST)]
ByLanguage = Mapping[LanguageCode, Text]
Wordings = Annotated[tuple[Text, ...], Field(min_length=1)]


class Answer(Part):
    """Something customers ask, in several wordings a language, and what the shop answers."""

    id: Id
    questions: Mapping[LanguageCode, Wordings]
    answer: ByLanguage


class Goods(Part):
    """Something the shop sells: the first of its names in a language is its title. `stock`: how many are left."""

    id: Id
    names: Mapping[LanguageCode, Wordings]
    price: Amount
    stock: Annotated[int, Field(ge=0)] = 0


class Faq(Part):
    """config/faq.yml. `precision`: of the answers given, so many shall be right; the threshold is measured by it."""

    precision: Annotated[float, Field(ge=0.5, lt=1)] = 0.9
    answers: tuple[Answer, ...] = ()
    catalogue: tuple[Goods, ...] = ()


def read_faq(home: Path, languages: Collection[str]) -> Faq:
    """The shop's answers; none where it has no such file. Raises Problems with file and line."""
    path = home / FILE
    if not path.is_file():
        return Faq()
    source = read_yaml(path, FILE)
    if not isinstance(source.data, dict):
        text = "this should hold `answers` and `catalogue`"
        raise Problems([Problem(Place(FILE, 1, 1), text, "see docs/service.md", "value-wrong")])
    faq = validate(Faq, source)
    if found := [*_missing(source, faq, languages), *_twice(source, faq)]:
        raise Problems(found)
    return faq


def _missing(source: Source, faq: Faq, languages: Collection[str]) -> Iterator[Problem]:
    """A language the shop speaks and an entry does not."""
    parts: list[tuple[str, int, str, Mapping[LanguageCode, object]]] = []
    for index, answer in enumerate(faq.answers):
        parts += [("answers", index, "questions", answer.questions), ("answers", index, "answer", answer.answer)]
        for language, wordings in answer.questions.items():
            if len(wordings) < FEWEST:
                at = ("answers", index, "questions", language)
                hint = f"write at least {FEWEST}, as customers ask"
                yield source.problem(at, f"`{answer.id}` has one wording", hint, "faq-few")
    parts += [("catalogue", index, "names", goods.names) for index, goods in enumerate(faq.catalogue)]
    for group, index, key, texts in parts:
        for missing in sorted(set(languages) - set(texts)):
            id_ = faq.answers[index].id if group == "answers" else faq.catalogue[index].id
            text = f"`{id_}`: `{key}` has no `{missing}`"
            yield source.problem((group, index, key), text, "every language needs it", "faq-language")


def _twice(source: Source, faq: Faq) -> Iterator[Problem]:
    """Two entries of one name, and a wording that leads to two answers."""
    for group, ids in (("answers", [answer.id for answer in faq.answers]), ("catalogue", [goods.id for goods in faq.catalogue])):
        for index, id_ in enumerate(ids):
            if id_ in ids[:index]:
                yield source.problem((group, index, "id"), f"`{id_}` stands twice", "", "faq-twice")
    asked: dict[tuple[str, str], str] = {}
    for index, answer in enumerate(faq.answers):
        for language, wordings in answer.questions.items():
            for number, text in enumerate(wordings):
                known = asked.setdefault((language, " ".join(text.casefold().split())), answer.id)
                if known != answer.id:
                    at = ("answers", index, "questions", language, number)
                    hint = "word it so that it asks for one thing"
                    yield source.problem(at, f"`{text}` leads to `{known}` too", hint, "faq-twice")
