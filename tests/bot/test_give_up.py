"""Who cannot be answered by the bot is not left alone, and nothing else of the conversation is touched."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from bot.epoch import from_ms, to_ms
from bot.give_up import give_up
from bot.says import compose
from bot.store.model import Conversation, Lease, Outcome
from bot.store.outbox import unpack
from bot.turn import Kit
from flows.model import Handoff
from handoff.calendars import parse_calendar
from handoff.desk import hand_over
from handoff.model import Handover
from handoff.promises import Policy
from nlu.model import Language
from tests.flows.support import flows

NOON = 1_795_420_800_000  # Monday, 23 November 2026, 10:00 in Riga
CALENDAR = parse_calendar({"week": {"mon-fri": "9:00-18:00"}})
WAITING = Conversation(
    id=1, channel="web", address="a", name="", language="en", locale="", email="", reachable=False, created_at=NOON,
    last_in_at=NOON, owner="bot", agent_id=None, floor=1, team="", due_at=None, state='{"odd":', turn=4, attempts=4,
    timers={"remind:1": NOON - 1, "expire:1": NOON + 1},
)  # fmt: skip


async def not_needed(*_: Any) -> Any:
    raise AssertionError("giving up asks nothing else of the world")


async def to_people(_: Conversation, __: object, handoff: Handoff, language: Language, now: datetime) -> Handover:
    return hand_over(now, "shop", handoff.reason, calendar=CALENDAR, policy=Policy(), language=language)


@pytest.fixture
def kit() -> Kit:
    """The shipped words, for English."""
    return Kit(
        flows=flows("flows: {}"),
        pinned=not_needed,
        nlu=None,  # type: ignore[arg-type]  # nothing is to be understood
        languages=("en",),
        default_language="en",
        read=not_needed,
        keep=not_needed,
        hand_over=to_people,
        submit=not_needed,
        later=lambda _, now: now,
        compose=lambda _, set_, says, question, now: compose(says, question, set_.wording, lambda message: [message], now),
        pause=not_needed,
    )


async def given_up(kit: Kit, conversation: Conversation = WAITING) -> Outcome:
    return await give_up(Lease(conversation, (), "token"), kit, from_ms(NOON))


async def test_a_person_is_promised_and_the_customer_told(kit: Kit) -> None:
    outcome = await given_up(kit)
    (ticket,), (draft,) = outcome.tickets, outcome.messages
    assert (outcome.owner, outcome.team, ticket.team, ticket.reason) == ("queue", "shop", "shop", "failure")
    assert outcome.due_at == ticket.due_at == to_ms(from_ms(NOON)) + 3 * 60_000
    assert draft.kind == "fact"
    assert "today by 10:03" in unpack(draft.body).text


async def test_the_dialogue_is_neither_read_nor_changed(kit: Kit) -> None:
    outcome = await given_up(kit)
    assert (outcome.state, outcome.reachable) == (WAITING.state, False)
    assert outcome.timers == {"expire:1": NOON + 1}


@pytest.mark.parametrize("owner", ["queue", "agent"])
async def test_whom_people_look_after_already_hears_nothing(kit: Kit, owner: Any) -> None:
    outcome = await given_up(kit, replace(WAITING, owner=owner))
    assert (outcome.owner, outcome.tickets, outcome.messages) == (None, (), ())
