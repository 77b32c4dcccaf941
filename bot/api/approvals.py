"""Decisions that flows ask of people, over HTTP: what waits, and one person's yes or no, each once."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal, NoReturn

from pydantic import Field

from bot.api.conversations import names_of
from bot.api.decisions import ApprovalOut, approval_out, barred
from bot.api.endpoints import Ask, Endpoint, Nothing, Strict
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.api.shapes import read_cursor, write_cursor
from bot.store import approvals, overview
from bot.store.approvals import Approval, Verdict
from flows.shop.model import Money


class ApprovalPage(Shape):
    """Approvals, and `next` to go on with."""

    items: list[ApprovalOut]
    next: str | None


class ApprovalQuery(Strict):
    """Of which state, how many, after which page."""

    state: Literal["", "open", "approved", "rejected", "expired"] = ""
    limit: Annotated[int, Field(ge=1, le=100)] = 50
    after: str = ""


class DecisionBody(Strict):
    """Yes or no. `fields` changes what was asked, each written as it was shown (`20.00 EUR`)."""

    decision: Literal["approve", "reject"]
    fields: dict[str, Annotated[str, Field(max_length=2000)]] = Field(default_factory=dict)


async def listing(ask: Ask[ApprovalQuery, Nothing]) -> ApprovalPage:
    """Open ones by the moment they are due, others newest first."""
    query, room = ask.query, ask.query.limit + 1
    moment, id_ = read_cursor(query.after, "after") if query.after else (None, None)
    if query.state == "open":
        read = partial(approvals.open_ones, after=(moment or 0, id_ or 0), room=room)
    else:
        read = partial(approvals.listing, state=query.state, before=id_ if id_ is not None else 2**62, room=room)
    found, names = await ask.api.database.read(lambda connection: (read(connection), names_of(connection)))
    shown = found[: query.limit]
    return ApprovalPage(
        items=[approval_out(ask, one, names) for one in shown],
        next=write_cursor(shown[-1].due_at, shown[-1].id) if len(found) > query.limit else None,
    )


async def decide(ask: Ask[Nothing, DecisionBody]) -> ApprovalOut:
    """Decide it. What somebody else has decided meanwhile, or nobody in time, answers 409."""
    found = await ask.api.database.read(partial(approvals.one, id_=ask.id))
    if found is None:
        raise Problem(404, "There is no such approval.")
    fields = {**found.fields, **{name: _value(found.fields, name, text) for name, text in ask.body.fields.items()}}
    if ask.body.decision == "approve" and (why := barred(ask, found, fields)):
        raise Problem(403, why)
    if await _is_own(ask, found):
        raise Problem(403, "This is your own case. Somebody else decides it.")
    verdict = Verdict("approved" if ask.body.decision == "approve" else "rejected", fields, ask.agent.id)
    work = partial(approvals.decide, id_=ask.id, verdict=verdict, now=ask.api.now())
    if not await ask.api.database.write(work):
        raise Problem(409, await _already(ask))
    ask.api.doorbell.ring("turns")
    ask.api.doorbell.ring("pages")
    decided, names = await ask.api.database.read(lambda connection: (approvals.one(connection, ask.id), names_of(connection)))
    assert decided is not None
    return approval_out(ask, decided, names)


def _value(fields: Mapping[str, Any], name: str, text: str) -> Any:
    """A field as a person has changed it, of the type it had. Raises Problem 422."""
    if name not in fields:
        raise Problem(422, f"fields.{name}: this approval has {', '.join(fields) or 'no fields'}.", path=f"fields.{name}")
    try:
        return _typed(fields[name], text.strip())
    except (ValueError, ArithmeticError):
        raise Problem(422, f"fields.{name}: write it as {fields[name]}.", path=f"fields.{name}") from None


def _typed(before: Any, text: str) -> Any:
    match before:
        case Money(currency=currency):
            amount = Money.parse(text if text.endswith(currency) else f"{text.replace(',', '.')} {currency}")
            if amount.amount < 0:
                raise ValueError("no sum below zero")
            return amount
        case bool():
            return {"true": True, "false": False}[text.casefold()] if text.casefold() in {"true", "false"} else _no()
        case Decimal():
            number = Decimal(text)
            return number if number.is_finite() else _no()
        case None:
            return _sum_or_text(text)
        case _:
            return text


def _sum_or_text(text: str) -> Money | str:
    """Of what nobody had said yet the type is not known; a dialogue reads a sum as one, so it must count as one here too."""
    try:
        amount = Money.parse(text)
    except ValueError:
        return text
    return amount if amount.amount >= 0 else _no()


def _no() -> NoReturn:
    raise ValueError("not of the type it had")


async def _is_own(ask: Ask[Any, Any], approval: Approval) -> bool:
    card = await ask.api.database.read(partial(overview.one, conversation_id=approval.conversation_id))
    return card is not None and bool(card.email) and card.email.casefold() == ask.agent.email.casefold()


async def _already(ask: Ask[Any, Any]) -> str:
    found, names = await ask.api.database.read(lambda connection: (approvals.one(connection, ask.id), names_of(connection)))
    if found is None or found.decided_by is None:
        return "Its time was up; the conversation went on without a decision."
    return f"{names.get(found.decided_by, 'Somebody')} has {found.state} it already."


ENDPOINTS = (
    Endpoint("GET", "/approvals", listing, "Decisions asked of people", "agent", ApprovalPage, query=ApprovalQuery),
    Endpoint(
        "POST", r"/approvals/{id:\d{1,18}}", decide, "Decide", "agent", ApprovalOut, body=DecisionBody,
        problems={
            403: "The sum is beyond what you may decide, or it is your own case",
            404: "There is no such approval",
            409: "It is decided already, or its time was up",
        },
    ),
)  # fmt: skip
