"""The draft's wording in all languages beside each other: looked through, tried with values as they may be, and changed."""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from fluent.syntax import FluentParser, ast
from pydantic import Field

from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.channels.text import shorten
from bot.epoch import from_ms
from bot.store import draft_files
from bot.store.draft_files import Conflict, Saved, version_of
from bot.studio import lexicon
from bot.studio.context import studio_of
from bot.studio.lexicon import Entry, Lexicon, Standing
from bot.studio.workshop import Drafted
from config import source
from flows import ftl
from flows.entries import walk
from flows.fluent import Compiler, FluentError
from flows.ftl import Choice, FtlError, Piece, Text, Variant
from flows.samples import Shown, numbers, shown, types
from nlu.model import LANGUAGES, Language

TITLE = 20  # characters; Messenger's limit for the title of a quick reply
ROOM = 40  # wordings of a page
LONGEST = 4000  # characters of a text, as Telegram takes them
DEPTH = 4  # choices within choices


class WordingQuery(Strict):
    """Which are wanted: of a flow ("-" for those no flow says), missing in a language, changed, with words in id or text."""

    flow: str = ""
    lacking: Language | None = None
    changed: bool = False
    wrong: bool = False
    q: str = Field("", max_length=100)
    after: int = Field(0, ge=0)


class VariantIO(Strict):
    """What is said for a key. `numbers` are examples of a plural category, which only come and are not sent."""

    key: str = Field(max_length=60, pattern=r"^[A-Za-z0-9_.-]+$")
    default: bool = False
    numbers: list[int] = Field(default_factory=list)
    pieces: list["PieceIO"] = Field(max_length=50)


class PieceIO(Strict):
    """A text, or a choice by `selector` between variants."""

    text: str = Field("", max_length=LONGEST)
    selector: str = Field("", max_length=120)
    variants: list[VariantIO] = Field(default_factory=list, max_length=20)


class TextOut(Strict):
    """A wording in one language. `version` names how it stands; it is empty for one that is built in, and not the shop's."""

    language: Language
    file: str
    line: int
    version: str
    pieces: list[PieceIO]
    attributes: dict[str, str]
    comment: str
    changed: bool


class ValueOut(Strict):
    """A value that a wording is given."""

    name: str
    type: str


class FaultOut(Strict):
    """A mistake of the check; without a language it is one of the wording as a whole."""

    language: Language | None
    text: str
    hint: str


class WordingOut(Strict):
    """A wording in all languages. `flows` are those that say it; `title`: it is (also) the words of a button."""

    id: str
    flows: list[str]
    title: bool
    values: list[ValueOut]
    texts: list[TextOut]
    lacking: list[Language]
    faults: list[FaultOut]


class GroupOut(Strict):
    """So many wordings of a flow, and how many of them lack a language."""

    flow: str
    count: int
    lacking: int


class WordingList(Strict):
    """A page of wordings, by flows. `total` are all that were asked for, `groups` count all there are."""

    total: int
    groups: list[GroupOut]
    items: list[WordingOut]


class WordsBody(Strict):
    """A wording as it shall stand in a language; `seen` is the version it was changed from, empty where it was missing."""

    language: Language
    pieces: list[PieceIO] = Field(max_length=50)
    attributes: dict[str, str] = Field(default_factory=dict, max_length=10)
    seen: str = ""


class CutOut(Strict):
    """What a channel shows of it, where it shows less."""

    channel: str
    text: str


class ShownOut(Strict):
    """One way it is said: what is special, the words, and what is cut."""

    told: str
    text: str
    cuts: list[CutOut]


class Preview(Strict):
    """A wording with values as they may be; `problem` says why there is none."""

    ways: list[ShownOut]
    problem: str = ""


async def listing(ask: Ask[WordingQuery, Nothing]) -> WordingList:
    """A page of the draft's wordings."""
    draft, known = await _read(ask)
    faults = await _faults(ask, draft)
    wanted = [entry for entry in _sorted(known) if _is_wanted(entry, ask.query, draft, faults)]
    page = wanted[ask.query.after : ask.query.after + ROOM]
    return WordingList(
        total=len(wanted), groups=_groups(known.entries.values()), items=[_out(known, draft, entry, faults) for entry in page]
    )


async def one(ask: Ask[Any, Any]) -> WordingOut:
    """One of them."""
    draft, known = await _read(ask)
    return _out(known, draft, _entry(ask, known), await _faults(ask, draft))


async def preview(ask: Ask[Nothing, WordsBody]) -> Preview:
    """How it would read."""
    _, known = await _read(ask)
    entry, body = _entry(ask, known), ask.body
    return await asyncio.to_thread(_preview, known, entry, body, from_ms(ask.api.now()).astimezone(ask.api.shop.time_zone))


