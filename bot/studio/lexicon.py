"""All wordings of the draft, with who says them: without it one would look through fifty files for a sentence."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from config.source import Problem
from flows import ftl
from flows.check_words import uses
from flows.ftl import Message
from flows.graph import sketch
from flows.library import BUILT_IN, FACTS, built_in
from flows.shelf import Shelf
from flows.steps import CallSpec
from nlu.model import LANGUAGES, Language

Texts = Mapping[str, str]
_REFERENCE = re.compile(r"\{\s*([a-z][\w-]*)\s*\}")


@dataclass(frozen=True, slots=True)
class Standing:
    """A message of a language, and the file it stands in."""

    file: str
    message: Message

    @property
    def is_own(self) -> bool:
        """Whether it is the shop's, and not built in."""
        return not self.file.startswith(BUILT_IN)


@dataclass(frozen=True, slots=True)
class Entry:
    """A wording in all languages it stands in, and the flows that say it, themselves or within another wording."""

    id: str
    texts: Mapping[Language, Standing]
    flows: tuple[str, ...] = ()
    is_title: bool = False

    @property
    def missing(self) -> tuple[Language, ...]:
        """The languages it is missing in."""
        return tuple(language for language in LANGUAGES if language not in self.texts)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All of them by their ids, in the order of the files, and the set they belong to."""

    entries: Mapping[str, Entry]
    shelf: Shelf
    problems: Sequence[Problem]


async def lexicon(texts: Texts, calls: Mapping[str, CallSpec]) -> Lexicon:
    """The wordings of the shop's texts, read beside the event loop."""
    return await asyncio.to_thread(read, texts, calls)


def read(texts: Texts, calls: Mapping[str, CallSpec]) -> Lexicon:
    """The same, at once."""
    known = sketch({**texts, **built_in()}, calls)
    shelf = Shelf(list(known.drafts.values()), known.wording, calls, FACTS)
    said: dict[str, list[str]] = {}
    titles: set[str] = set()
    for draft in known.drafts.values():
        for use in uses(shelf, draft):
            said.setdefault(use.wording, []).append(draft.flow.id)
            if use.is_title:
                titles.add(use.wording)
    standing: dict[str, dict[Language, Standing]] = {}
    everything = {**texts, **built_in()}  # what the shop does not say itself is built in
    for name in sorted(everything, key=lambda name: (name.startswith(BUILT_IN), name.removesuffix(".ftl"))):
        if language := language_of(name.removeprefix(BUILT_IN)):
            for id_, message in messages(everything[name]).items():
                standing.setdefault(id_, {}).setdefault(language, Standing(name, message))
    within = _within(standing)
    for id_, ids in within.items():  # what stands in a wording is said where that one is
        said.setdefault(id_, []).extend(flow for other in ids for flow in said.get(other, ()))
    entries = {id_: Entry(id_, found, tuple(dict.fromkeys(said.get(id_, ()))), id_ in titles) for id_, found in standing.items()}
    for id_, flows in said.items():
        if id_ not in entries:
            entries[id_] = Entry(id_, {}, tuple(dict.fromkeys(flows)), id_ in titles)
    return Lexicon(entries, shelf, known.problems)


def _within(standing: Mapping[str, Mapping[Language, Standing]]) -> dict[str, list[str]]:
    """The wordings that refer to a wording."""
    found: dict[str, list[str]] = {}
    for id_, texts in standing.items():
        for one in texts.values():
            for name in _REFERENCE.findall(one.message.source):
                if name in standing and id_ not in found.setdefault(name, []):
                    found[name].append(id_)
    return found


@lru_cache(maxsize=256)
def messages(text: str) -> Mapping[str, Message]:
    """The messages of a file; files are long to read, and mostly stay as they are."""
    return ftl.messages(text)


def language_of(name: str) -> Language | None:
    """The language of a wording file; None for any other file."""
    if not name.startswith("wording/") or not name.endswith(".ftl"):
        return None
    code = name.removeprefix("wording/").removesuffix(".ftl").partition("-")[0]
    return next((language for language in LANGUAGES if language == code), None)


def file_for(entry: Entry, language: Language) -> str:
    """The file of a language in which a wording belongs that it lacks: that of the same topic as in the others."""
    for standing in entry.texts.values():
        topic = standing.file.removeprefix(BUILT_IN).removeprefix("wording/").removesuffix(".ftl").partition("-")[2]
        return f"wording/{language}{f'-{topic}' if topic else ''}.ftl"
    return f"wording/{language}.ftl"


def before(texts: Texts, entry: Entry) -> list[str]:
    """The messages that stand before a wording in a file that has it."""
    for standing in entry.texts.values():
        ids = list(messages({**texts, **built_in()}[standing.file]))
        return ids[: ids.index(entry.id)]
    return []
