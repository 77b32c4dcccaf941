"""Training data of a Rasa project as phrases of ours: without it years of examples would be typed again.

Rasa's format is told at https://legacy-docs-oss.rasa.com/docs/rasa/training-data-format.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from config.source import Place
from nlu.language import LanguageGuesser, LanguageTable
from nlu.model import Language
from nlu.normalise import key
from nlu.phrases import annotated
from nlu.rasa_node import Node, Note, Page

LONGEST = 500  # characters of an example; what is longer is no message of a customer
MOST_GUESSED = 400  # examples that are looked at for their language
SHARE = 0.5  # of the examples must be in the likeliest language, else what the project says itself counts
ORDINARY = ("hello", "thanks", "what", "order", "because", "labdien", "спасибо", "дякую", "dzień")  # no value of any entity
_MARK = re.compile(
    r"\[(?P<text>[^\[\]]+)\](?:\((?P<kind>[^():]+)(?::(?P<value>[^()]+))?\)|(?P<more>\{[^{}]*\})|(?P<list>\[\s*\{[^\[\]]*\}\s*\]))"
)


@dataclass(frozen=True, slots=True)
class Example:
    """One phrase, with its marks as this program reads them."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class RasaNlu:
    """All that the training data say. Retrieval intents stand as `faq/opening_hours`."""

    intents: dict[str, list[Example]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    synonyms: dict[str, list[str]] = field(default_factory=dict)
    regexes: dict[str, list[str]] = field(default_factory=dict)
    lookups: dict[str, list[str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)


Kinds = Mapping[tuple[str, str], str]  # (entity, role) -> the name this program knows it by; role "" stands for any


def read_nlu(pages: Iterable[Page], kinds: Kinds, entities: Iterable[str] = ()) -> RasaNlu:
    """All blocks of `nlu:`. A regex counts where it is named like an entity; else it is a hint to Rasa's model alone."""
    found = RasaNlu()
    for page in pages:
        for block in page.top.get("nlu").each():
            _block(found, block, kinds)
    known = {*entities, *_marked_kinds(found)}
    for name in [name for name in found.regexes if name not in known]:
        del found.regexes[name]
        place = found.places.get(f"regex {name}", Place(""))
        found.notes.append(
            Note(place, "entity", f"regex `{name}`", "it is no entity, and hints to the model are not needed here")
        )
    return found


def _marked_kinds(found: RasaNlu) -> set[str]:
    kinds = set(found.lookups)
    for example in (example for examples in found.intents.values() for example in examples):
        kinds |= {entity.kind for entity in annotated(example.text)[1]}
    return kinds


def _block(found: RasaNlu, block: Node, kinds: Kinds) -> None:
    kind = next((kind for kind in ("intent", "synonym", "regex", "lookup") if block.has(kind)), "")
    name = block.get(kind).text if kind else ""
    if not name:
        found.notes.append(Note(block.place, "phrase", "an entry of `nlu`", "it is neither intent, synonym, regex nor lookup"))
        return
    if kind == "intent" and "+" in name:
        found.notes.append(Note(block.place, "phrase", f"`{name}`", "a message with two intents at once; a message has one here"))
        return
    lines = [Example(text, place) for place, text in _lines(block) if text]
    found.places.setdefault(name if kind == "intent" else f"{kind} {name}", block.place)
    match kind:
        case "intent":
            marked = [one for line in lines if (one := _example(found, line, kinds)) is not None]
            found.intents.setdefault(name, []).extend(marked)
        case "synonym":
            found.synonyms.setdefault(name, []).extend(line.text for line in lines)
        case "lookup":
            found.lookups.setdefault(kinds.get((name, ""), name), []).extend(line.text for line in lines)
        case _:
            sound = [line.text for line in lines if _is_sound(found, name, line)]
            if sound:
                found.regexes.setdefault(kinds.get((name, ""), name), []).extend(sound)


def _lines(block: Node) -> Iterator[tuple[Place, str]]:
    examples = block.get("examples")
    if examples.is_list:
        for node in examples.each():
            yield node.place, (node.get("text").text if node.is_mapping else node.text).removeprefix("- ").strip()
        return
    start, held = examples.place, ""
    place = start
    for number, line in enumerate(examples.text.splitlines(), start=1):
        stripped = line.strip()
        if stripped.startswith("- ") or stripped == "-":
            yield place, held
            place, held = Place(start.file, start.line + number, start.column), stripped[1:].strip()
        elif stripped and not stripped.startswith("#"):
            held = f"{held} {stripped}".strip()  # an example may go on below
    yield place, held


def _example(found: RasaNlu, line: Example, kinds: Kinds) -> Example | None:
    text = " ".join(line.text.split())
    if len(text) > LONGEST:
        found.notes.append(
            Note(line.place, "phrase", f"a phrase of {len(text)} characters", "no customer writes so much at once")
        )
        return None
    text = _MARK.sub(lambda mark: _as_ours(mark, kinds), text)
    try:
        bare, _ = annotated(text)
    except ValueError:
        bare = text = re.sub(r"[\[\]{}()]", "", text)
        found.notes.append(
            Note(line.place, "phrase", f"`{line.text[:60]}`", "an entity is not marked well; the words came without it")
        )
    return Example(text, line.place) if bare.strip() else None


def _as_ours(mark: re.Match[str], kinds: Kinds) -> str:
    """The same mark by the names of this program; roles and groups tell entities apart only where a slot is filled from them."""
    text, kind, value, role = mark["text"], mark["kind"] or "", mark["value"] or mark["text"], ""
    if written := mark["more"] or mark["list"]:
        try:
            more = json.loads(written)
        except json.JSONDecodeError:
            return mark[0]
        more = more[0] if isinstance(more, list) and more else more
        if not isinstance(more, dict) or not more.get("entity"):
            return mark[0]
        kind, value, role = str(more["entity"]), str(more.get("value", text)), str(more.get("role", ""))
    kind = kinds.get((kind, role)) or kinds.get((kind, "")) or kind
    if value != text or set("()[]:") & set(kind):
        return (
            f"[{text}]{json.dumps({'entity': kind, 'value': value}, ensure_ascii=False)}" if not set("{}") & set(value) else text
        )
    return f"[{text}]({kind})"


def _is_sound(found: RasaNlu, name: str, line: Example) -> bool:
    """Whether a pattern can be used: it is one, stands well beside others, and does not take every word for a value."""
    why = ""
    try:
        pattern = re.compile(f"(?:{line.text})|(?:x{{9}})", re.IGNORECASE)
        if any(pattern.fullmatch(word) for word in ORDINARY) or pattern.fullmatch(""):
            why = "it takes any word for a value"
    except (re.error, RecursionError, OverflowError) as error:
        why = f"it cannot be read: {error}"
    if why:
        found.notes.append(Note(line.place, "entity", f"regex `{name}`: `{line.text[:60]}`", why))
    return not why


# --- what language it is in ------------------------------------------------------------------------------------


def language_of(texts: Iterable[str], table: LanguageTable, said: Language | None) -> Language:
    """The language most examples are in; `said` is what the project says, and counts where they do not agree."""
    guesser = LanguageGuesser(table, table.languages)
    long = [text for text in texts if len(text) > 8][:MOST_GUESSED]
    counted = Counter(guesser.guess(text) for text in long)
    if not counted:
        return said or "en"
    language, most = counted.most_common(1)[0]
    return language if said is None or most > SHARE * len(long) else said


# --- writing ---------------------------------------------------------------------------------------------------


def without_twins(intents: Mapping[str, Sequence[Example]], notes: list[Note]) -> dict[str, list[Example]]:
    """The same phrases without those that stand under an intent before; a model cannot learn two meanings of one text."""
    owner: dict[str, tuple[str, Place]] = {}
    kept: defaultdict[str, list[Example]] = defaultdict(list)
    for intent, examples in intents.items():
        seen: set[str] = set()
        for example in examples:
            bare = annotated(example.text)[0]
            same = key(bare) or bare
            first, place = owner.setdefault(same, (intent, example.place))
            if first != intent:
                why = f"it stands under `{first}`, too ({place.file}:{place.line}); one text has one meaning"
                notes.append(Note(example.place, "phrase", f"`{bare[:60]}` of `{intent}`", why))
            elif example.text not in seen:
                seen.add(example.text)
                kept[intent].append(example)
    return dict(kept)


def phrase_file(intents: Mapping[str, Sequence[Example]], more: RasaNlu | None = None) -> str:
    """A file for `nlu/phrases/`."""
    blocks = [_yaml("intent", intent, [example.text for example in examples]) for intent, examples in intents.items() if examples]
    for kind, found in (("synonym", more.synonyms), ("regex", more.regexes), ("lookup", more.lookups)) if more else ():
        blocks += [_yaml(kind, name, texts) for name, texts in found.items() if texts]
    return 'version: "3.1"\nnlu:\n' + "\n".join(blocks) if blocks else 'version: "3.1"\nnlu: []\n'


def _yaml(kind: str, name: str, texts: Iterable[str]) -> str:
    lines = "\n".join(f"    - {' '.join(text.split())}" for text in dict.fromkeys(texts))
    return f"- {kind}: {json.dumps(name, ensure_ascii=False)}\n  examples: |\n{lines}\n"