async def change(ask: Ask[Nothing, WordsBody]) -> WordingOut:
    """It stands so in the draft's file of its language; all else of the file stays as it is.

    Where somebody else has changed the same wording meanwhile nothing happens, and it is told how it stands.
    """
    draft, known = await _read(ask)
    entry = _entry(ask, known)
    await ask.api.database.write(partial(_save, ask, draft, entry))
    ask.api.doorbell.ring("pages")
    return await one(ask)


async def _read(ask: Ask[Any, Any]) -> tuple[Drafted, Lexicon]:
    workshop = studio_of(ask).workshop
    draft = await workshop.draft()
    return draft, await lexicon.lexicon(draft.texts, workshop.calls)


def _entry(ask: Ask[Any, Any], known: Lexicon) -> Entry:
    entry = known.entries.get(ask.request.match_info["wording"])
    if entry is None:
        raise Problem(404, "There is no such wording, and no flow says one of this name.")
    return entry


# --- what is shown ---------------------------------------------------------------------------------------------

Faults = Mapping[str, Sequence[FaultOut]]
_NAME = re.compile(r"`([A-Za-z][\w-]*)`")


async def _faults(ask: Ask[Any, Any], draft: Drafted) -> Faults:
    """The check's errors in wording files, by the wording they are about; what no flow says is a group of its own anyway."""
    found: dict[str, list[FaultOut]] = {}
    for problem in await asyncio.to_thread(studio_of(ask).workshop.check, draft.texts):
        named = _NAME.search(problem.text)
        if named and problem.stops and _is_of_words(problem):
            language = lexicon.language_of(problem.place.file)
            found.setdefault(named[1], []).append(FaultOut(language=language, text=problem.text, hint=problem.hint))
    return found


def _is_of_words(problem: source.Problem) -> bool:
    return problem.place.file.endswith(".ftl") or "wording" in problem.text or " uses $" in problem.text


def _sorted(known: Lexicon) -> list[Entry]:
    """By the flow that says it first, in the order of the files; what no flow says comes last."""
    order = {flow: number for number, flow in enumerate(known.shelf.flows)}
    return sorted(
        known.entries.values(), key=lambda entry: order.get(entry.flows[0], len(order)) if entry.flows else len(order) + 1
    )


def _is_wanted(entry: Entry, query: WordingQuery, draft: Drafted, faults: Faults) -> bool:
    if query.flow and not (query.flow in entry.flows or (query.flow == "-" and not entry.flows)):
        return False
    if query.lacking and query.lacking not in entry.missing:
        return False
    if query.changed and not any(_is_changed(draft, entry.id, standing) for standing in entry.texts.values()):
        return False
    if query.wrong and entry.id not in faults:
        return False
    wanted = query.q.casefold().strip()
    return not wanted or wanted in entry.id or any(wanted in one.message.source.casefold() for one in entry.texts.values())


def _groups(entries: Iterable[Entry]) -> list[GroupOut]:
    counts: dict[str, list[int]] = {}
    for entry in entries:
        for flow in entry.flows or ("-",):
            group = counts.setdefault(flow, [0, 0])
            group[0] += 1
            group[1] += bool(entry.missing)
    return [GroupOut(flow=flow, count=count, lacking=lacking) for flow, (count, lacking) in sorted(counts.items())]


def _is_changed(draft: Drafted, id_: str, standing: Standing) -> bool:
    if not standing.is_own:
        return False
    published = draft.published.get(standing.file)
    if published == draft.texts.get(standing.file):
        return False
    before = lexicon.messages(published).get(id_) if published is not None else None
    return before is None or before.source != standing.message.source


def _out(known: Lexicon, draft: Drafted, entry: Entry, faults: Faults) -> WordingOut:
    kinds = types(known.shelf, entry.id)
    names = sorted(known.shelf.wording.needs(entry.id))
    texts = [
        TextOut(
            language=language, file=standing.file, line=standing.message.line, version=_version(standing),
            pieces=_sent(standing.message.pieces, language), attributes=dict(standing.message.attributes),
            comment=standing.message.comment, changed=_is_changed(draft, entry.id, standing),
        )
        for language, standing in sorted(entry.texts.items(), key=lambda pair: LANGUAGES.index(pair[0]))
    ]  # fmt: skip
    return WordingOut(
        id=entry.id, flows=list(entry.flows), title=entry.is_title,
        values=[ValueOut(name=name, type=kinds.get(name, "any").partition(":")[0]) for name in names],
        texts=texts, lacking=list(entry.missing), faults=list(faults.get(entry.id, ())),
    )  # fmt: skip


