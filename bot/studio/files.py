"""The draft's files over HTTP: read, changed without overwriting a colleague's change, and taken back."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.api.conversations import names_of
from bot.api.endpoints import Ask, Endpoint, Nothing
from bot.api.errors import Problem
from bot.api.shapes import Names
from bot.epoch import from_ms
from bot.store import draft_files
from bot.store.draft_files import Conflict, Saved, version_of
from bot.studio import surroundings
from bot.studio.context import studio_of
from bot.studio.draft_shapes import (
    FileList,
    FileOut,
    FileRow,
    FileSaveBody,
    History,
    NewFilesBody,
    ProblemList,
    RenameBody,
    SavedOut,
    SeenBody,
    State,
    VersionRow,
    problem_out,
)  # fmt: skip
from bot.studio.workshop import Drafted
from nlu.model import LANGUAGES

FILES = "/studio/files"
FILE = FILES + r"/{name:(?:[a-z]+/)?[\w.-]+}"
MOST = 300  # files of a shop
ROOM = 2 * 1024 * 1024  # bytes of a body with a file in it; a letter may take six
NAME = re.compile(rf"scripts/[a-z0-9][a-z0-9_-]{{0,60}}\.yml|wording/({'|'.join(LANGUAGES)})(-[a-z0-9][a-z0-9_-]{{0,40}})?\.ftl")


def _state(draft: Drafted, name: str) -> State:
    one = draft.changed.get(name)
    if one is None:
        return "published"
    if draft.clashes_in(one):
        return "clash"
    return "removed" if one.text is None else "new" if name not in draft.published else "changed"


def _named(ask: Ask[Any, Any], names: set[str]) -> str:
    """The file in the path. One that is there may be called as nobody would call a new one."""
    name = ask.request.match_info["name"]
    if name not in names and NAME.fullmatch(name) is None:
        raise Problem(404, f"There is no file {name[:120]}.")
    return name


async def listing(ask: Ask[Nothing, Nothing]) -> FileList:
    """All files, changed or not, by whom, and who has them open."""
    workshop = studio_of(ask).workshop
    draft = await workshop.draft()
    names, open_ = await ask.api.database.read(partial(surroundings.around, now=ask.api.now()))
    known = workshop.known(draft.texts)
    counted = Counter(problem.place.file for problem in known) if known is not None else None
    items = [
        FileRow(
            name=name, state=_state(draft, name), version=version_of(draft.texts.get(name)), people=open_.get(name, []),
            problems=counted[name] if counted is not None else None, **_changed(draft, name, names),
        )
        for name in sorted({*draft.texts, *draft.changed})
    ]  # fmt: skip
    return FileList(items=items, me=ask.agent.name)


def _changed(draft: Drafted, name: str, names: Names) -> dict[str, Any]:
    one = draft.changed.get(name)
    by = names.get(one.by) if one is not None and one.by is not None else None
    return {"changed_at": from_ms(one.at) if one is not None else None, "changed_by": by}


async def reading(ask: Ask[Nothing, Nothing]) -> FileOut:
    """One file, as it stands in the draft and as it is published."""
    draft = await studio_of(ask).workshop.draft()
    name = _named(ask, {*draft.texts, *draft.changed})
    if name not in draft.texts and name not in draft.changed:
        raise Problem(404, f"There is no file {name}.")
    names = await ask.api.database.read(names_of)
    text, published = draft.texts.get(name), draft.published.get(name)
    one = draft.changed.get(name)
    return FileOut(
        name=name, state=_state(draft, name), text=text, version=version_of(text), published=published,
        base=one.base if one is not None else published, **_changed(draft, name, names),
    )  # fmt: skip


async def save(ask: Ask[Nothing, FileSaveBody]) -> SavedOut:
    """The file stands so in the draft. When somebody else has changed it meanwhile nothing happens, and it is told how."""
    draft = await studio_of(ask).workshop.draft()
    name = _named(ask, {*draft.texts, *draft.changed})
    body = ask.body
    if name not in draft.texts and name not in draft.changed and len(draft.texts) >= MOST:
        raise Problem(422, f"A shop has up to {MOST} files. Put the flows into one that is there.")
    change = _Change(name, body.text, body.version, body.settled)
    await _write(ask, lambda connection: _saved(ask, connection, draft, change))
    return await _out(ask, name, check=body.check)


async def _write(ask: Ask[Any, Any], work: Callable[[sa.Connection], None]) -> None:
    await ask.api.database.write(work)
    ask.api.doorbell.ring("pages")


@dataclass(frozen=True, slots=True)
class _Change:
    """A file is to have this text, None for none, where it still stands as was `seen`."""

    name: str
    text: str | None
    seen: str
    settled: bool = False


def _saved(ask: Ask[Any, Any], connection: sa.Connection, draft: Drafted, change: _Change) -> None:
    """Change a file in a transaction, which is off as a whole when somebody else has changed it. Raises Problem 409."""
    name, text = change.name, change.text
    done = draft_files.save(
        connection, name, text, seen=change.seen, published=draft.published.get(name), by=ask.agent.id, now=ask.api.now(),
        settled=change.settled,
    )  # fmt: skip
    match done:
        case Conflict(standing, by):
            who = names_of(connection).get(by) if by is not None else None
            told = f"{who or 'Somebody'} has changed {name} since you read it. Put both together and save again."
            raise Problem(409, told, version=version_of(standing), text=standing)
        case Saved(fresh=True):
            ask.record(connection, "draft.removed" if text is None else "draft.changed", f"file:{name}")


async def _out(ask: Ask[Any, Any], name: str, *, check: bool) -> SavedOut:
    workshop = studio_of(ask).workshop
    draft = await workshop.draft()
    found = [problem_out(one) for one in await workshop.problems()] if check else None
    return SavedOut(name=name, version=version_of(draft.texts.get(name)), state=_state(draft, name), problems=found)


async def add(ask: Ask[Nothing, NewFilesBody]) -> ProblemList:
    """New files: all of them, or none. A file that was removed may be made anew."""
    draft = await studio_of(ask).workshop.draft()
    names = [one.name for one in ask.body.files]
    for name in names:
        _check_new(draft, name)
    if len({*draft.texts, *names}) > MOST or len(set(names)) < len(names):
        raise Problem(422, f"A shop has up to {MOST} files, each with a name of its own.", path="files")

    def work(connection: sa.Connection) -> None:
        for one in ask.body.files:
            _saved(ask, connection, draft, _Change(one.name, one.text, ""))

    await _write(ask, work)
    return await surroundings.problems(ask)


def _check_new(draft: Drafted, name: str) -> None:
    if NAME.fullmatch(name) is None:
        shown = "scripts/greet.yml or wording/lv-greet.ftl: small letters, digits, - and _"
        raise Problem(422, f"A file is called like {shown}.", path="name")
    if name in draft.texts:
        raise Problem(409, f"There is a file {name} already. Choose another name.", path="name")


async def remove(ask: Ask[Nothing, SeenBody]) -> None:
    """The draft has this file no more; published it stays until the draft is."""
    draft = await studio_of(ask).workshop.draft()
    name = _named(ask, {*draft.texts})
    if name not in draft.texts:
        raise Problem(404, f"There is no file {name}.")
    await _write(ask, lambda connection: _saved(ask, connection, draft, _Change(name, None, ask.body.version)))


async def rename(ask: Ask[Nothing, RenameBody]) -> SavedOut:
    """The same text under another name of the same folder."""
    draft = await studio_of(ask).workshop.draft()
    name, to = _named(ask, {*draft.texts}), ask.body.to
    _check_new(draft, to)
    if name not in draft.texts:
        raise Problem(404, f"There is no file {name}.")
    if name.partition("/")[0] != to.partition("/")[0]:
        raise Problem(422, f"It stays in the folder {name.partition('/')[0]}.", path="to")

    def work(connection: sa.Connection) -> None:
        _saved(ask, connection, draft, _Change(name, None, ask.body.version))
        _saved(ask, connection, draft, _Change(to, draft.texts[name], ""))

    await _write(ask, work)
    return await _out(ask, to, check=False)


async def discard(ask: Ask[Nothing, Nothing]) -> None:
    """The file is as it is published. How it stood in the draft stays among its versions."""
    draft = await studio_of(ask).workshop.draft()
    name = _named(ask, {*draft.texts, *draft.changed})
    await _write(ask, lambda connection: _discarded(ask, connection, draft, name))


async def discard_all(ask: Ask[Nothing, Nothing]) -> None:
    """The whole draft is as it is published."""
    draft = await studio_of(ask).workshop.draft()

    def work(connection: sa.Connection) -> None:
        for name in draft_files.changed(connection):
            _discarded(ask, connection, draft, name)

    await _write(ask, work)


def _discarded(ask: Ask[Any, Any], connection: sa.Connection, draft: Drafted, name: str) -> None:
    published = draft.published.get(name)
    if draft_files.discard(connection, name, published=published, by=ask.agent.id, now=ask.api.now()):
        ask.record(connection, "draft.discarded", f"file:{name}")


async def history(ask: Ask[Nothing, Nothing]) -> History:
    """How a file stood, and who wrote it; what one person writes within two minutes is one version."""
    name = ask.request.match_info["name"]
    found = await ask.api.database.read(partial(draft_files.history, name=name))
    names = await ask.api.database.read(names_of)
    return History(
        items=[
            VersionRow(
                id=one.id, what=one.what, text=one.text, at=from_ms(one.at),
                by=names.get(one.by) if one.by is not None else None,
            )
            for one in found
        ]
    )  # fmt: skip


_NONE = {404: "There is no such file"}
_MOVED = {**_NONE, 409: "Somebody has changed it since; `text` and `version` tell how it stands"}
_BAD_NAME = {409: "There is such a file already", 422: "The name is none"}

ENDPOINTS: tuple[Endpoint, ...] = (
    *surroundings.ENDPOINTS,
    Endpoint("GET", FILES, listing, "The files of the draft", "admin", FileList),
    Endpoint(
        "POST", FILES, add, "Add files to the draft", "admin", ProblemList, body=NewFilesBody, problems=_BAD_NAME, room=ROOM
    ),
    Endpoint("POST", "/studio/discard", discard_all, "Discard the whole draft", "admin"),
    Endpoint("GET", FILE, reading, "A file of the draft", "admin", FileOut, problems=_NONE),
    Endpoint(
        "POST", FILE, save, "Change a file of the draft", "admin", SavedOut, body=FileSaveBody, room=ROOM,
        problems={**_MOVED, 422: "There are too many files"},
    ),
    Endpoint("GET", FILE + "/history", history, "How a file of the draft stood", "admin", History),
    Endpoint("POST", FILE + "/discard", discard, "Discard the changes of a file", "admin", problems=_NONE),
    Endpoint("POST", FILE + "/remove", remove, "Remove a file from the draft", "admin", body=SeenBody, problems=_MOVED),
    Endpoint(
        "POST", FILE + "/rename", rename, "Rename a file of the draft", "admin", SavedOut, body=RenameBody,
        problems={**_MOVED, 422: "The name is none"},
    ),
)  # fmt: skip
