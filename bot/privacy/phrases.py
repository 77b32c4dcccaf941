"""Where words of somebody who was erased stand in the shop's phrase files: people took them there, so people take them out."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from config.source import Place, Problems
from handoff.masking import mask
from nlu.commands import phrases_path
from nlu.model import LANGUAGES
from nlu.normalise import key
from nlu.phrases import language_of, read_file

LONG = 5  # words from which on a whole message that stands in a file is rather theirs than everybody's


def taught_in(home: Path, phrases: Sequence[str], messages: Sequence[str]) -> Sequence[Place]:
    """File and line of each phrase that is one of these, or one of these messages word for word, names and numbers aside.

    A file that cannot be read says nothing; `dezura check` tells what is wrong with it.
    """
    wanted = {key(text) for text in phrases} | {key(text) for text in _long(messages)}
    wanted.discard("")
    return sorted(place for text, place in _phrases(phrases_path(home)) if key(text) in wanted) if wanted else ()


def _long(messages: Sequence[str]) -> Iterator[str]:
    for text in messages:
        if len(text.split()) >= LONG:
            yield text
            yield mask(" ".join(text.split()))


def _phrases(folder: Path) -> Iterator[tuple[str, Place]]:
    for path in sorted(folder.glob("*.yml")):
        language = language_of(path, LANGUAGES)
        try:
            found = read_file(path, language) if language is not None else None
        except (Problems, OSError):
            continue
        for phrase in found.phrases if found is not None else ():
            yield phrase.text, phrase.place