def _sent(pieces: Sequence[Piece], language: Language) -> list[PieceIO]:
    return [
        PieceIO(text=piece.text)
        if isinstance(piece, Text)
        else PieceIO(
            selector=piece.selector,
            variants=[
                VariantIO(
                    key=variant.key, default=variant.default, pieces=_sent(variant.pieces, language),
                    numbers=list(numbers(piece, variant, language)),
                )
                for variant in piece.variants
            ],
        )
        for piece in pieces
    ]  # fmt: skip


def _got(pieces: Sequence[PieceIO], depth: int = 0) -> tuple[Piece, ...]:
    if depth > DEPTH:
        raise Problem(422, "There are too many choices within choices. Make two wordings of it.", path="pieces")
    return tuple(
        Choice(
            piece.selector,
            tuple(Variant(one.key, _got(one.pieces, depth + 1), default=one.default) for one in piece.variants),
        )
        if piece.selector
        else Text(piece.text)
        for piece in pieces
    )


# --- how it reads ----------------------------------------------------------------------------------------------


def _preview(known: Lexicon, entry: Entry, body: WordsBody, now: datetime) -> Preview:
    pieces = _got(body.pieces)
    try:
        text = ftl.added("", entry.id, pieces, {})
        (node,) = (node for node in FluentParser().parse(text).body if isinstance(node, ast.Message))
        compiler = Compiler(body.language, now.tzinfo or UTC)
        compiler.parts.update(known.shelf.wording.parts.get(body.language, {}))
        part = compiler.pattern(node.value)
        names = sorted({one.id.name for one in walk(node.value, ast.VariableReference)})
        ways = shown(pieces, types(known.shelf, entry.id), names, body.language, now)
        return Preview(ways=[_way(way, part(way.values, now), entry) for way in ways])
    except (FtlError, FluentError) as error:
        return Preview(ways=[], problem=str(error))
    except KeyError as error:
        return Preview(ways=[], problem=f"there is no wording {error.args[0]} to stand in it")


def _way(way: Shown, text: str, entry: Entry) -> ShownOut:
    cut = shorten(text, TITLE) if entry.is_title else text
    return ShownOut(told=way.told, text=text, cuts=[CutOut(channel="Messenger", text=cut)] if cut != text else [])


def _version(standing: Standing | None) -> str:
    """How it stands; of what is not the shop's own, or is missing, there is none."""
    return version_of(standing.message.source if standing and standing.is_own else None)


# --- changing it -----------------------------------------------------------------------------------------------


def _save(ask: Ask[Any, WordsBody], draft: Drafted, entry: Entry, connection: sa.Connection) -> None:
    """Change the file in a transaction. Raises Problem 409 where the wording itself stands otherwise than it was seen."""
    body, standing = ask.body, entry.texts.get(ask.body.language)
    standing = standing if standing and standing.is_own else None
    if _version(standing) != body.seen:
        told = "Somebody has changed this wording since you read it. Look at both and save again."
        raise Problem(409, told, version=_version(standing))
    name = standing.file if standing else lexicon.file_for(entry, body.language)
    text = draft.texts.get(name)
    try:
        written = _written(draft, entry, standing, body, text or "")
    except FtlError as error:
        raise Problem(422, f"This cannot be read: {error}.", path="pieces") from None
    done = draft_files.save(
        connection, name, written, seen=version_of(text), published=draft.published.get(name), by=ask.agent.id, now=ask.api.now()
    )
    match done:
        case Conflict():
            raise Problem(409, "Somebody is changing the same file just now. Save again.", version=body.seen)
        case Saved(fresh=True):
            ask.record(connection, "draft.changed", f"file:{name}")


def _written(draft: Drafted, entry: Entry, standing: Standing | None, body: WordsBody, text: str) -> str:
    pieces = _got(body.pieces)
    if standing is None:
        return ftl.added(text, entry.id, pieces, body.attributes, lexicon.before(draft.texts, entry))
    gone = {name: None for name in standing.message.attributes if name not in body.attributes}
    return ftl.changed(text, entry.id, pieces, {**body.attributes, **gone})


_NONE = {404: "There is no such wording"}
ONE = r"/studio/wordings/{wording:[A-Za-z0-9][\w-]{0,120}}"
ENDPOINTS: tuple[Endpoint, ...] = (
    Endpoint("GET", "/studio/wordings", listing, "The draft's wording, a page", "admin", WordingList, query=WordingQuery),
    Endpoint("GET", ONE, one, "A wording of the draft in all languages", "admin", WordingOut, problems=_NONE),
    Endpoint("POST", ONE + "/preview", preview, "How a wording would read", "admin", Preview, body=WordsBody, problems=_NONE),
    Endpoint(
        "POST", ONE, change, "Change a wording of the draft in one language", "admin", WordingOut, body=WordsBody,
        problems={**_NONE, 409: "Somebody has changed it since", 422: "It is no Fluent"},
    ),
)  # fmt: skip
