"""Words corrected in a hurry: without it a wrong price would be told for days to whoever was in mid-flow when it was mended."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from flows.flowset import FlowSet
from nlu.model import LANGUAGES, Language

_ENTRY = re.compile(r"^(-?[a-zA-Z][\w-]*) *=", re.MULTILINE)
_REFERENCE = re.compile(r"\{\s*(-?[a-z][\w-]*)")


def entries(text: str) -> dict[str, str]:
    """The entries of a Fluent file by their ids (terms as `-id`), each with its attributes as it is written, without comments."""
    found: dict[str, str] = {}
    marks = list(_ENTRY.finditer(text))
    for mark, after in zip(marks, [*marks[1:], None], strict=True):
        lines = text[mark.start() : after.start() if after else len(text)].split("\n")
        own = [line for line in lines if not line.startswith("#")]
        found[mark.group(1)] = "\n".join(own).strip()
    return found


def words_of(flows: FlowSet) -> dict[Language, dict[str, str]]:
    """Every entry of a set as it is written, by language; a shop's own before a built-in one."""
    words: dict[Language, dict[str, str]] = {}
    for language in LANGUAGES:
        for text in _books(flows.sources, language):
            words[language] = {**entries(text), **words.get(language, {})}
    return words


def _books(sources: Mapping[str, str], language: Language) -> Iterator[str]:
    of_language = [name for name in sources if re.search(rf"(^|/)wording/{language}(-[^/]*)?\.ftl$", name)]
    for name in sorted(of_language, key=lambda name: (not name.startswith("wording/"), name.removesuffix(".ftl"))):
        yield sources[name]


def changed_words(old: FlowSet, new: FlowSet) -> dict[Language, tuple[str, ...]]:
    """The ids, by language, whose text is another in the new set, by themselves or by what they refer to."""
    before, after = words_of(old), words_of(new)
    changed = {language: _changed(before.get(language, {}), words) for language, words in after.items()}
    return {language: ids for language, ids in changed.items() if ids}


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[str, ...]:
    other = {id_ for id_, text in after.items() if before.get(id_) not in {None, text}}
    while more := {id_ for id_, text in after.items() if id_ not in other and other.intersection(_REFERENCE.findall(text))}:
        other |= more
    return tuple(sorted(id_ for id_ in other if not id_.startswith("-")))


def corrected(old: FlowSet, current: FlowSet, ids: Mapping[str, Collection[str]]) -> FlowSet:
    """An older set with the current text of these wordings, by language, where both have them with the same values."""
    parts = {language: dict(of_language) for language, of_language in old.wording.parts.items()}
    for language, named in ids.items():
        known = next((code for code in parts if code == language), None)
        if known is None or known not in current.wording.parts:
            continue
        for id_ in _with_attributes(current, known, named):
            if id_ in parts[known] and old.wording.needs(id_) == current.wording.needs(id_):
                parts[known][id_] = current.wording.parts[known][id_]
    return replace(old, wording=replace(old.wording, parts=parts))


def _with_attributes(flows: FlowSet, language: Language, ids: Collection[str]) -> Iterator[str]:
    return (id_ for id_ in flows.wording.parts[language] if id_.partition(".")[0] in ids)
