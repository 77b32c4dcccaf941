"""A past conversation against other flows, in one word: the same, other words, another path, a person, or unknown."""

import json
from collections.abc import Sequence

import pytest

from bot.epoch import to_ms
from flows.comparing import Comparison, Report
from flows.flowset import FlowSet
from flows.model import Answered, Call, Event
from flows.recording import Recorder
from nlu.model import Understanding, Utterance
from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import CALLS as TABLE
from tests.flows.support import NOW, Talk, flows


class Taped(Talk):
    """Somebody whose turns are recorded as text."""

    def __init__(self, flows_: FlowSet) -> None:
        self.records: list[tuple[int, str]] = []
        super().__init__(flows_, {"find_purchase": {"found": False}})

    def happen(self, event: Event) -> list[str]:
        recorder = Recorder(self.dialogue.language)
        recorder.begins(self.flows, self.dialogue, event)
        wordings = super().happen(event)
        asked = [one for one in self.effects if isinstance(one, Call) and not one.once]
        recorder.events = [event, *(Answered(call.key, self.answers[call.name]) for call in asked)]
        recorder.effects, number = list(self.effects), len(self.records) + 1
        self.records.append((number, recorder.text(self.flows.hash, "1", to_ms(NOW), [], self.dialogue)))
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


def test_the_same_set_is_the_same(taped: Taped) -> None:
    found = Comparison(taped.flows, taped.flows, TABLE).compare(7, taped.records)
    assert (found.conversation, found.turns, found.verdict, found.skipped) == (7, len(taped.records), "same", 0)


def test_other_words_are_shown_beside_those_of_then(taped: Taped) -> None:

    name = next(line.split(" = ")[0] for line in WORDS.splitlines() if line.strip().startswith("ask-item ="))
    words = "\n".join(f"{name} = Quite other words?" if line.startswith(f"{name} =") else line for line in WORDS.splitlines())
    found = Comparison(flows(RETURNS, words), taped.flows, TABLE).compare(7, taped.records)
    assert (found.verdict, found.flow) == ("wording", "return_goods")
    assert [line.text for line in found.now if line.differs] == ["Quite other words?"]
    assert len([line for line in found.then if line.differs]) == 1


def test_what_cannot_be_known_is_not_guessed_and_names_the_call(taped: Taped) -> None:
    asks = RETURNS.replace("action: find_purchase", "action: await_shop")
    draft = flows(asks.replace("context.purchase.found", "context.waiting.again"), WORDS)
    found = Comparison(draft, taped.flows, TABLE).compare(7, taped.records)
    assert (found.verdict, found.why, found.flow) == ("unknown", "await_shop", "return_goods")


def test_a_question_left_out_is_another_path(taped: Taped) -> None:
    gone = "      - collect: reason\n        buttons: true\n        reprompts: [ask-reason-again]\n"
    found = Comparison(flows(RETURNS.replace(gone, ""), WORDS), taped.flows, TABLE).compare(7, taped.records)
    assert (found.verdict, found.skipped) == ("path", 1)


def test_another_model_hears_what_was_written_and_the_rest_is_as_it_was(taped: Taped) -> None:
    def doubting(said: Sequence[Utterance]) -> list[Understanding]:
        return [Understanding(one.text, "en", None, 0.2, accepted=False) for one in said]

    found = Comparison(taped.flows, taped.flows, TABLE, doubting).compare(7, taped.records)
    assert [(one.turn, one.text, one.then, one.now) for one in found.shifted][1:] == [
        (2, "I want to return something", "return_goods", "")
    ]
    assert found.verdict == "handed_off", "who is not understood goes to people"
    report = Report()
    report.add(found)
    assert ("return_goods", "", 1) in [(one.then, one.now, one.count) for one in report.shifts]


def test_what_a_server_understood_is_left_as_it_was(taped: Taped) -> None:
    records = [(number, record.replace('"model":""', '"model":"rasa"')) for number, record in taped.records]
    assert records != taped.records

    def never(said: Sequence[Utterance]) -> list[Understanding]:
        raise AssertionError(said)

    assert Comparison(taped.flows, taped.flows, TABLE, never).compare(7, records).verdict == "same"


def test_what_was_not_recorded_from_its_beginning_is_not_known(taped: Taped) -> None:
    comparison = Comparison(taped.flows, taped.flows, TABLE)
    assert comparison.compare(1, taped.records[1:]).why == "beginning"
    assert comparison.compare(1, [(1, json.dumps({"imported": True}))]).why == "record"


def test_a_report_groups_by_step_and_fails_above_its_thresholds(taped: Taped) -> None:
    asks = RETURNS.replace("action: find_purchase", "action: await_shop")
    draft = flows(asks.replace("context.purchase.found", "context.waiting.again"), WORDS)
    report = Report()
    for number in range(8):
        report.add(Comparison(draft, taped.flows, TABLE).compare(number, taped.records))
    [group] = report.groups
    assert (group.verdict, group.count, len(group.examples)) == ("unknown", 8, 5)
    assert report.passed(0, 0)
    report.counts["handed_off"] = 1
    assert not report.passed(12, 0)
    assert report.passed(12.5, 0)
    report.counts["error"] = 1
    assert not report.passed(100, 0)
