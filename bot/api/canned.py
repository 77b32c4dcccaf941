"""Canned answers over HTTP: to write and edit them, and to have them filled in for one customer in the customer's language."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Annotated, Any

import sqlalchemy as sa
from pydantic import AfterValidator, Field

from bot.api.conversations import ONE, names_of, slots_of
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import Names
from bot.epoch import from_ms
from bot.store import canned, ledger, overview
from bot.store.canned import SHOP, Canned
from config.answers import LONGEST
from handoff.answers import NAME, VARIABLES, choose, fill, mistakes
from nlu.model import Language

ANSWER = r"/answers/{id:\d{1,18}}"


def _name(text: str) -> str:
    clean = text.strip().removeprefix("/").casefold()
    if NAME.fullmatch(clean) is None:
        raise ValueError("up to 40 letters, digits and hyphens, without spaces")
    return clean


Name = Annotated[str, Field(max_length=60), AfterValidator(_name)]
Texts = Annotated[Mapping[Language, Annotated[str, Field(max_length=LONGEST)]], Field(min_length=1)]


class CannedOut(Shape):
    """A canned answer with its text in each language; `mine` where it is your own, `may_change` whether you may."""

    id: int
    name: str
    mine: bool
    texts: dict[str, str]
    version: int
    changed_at: datetime
    changed_by: str | None
    may_change: bool


class CannedPage(Shape):
    """All you can use, by name, and the variables there are."""

    items: list[CannedOut]
    variables: list[str]


class FilledOut(Shape):
    """One as it would be said to this customer.

    `fallback`: it is not in the customer's language. `missing` variables stand in the text still.
    """

    id: int
    name: str
    mine: bool
    language: str
    fallback: bool
    text: str
    missing: list[str]


class FilledPage(Shape):
    """All you can use, filled in for one customer; `language` is the customer's."""

    items: list[FilledOut]
    language: str


class VersionOut(Shape):
    """How it stood once, and who wrote it; `by` is null for the command line."""

    version: int
    name: str
    texts: dict[str, str]
    retired: bool
    at: datetime
    by: str | None


class VersionsOut(Shape):
    """Newest first."""

    items: list[VersionOut]


class NewBody(Strict):
    """`name` is what one types after `/`; `mine`: your own, which nobody else sees."""

    name: Name
    texts: Texts
    mine: bool = False


class ChangeBody(Strict):
    """`version` is the one you were looking at: when it has changed since, nothing happens."""

    name: Name
    texts: Texts
    version: int


class RetireBody(Strict):
    """Away with it, or (`retired` false) have it back."""

    version: int
    retired: bool = True


async def listing(ask: Ask[Nothing, Nothing]) -> CannedPage:
    """The shop's and your own."""
    found = await ask.api.database.read(partial(canned.listed, user_id=ask.agent.id))
    names = await ask.api.database.read(names_of)
    return CannedPage(items=[_out(ask, one, names) for one in found], variables=list(VARIABLES))


async def filled(ask: Ask[Nothing, Nothing]) -> FilledPage:
    """All of them as they would be said to this customer."""
    page = await ask.api.database.read(partial(_filled, ask=ask))
    if page is None:
        raise Problem(404, "There is no such conversation.")
    return page


def _filled(connection: sa.Connection, ask: Ask[Nothing, Nothing]) -> FilledPage | None:
    card = overview.one(connection, ask.id)
    if card is None:
        return None
    shop, language = ask.api.shop, card.language or ask.api.shop.default_language
    values = _values(connection, ask, card)
    items: list[FilledOut] = []
    for one in canned.listed(connection, ask.agent.id):
        found, text = choose(one.texts, language, (shop.default_language, "en"))
        done = fill(text, values)
        shown = FilledOut(
            id=one.id, name=one.name, mine=one.owner_id != SHOP, language=found, fallback=found != language, text=done.text,
            missing=list(done.missing),
        )  # fmt: skip
        items.append(shown)
    return FilledPage(items=items, language=language)


def _values(connection: sa.Connection, ask: Ask[Any, Any], card: overview.Card) -> Mapping[str, str]:
    """What is known of this customer for the variables."""
    slots = slots_of(card.id, overview.state(connection, card.id))
    promised = [one.text for one in ledger.promises_of(connection, card.id) if one.state == "open" and one.text != one.what]
    team = ask.api.shop.teams.get(card.team)
    return {
        "customer.name": card.name,
        "customer.email": card.email or str(slots.get("email", "")),
        "order.number": str(slots.get("order_number", "")),
        "agent.name": ask.agent.name,
        "shop.name": ask.api.shop.name,
        "team.name": (team.name if team is not None else "") or card.team,
        "promise": promised[-1] if promised else "",
    }


