"""A turn takes whatever a conversation's letters bring, and keeps nobody else waiting meanwhile."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from msgspec import structs

from bot.channels.port import Text
from bot.epoch import from_ms
from bot.says import compose
from bot.store.letters import Letter
from bot.store.model import Conversation, Holder, Lease, Outcome
from bot.turn import LONGEST, Kit, is_private, take_turn
from config.settings import CHECKOUT
from flows.dialogue import Frame, Run, dump, load
from flows.engine import begin
from flows.library import load_flows
from flows.model import Handoff
from flows.shop.calls import CALLS
from flows.steps import Collect
from handoff.calendars import parse_calendar
from handoff.desk import hand_over
from handoff.model import Handover
from handoff.promises import Policy
from nlu.model import Language, Understanding, Utterance
from tests.flows.support import Talk, flows

NOW = 1_795_420_800_000


class Deaf:
    """Understands nothing, and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.private: list[bool] = []

    async def understand(self, utterances: Sequence[Utterance]) -> list[Understanding]:
        """See Nlu."""
        self.asked += [utterance.text for utterance in utterances]
        self.private += [utterance.private for utterance in utterances]
        return [Understanding(utterance.text, "en", None, 0.0, accepted=False) for utterance in utterances]


async def not_needed(*_: Any) -> Any:
    raise AssertionError("this turn asks nothing of the world")


@pytest.fixture
def nlu() -> Deaf:
    return Deaf()


@pytest.fixture
def kit(nlu: Deaf) -> Kit:
    """The shipped patterns alone, for English."""
    return Kit(
        flows=flows("flows: {}"),
        pinned=not_needed,
        nlu=nlu,
        languages=("en",),
        default_language="en",
        read=not_needed,
        keep=not_needed,
        hand_over=not_needed,
        submit=not_needed,
        later=lambda _, now: now,
        compose=lambda _, set_, says, question, now: compose(says, question, set_.wording, lambda message: [message], now),
        pause=partial(asyncio.sleep, 0),
    )


TAKEN = json.dumps({"format": 1, "language": "en", "greeted": True, "owner": "agent"})


async def turn(kit: Kit, *texts: str, state: str = TAKEN, owner: Holder = "agent") -> Outcome:
    """The turn that hears all of these at once, in a conversation an agent has, if nothing else is said: none is answered."""
    letters = [Letter(n, "web", str(n), NOW, NOW, "web", n, Text(text)) for n, text in enumerate(texts, start=1)]
    conversation = Conversation(
        id=1, channel="web", address="a", name="", language="", locale="", email="", reachable=True, created_at=NOW,
        last_in_at=NOW, owner=owner, agent_id=1, floor=1, team="", due_at=None,
        state=state, timers={}, turn=1, attempts=1,
    )  # fmt: skip
    return await take_turn(Lease(conversation, letters, "token"), kit, from_ms(NOW))


async def test_of_a_text_without_end_only_so_much_is_understood(kit: Kit, nlu: Deaf) -> None:
    await turn(kit, "(" * 1_000_000)
    assert [len(asked) for asked in nlu.asked] == [LONGEST]


async def test_what_is_written_to_a_person_is_private(kit: Kit, nlu: Deaf) -> None:
    await turn(kit, "hello")
    assert nlu.private == [True]


@pytest.mark.parametrize(
    ("flow", "slot", "private"), [("change_order", "address", True), ("order_status", "order_number", False)]
)
def test_the_answer_to_a_question_for_an_address_is_private(flow: str, slot: str, private: bool) -> None:
    shipped = load_flows(CHECKOUT / "flows", CALLS)
    steps = shipped.flows[flow].steps
    asking = next(name for name, step in steps.items() if isinstance(step, Collect) and step.slot == slot)
    begun = begin(shipped, "en")
    assert not is_private(shipped, begun)
    waiting = Run(1, (Frame(flow, asking),), visit=1)
    assert is_private(shipped, structs.replace(begun, stack=(waiting,))) == private
    assert not is_private(shipped, structs.replace(begun, stack=(structs.replace(waiting, visit=0),)))


async def test_others_get_on_between_the_letters_of_a_flood(kit: Kit) -> None:
    beats = 0

    async def heart() -> None:
        nonlocal beats
        while True:
            beats += 1
            await asyncio.sleep(0)

    beating = asyncio.create_task(heart())
    await turn(kit, *["hello"] * 100)
    beating.cancel()
    assert beats >= 99


CALENDAR = parse_calendar({"week": {"mon-fri": "9:00-18:00"}})
LOST = """
flows:
  lamp:
    description: Which lamp
    nlu_trigger: [{intent: lamp}]
    steps:
      - collect: colour
        next: END
"""


async def nothing(*_: Any) -> None:
    """The set it began with fits this program no more."""


async def to_people(_: Conversation, __: object, handoff: Handoff, language: Language, now: datetime) -> Handover:
    return hand_over(now, "shop", handoff.reason, calendar=CALENDAR, policy=Policy(), language=language)


async def test_who_was_inside_a_set_that_is_lost_goes_on_with_a_person_instead_of_being_forgotten(kit: Kit) -> None:
    talk = Talk(flows(LOST, "ask-colour = Which colour?\nintent-lamp = A lamp"))
    talk.hear("a lamp", "lamp")
    assert talk.dialogue.stack
    outcome = await turn(replace(kit, pinned=nothing, hand_over=to_people), "blue", state=dump(talk.dialogue), owner="bot")
    assert outcome.owner == "queue"
    assert "withdrawn" in outcome.record
    assert load(outcome.state).stack == ()
