"""What one set says otherwise than another, for people: without it a version would be a hash among hashes."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from flows.correcting import words_of
from flows.flowset import FlowSet
from flows.library import own
from nlu.model import Language

AROUND = 3  # lines shown before and after a change
LONGEST = 2000  # lines of one file's difference that are shown


@dataclass(frozen=True, slots=True)
class FileChange:
    """One file: what became of it, and its difference in lines that begin with `+`, `-`, `@` or a space."""

    name: str
    became: Literal["added", "removed", "changed"]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FlowChange:
    """One flow, and what became of it."""

    flow: str
    became: Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class WordingChange:
    """One wording in one language; None where the set has none."""

    wording: str
    language: Language
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs, by files, by flows, and by wordings."""

    files: tuple[FileChange, ...]
    flows: tuple[FlowChange, ...]
    wordings: tuple[WordingChange, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.files)


def difference(old: FlowSet, new: FlowSet) -> Difference:
    """From one set to the other."""
    return Difference(
        tuple(files(own(old.sources), own(new.sources))),
        tuple(
            FlowChange(flow, _became(old.flows.get(flow), new.flows.get(flow)))
            for flow in sorted({*old.flows, *new.flows})
            if old.flows.get(flow) != new.flows.get(flow)
        ),
        tuple(_wordings(words_of(old), words_of(new))),
    )


def files(old: Mapping[str, str], new: Mapping[str, str]) -> list[FileChange]:
    """The files that differ, by their names."""
    return [
        FileChange(name, _became(old.get(name), new.get(name)), _lines(old.get(name, ""), new.get(name, "")))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def _became(before: object, after: object) -> Literal["added", "removed", "changed"]:
    return "added" if before is None else "removed" if after is None else "changed"


def _lines(before: str, after: str) -> tuple[str, ...]:
    told = difflib.unified_diff(before.splitlines(), after.splitlines(), n=AROUND, lineterm="")
    return tuple(list(told)[2 : 2 + LONGEST])  # without the two lines of file names


def _wordings(old: Mapping[Language, Mapping[str, str]], new: Mapping[Language, Mapping[str, str]]) -> list[WordingChange]:
    return [
        WordingChange(id_, language, old[language].get(id_), new[language].get(id_))
        for language in new
        for id_ in sorted({*old[language], *new[language]})
        if old[language].get(id_) != new[language].get(id_)
    ]
