"""Reading training phrases: without it an admin's nlu.yml would be a heap of text, and a mistake in it a wrong answer later."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from config.near import did_you_mean
from config.patterns import endless
from config.source import Place, Problem, Problems, Source, read_yaml
from nlu.model import LANGUAGES, Entity, Language
from nlu.normalise import key

KINDS = ("intent", "synonym", "regex", "lookup")
_ANNOTATION = re.compile(r"\[(?P<text>[^\[\]]+)\](?:\((?P<kind>[^():]+)(?::(?P<value>[^()]+))?\)|(?P<more>\{[^{}]*\}))")
_BROKEN = re.compile(r"\](?:[({]|\[\{)")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One example: what a customer may write, what it means, in which language, with the entities an admin marked."""

    text: str
    intent: str
    language: Language
    place: Place
    entities: tuple[Entity, ...] = ()


@dataclass(frozen=True, slots=True)
class Phrases:
    """All that the phrase files say. `synonyms` maps a text in lower case to its value; regexes and lookups go by entity name."""

    phrases: tuple[Phrase, ...] = ()
    synonyms: Mapping[str, str] = field(default_factory=dict)
    regexes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    fingerprint: str = ""
    keys: tuple[str, ...] = ()  # of the phrases, where they are known already; see keys_of

    @property
    def intents(self) -> tuple[str, ...]:
        """Every intent that has a phrase, by name."""
        return tuple(sorted({phrase.intent for phrase in self.phrases}))


def read_phrases(directory: Path, languages: Sequence[Language] = LANGUAGES, more: Path | None = None) -> Phrases:
    """Read `<language>.yml` and `<language>-<anything>.yml` of the given languages, in `directory` and beside it in `more`.

    Raises Problems with every mistake.
    """
    found, problems = _Found(), list[Problem]()
    for path in (*_files(directory, languages, problems), *_further(more, languages)):
        found.language = language_of(path, languages) or languages[0]
        try:
            found.read(read_yaml(path, _shown(path)))
        except Problems as wrong:
            problems.extend(wrong.problems)
    problems.extend(found.problems)
    keys = tuple(key(phrase.text) for phrase in found.phrases)
    problems.extend(twice(found.phrases, keys))
    if problems:
        raise Problems(problems)
    return replace(found.result(fingerprint(directory, languages, more)), keys=keys)


def keys_of(phrases: Phrases) -> tuple[str, ...]:
    """What the model reads of each phrase. Making them takes most of the time that reading phrases takes, so they are kept."""
    return phrases.keys or tuple(key(phrase.text) for phrase in phrases.phrases)


def read_file(path: Path, language: Language) -> Phrases:
    """Read one file of phrases in one language. Raises Problems."""
    found = _Found()
    found.language = language
    found.read(read_yaml(path, _shown(path)))
    if problems := [*found.problems, *twice(found.phrases, [key(one.text) for one in found.phrases])]:
        raise Problems(problems)
    return found.result(hashlib.sha256(path.read_bytes()).hexdigest())