async def add(ask: Ask[Nothing, NewBody]) -> CannedOut:
    """A new one: your own, or the shop's, which a supervisor writes."""
    body = ask.body
    _check(ask, body.texts)
    owner = ask.agent.id if body.mine else SHOP
    if not _may(ask, owner):
        raise Problem(403, "The shop's answers are for supervisors to write. Make it your own, or ask one.")

    def work(connection: sa.Connection) -> Canned | None:
        made = canned.add(connection, owner_id=owner, name=body.name, texts=_kept(body.texts), by=ask.agent.id, now=ask.api.now())
        if made is not None:
            ask.record(connection, "answer.written", f"answer:{made.id}", name=made.name, mine=body.mine)
        return made

    made = await ask.api.database.write(work)
    if made is None:
        raise Problem(409, f"There is an answer /{body.name} already. Choose another name.", path="name")
    return _out(ask, made, {ask.agent.id: ask.agent.name})


async def change(ask: Ask[Nothing, ChangeBody]) -> CannedOut:
    """Another version of it; those before it are kept."""
    _check(ask, ask.body.texts)
    before = await _one(ask)
    return await _changed(ask, before, ask.body.version, "answer.changed", name=ask.body.name, texts=_kept(ask.body.texts))


async def retire(ask: Ask[Nothing, RetireBody]) -> CannedOut:
    """Nobody is offered it any more; its versions stay, and it can be had back."""
    before = await _one(ask)
    action = "answer.removed" if ask.body.retired else "answer.restored"
    texts = dict(before.texts)
    return await _changed(ask, before, ask.body.version, action, name=before.name, texts=texts, retired=ask.body.retired)


async def _changed(ask: Ask[Any, Any], before: Canned, seen: int, action: str, **values: Any) -> CannedOut:
    def work(connection: sa.Connection) -> Canned | None:
        if before.version != seen:
            return None
        done = canned.change(connection, before, by=ask.agent.id, now=ask.api.now(), **values)
        if done is not None:
            ask.record(connection, action, f"answer:{done.id}", name=done.name, version=done.version)
        return done

    done = await ask.api.database.write(work)
    if done is None:
        raise Problem(409, "It has been changed since you looked at it, or there is another of that name. Look again.")
    return _out(ask, done, await ask.api.database.read(names_of))


async def versions(ask: Ask[Nothing, Nothing]) -> VersionsOut:
    """How it stood, newest first, and who wrote it."""
    await _one(ask, reading=True)
    found = await ask.api.database.read(partial(canned.versions, id_=ask.id))
    names = await ask.api.database.read(names_of)
    return VersionsOut(
        items=[
            VersionOut(
                version=one.version, name=one.name, texts=dict(one.texts), retired=one.retired, at=from_ms(one.at),
                by=names.get(one.user_id) if one.user_id is not None else None,
            )
            for one in found
        ]
    )  # fmt: skip


async def _one(ask: Ask[Any, Any], *, reading: bool = False) -> Canned:
    """The one in the path. Somebody else's own does not exist for anybody but them."""
    found = await ask.api.database.read(partial(canned.one, id_=ask.id))
    if found is None or found.owner_id not in {SHOP, ask.agent.id}:
        raise Problem(404, "There is no such answer.")
    if not reading and not _may(ask, found.owner_id):
        raise Problem(403, "The shop's answers are for supervisors to write. Ask one.")
    return found


def _may(ask: Ask[Any, Any], owner: int) -> bool:
    return owner == ask.agent.id or ask.agent.is_at_least("supervisor")


def _check(ask: Ask[Any, Any], texts: Mapping[Language, str]) -> None:
    if found := mistakes(_kept(texts)):
        raise Problem(422, f"texts: {'; '.join(found)}.", path="texts")


def _kept(texts: Mapping[Language, str]) -> dict[str, str]:
    return {str(language): text.strip() for language, text in texts.items() if text.strip()}


def _out(ask: Ask[Any, Any], one: Canned, names: Names) -> CannedOut:
    return CannedOut(
        id=one.id, name=one.name, mine=one.owner_id != SHOP, texts=dict(one.texts), version=one.version,
        changed_at=from_ms(one.changed_at), changed_by=names.get(one.changed_by) if one.changed_by is not None else None,
        may_change=_may(ask, one.owner_id),
    )  # fmt: skip


_NONE = {404: "There is no such answer"}
_CHANGE = {**_NONE, 403: "The shop's answers are for supervisors", 409: "It has changed since, or the name is taken"}

ENDPOINTS = (
    Endpoint("GET", "/answers", listing, "The canned answers you can use", "agent", CannedPage),
    Endpoint(
        "GET", ONE + "/answers", filled, "The canned answers, filled in for this customer", "agent", FilledPage,
        problems={404: "There is no such conversation"},
    ),
    Endpoint(
        "POST", "/answers", add, "Write a canned answer", "agent", CannedOut, body=NewBody,
        problems={403: "The shop's answers are for supervisors", 409: "The name is taken"},
    ),
    Endpoint("POST", ANSWER, change, "Change a canned answer", "agent", CannedOut, body=ChangeBody, problems=_CHANGE),
    Endpoint(
        "POST", ANSWER + "/retire", retire, "Remove a canned answer, or have it back", "agent", CannedOut, body=RetireBody,
        problems=_CHANGE,
    ),
    Endpoint("GET", ANSWER + "/versions", versions, "How a canned answer stood", "agent", VersionsOut, problems=_NONE),
)  # fmt: skip
