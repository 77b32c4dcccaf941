"""A past conversation held again: with the same flows nothing differs, with others it says where, and nothing is guessed."""

from pathlib import Path

import pytest

from bot.epoch import to_ms
from bot.theatre import Theatre
from bot.tryout import Clock, Conversation
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from config.source import read_yaml
from flows.cases import parse
from flows.dialogues import run
from flows.flowset import FlowSet
from flows.model import Answered, Call, Event
from flows.recording import Recorded, Recorder, read
from flows.replay import differences, play
from flows.shop.calls import CALLS
from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import CALLS as TABLE
from tests.flows.support import NOW, Talk, flows

HELD = ("callback", "cancel_order", "change_order", "complaint", "conversation", "delivery", "desk", "order_status")
FILES = [CHECKOUT / "tests" / "dialogues" / f"{name}.en.yml" for name in HELD]


class Taped(Talk):
    """Somebody whose conversation is recorded, a turn for each thing that happens."""

    def __init__(self, flows_: FlowSet) -> None:
        self.turns: list[Recorded] = []
        super().__init__(flows_, {"find_purchase": {"found": False}})

    def happen(self, event: Event) -> list[str]:
        recorder = Recorder(self.dialogue.language)
        recorder.begins(self.flows, self.dialogue, event)
        wordings = super().happen(event)
        asked = [one for one in self.effects if isinstance(one, Call) and not one.once]
        recorder.events = [event, *(Answered(call.key, self.answers[call.name]) for call in asked)]
        recorder.effects, number = list(self.effects), len(self.turns) + 1
        self.turns.append(read(number, recorder.text(self.flows.hash, "1", to_ms(NOW), [], self.dialogue), TABLE))
        return wordings


@pytest.fixture
def taped() -> Taped:
    talk = Taped(flows(RETURNS, WORDS))
    talk.hear("I want to return something", "return_goods")
    talk.hear("a lamp")
    talk.press("reason-broken")
    talk.hear("10023", order_number="10023")
    talk.hear("25")
    return talk


def test_with_the_same_flows_nothing_differs(taped: Taped) -> None:
    assert differences(taped.flows, taped.turns) == []
    assert len(list(play(taped.flows, taped.turns))) == len(taped.turns)


def test_a_call_that_was_never_made_ends_it_and_is_named(taped: Taped) -> None:
    asks = RETURNS.replace("action: find_purchase", "action: await_shop")
    other = flows(asks.replace("context.purchase.found", "context.waiting.again"), WORDS)
    last = list(play(other, taped.turns))[-1]
    assert (last.ending, last.why) == ("unknown", "await_shop")


def test_a_question_that_was_never_asked_ends_it(taped: Taped) -> None:
    other = flows(RETURNS.replace("      - collect: item\n", "      - collect: email\n      - collect: item\n", 1), WORDS)
    assert list(play(other, taped.turns))[-1].ending == "left"


def test_what_was_written_to_a_question_that_is_gone_is_passed_over(taped: Taped) -> None:
    gone = "      - collect: reason\n        buttons: true\n        reprompts: [ask-reason-again]\n"
    other = flows(RETURNS.replace(gone, ""), WORDS)
    played = list(play(other, taped.turns))
    assert [turn.skipped for turn in played][3] == 1
    assert not played[-1].ending


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
async def test_the_whole_programs_conversations_are_held_again_to_the_letter(file: Path) -> None:
    theatre, shop = Theatre(read_environment({}), read_shop(CHECKOUT)), read_shop(CHECKOUT)
    turns = 0
    for case in parse(read_yaml(file, file.name)):
        clock = Clock(case.now.replace(tzinfo=shop.time_zone) if case.now else NOW)
        async with theatre.stage(clock, case.fixtures) as floor:
            await run(case, Conversation(floor, clock, "test", locale=case.language))
            rows = floor.database.query(
                lambda connection: connection.exec_driver_sql("SELECT number, record FROM turns ORDER BY number").all()
            ).result()
            past = [read(number, record, CALLS) for number, record in rows]
            assert differences(floor.flows, past) == [], case.name
            turns += len(past)
    assert turns