def fingerprint(directory: Path, languages: Sequence[Language] = LANGUAGES, more: Path | None = None) -> str:
    """A SHA-256 (hex) of the files that would be read: it differs when the phrases do."""
    digest = hashlib.sha256()
    for path in (*_files(directory, languages, []), *_further(more, languages)):
        digest.update(f"{path.name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def language_of(path: Path, languages: Sequence[Language]) -> Language | None:
    """The language a phrase file is in, by its name: `lv.yml`, `lv-garden.yml`."""
    stem = path.stem.partition("-")[0]
    return next((language for language in languages if language == stem), None)


def twice(phrases: Iterable[Phrase], keys: Iterable[str]) -> Iterator[Problem]:
    """Phrases of one language that stand under two intents, also when they differ only in case, accents or signs."""
    first: dict[tuple[str, str], Phrase] = {}
    for phrase, same in zip(phrases, keys, strict=True):
        other = first.setdefault((phrase.language, same or phrase.text), phrase)
        if other.intent != phrase.intent:
            where = f"`{other.intent}` at {other.place}"
            text = f"`{phrase.text}` stands under `{phrase.intent}` and {where}"
            yield Problem(phrase.place, text, "keep one of them", "phrase-twice")


def _files(directory: Path, languages: Sequence[Language], problems: list[Problem]) -> list[Path]:
    paths = sorted(path for path in directory.glob("*.yml") if language_of(path, LANGUAGES) in languages)
    strange = [path for path in directory.glob("*.y*ml") if path.suffix != ".yml" or not language_of(path, LANGUAGES)]
    missing = [directory / f"{name}.yml" for name in set(languages) - {language_of(path, languages) for path in paths}]
    for found, text, hint, code in (
        (strange, "a phrase file is named by its language", "lv.yml or lv-more.yml", "phrase-file"),
        (missing, "there is no such file", "every language of the shop has phrases", "file-missing"),
    ):
        problems.extend(Problem(Place(_shown(path), 1, 1), text, hint, code) for path in found)
    return paths


def _further(more: Path | None, languages: Sequence[Language]) -> list[Path]:
    found = sorted(more.glob("*.yml")) if more is not None else []
    return [path for path in found if language_of(path, languages)]


def _shown(path: Path) -> str:
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


class _Found:
    """What has been read so far; goes on after a mistake, so that all of them are told at once."""

    def __init__(self) -> None:
        self.language: Language = LANGUAGES[0]
        self.phrases: list[Phrase] = []
        self.problems: list[Problem] = []
        self.synonyms: dict[str, str] = {}
        self.regexes: dict[str, list[str]] = {}
        self.lookups: dict[str, list[str]] = {}

    def read(self, source: Source) -> None:
        blocks = source.data.get("nlu") if isinstance(source.data, dict) else None
        if not isinstance(blocks, list):
            text = "a phrase file has a list called `nlu`"
            self.problems.append(source.problem((), text, "see nlu/phrases/README.md", "phrase-file"))
            return
        for index, block in enumerate(blocks):
            self._block(source, ("nlu", index), block)

    def _block(self, source: Source, path: tuple[str | int, ...], block: Any) -> None:
        kind = next((kind for kind in KINDS if isinstance(block, dict) and kind in block), None)
        if kind is None:
            self.problems.append(source.problem(path, f"an entry of `nlu` is one of {', '.join(KINDS)}", "", "phrase-kind"))
            return
        known = (kind, "examples", "metadata")
        for odd in (odd for odd in block if odd not in known):
            hint = did_you_mean(str(odd), known)
            self.problems.append(source.problem((*path, odd), f"`{odd}` is not known here", hint, "key-unknown"))
        name, place = str(block[kind] or "").strip(), source.place(*path, "examples")
        lines = list(self._lines(source, (*path, "examples"), block.get("examples")))
        if not name or not lines:
            self.problems.append(Problem(place, f"`{name or kind}` has no {'examples' if name else 'name'}", "", "phrase-none"))
        for line_place, text in lines:
            self._example(kind, name, line_place, text)

    def _lines(self, source: Source, path: tuple[str | int, ...], examples: Any) -> Iterator[tuple[Place, str]]:
        """Each example with its own line: a block of `- ` lines, or a YAML list of texts or of mappings with a `text`."""
        if isinstance(examples, list):
            for index, item in enumerate(examples):
                text = item.get("text") if isinstance(item, dict) else item
                yield source.place(*path, index), str(text or "").strip().removeprefix("- ")
            return
        block = source.place(*path)
        for number, line in enumerate(str(examples or "").splitlines(), start=1):
            place, text = Place(block.file, block.line + number, block.column), line.strip()
            if text.startswith("- ") and text[2:].strip():
                yield place, text[2:].strip()
            elif text and not text.startswith("#"):
                self.problems.append(Problem(place, f"`{text}` is not an example", "each begins with `- `", "phrase-example"))

    def _example(self, kind: str, name: str, place: Place, text: str) -> None:
        match kind:
            case "intent":
                self._phrase(name, place, text)
            case "synonym":
                self.synonyms[text.lower()] = name
            case "regex":
                try:
                    re.compile(text)
                    if endless(text):
                        what = f"`{text}` can be read in many ways, which could take for ever"
                        self.problems.append(Problem(place, what, "write how often, like {1,9}", "phrase-regex"))
                    else:
                        self.regexes.setdefault(name, []).append(text)
                except re.error as error:
                    self.problems.append(Problem(place, f"`{text}` is not a regular expression: {error}", "", "phrase-regex"))
            case _:
                self.lookups.setdefault(name, []).append(text)

    def _phrase(self, intent: str, place: Place, text: str) -> None:
        try:
            bare, entities = annotated(text)
        except ValueError as error:
            hint = 'write [10023](order_number) or [10023]{"entity": "order_number"}'
            self.problems.append(Problem(place, str(error), hint, "phrase-entity"))
            return
        self.phrases.append(Phrase(bare, intent, self.language, place, entities))
        self.synonyms |= {entity.text.lower(): entity.value for entity in entities if entity.value != entity.text}

    def result(self, digest: str) -> Phrases:
        regexes = {name: tuple(dict.fromkeys(found)) for name, found in self.regexes.items()}
        lookups = {name: tuple(dict.fromkeys(found)) for name, found in self.lookups.items()}
        return Phrases(tuple(self.phrases), self.synonyms, regexes, lookups, digest)


def annotated(text: str) -> tuple[str, tuple[Entity, ...]]:
    """The bare text of an example and the entities marked in it. Raises ValueError for a mark that cannot be read."""
    bare, entities, end = "", [], 0
    for mark in _ANNOTATION.finditer(text):
        bare += text[end : mark.start()]
        kind, value = _marked(mark)
        entities.append(Entity(kind, value, mark["text"], len(bare), len(bare) + len(mark["text"])))
        bare, end = bare + mark["text"], mark.end()
    bare += text[end:]
    if _BROKEN.search(bare):
        raise ValueError(f"an entity in `{text}` is not marked well")
    return bare, tuple(entities)


def _marked(mark: re.Match[str]) -> tuple[str, str]:
    if not mark["more"]:
        return mark["kind"], mark["value"] or mark["text"]
    try:
        more = json.loads(mark["more"])
    except json.JSONDecodeError as error:
        raise ValueError(f"`{mark['more']}` is not JSON: {error.msg}") from None
    if not more.get("entity"):
        raise ValueError(f"`{mark['more']}` names no entity")
    return str(more["entity"]), str(more.get("value", mark["text"]))
