"""What is asked in passing, who insults, who is blocked, and buttons that show a moment."""

from datetime import timedelta

from flows.model import Elapsed, Forget, Remind, Told
from tests.flows.support import NOW, Talk, flows

SCRIPT = """
    flows:
      survey:
        description: One tap, in passing
        told: [survey_due]
        lapses: true
        slots: {mark: {type: choice, values: [good, bad]}}
        steps:
          - collect: mark
            buttons: true
            ask_before_filling: true
            optional: true
            expire: 3d
          - say: marked
      hours:
        description: An aside
        nlu_trigger: [{intent: opening_hours}]
        steps: [{say: hours-told}]
      buy:
        description: Another wish
        nlu_trigger: [{intent: buy}]
        slots:
          when: {type: text, values: [first]}
        steps:
          - collect: when
            values: {first: context.told.at}
            buttons: true
          - say: bought
      told:
        description: A moment on a button
        told: [told]
        slots:
          when: {type: text, values: [first]}
        steps:
          - collect: when
            values: {first: context.told.at}
            buttons: true
          - say: bought
      abuse:
        description: Insults
        told: [abused]
        steps:
          - say: stay-polite
            values: {times: context.abused.times}
      barred:
        description: Blocked
        told: [barred]
        steps: [{say: no-answer, fact: true}]
"""
WORDS = """
    ask-mark = How was it?
    mark-good = Good
    mark-bad = Bad
    marked = Thank you.
    hours-told = From nine.
    intent-buy = Buy
    ask-when = When?
    when-first = { BRIEF($first) }
    bought = Done.
    stay-polite = Please: { $times }.
    no-answer = Not any more.
"""


def talk() -> Talk:
    return Talk(flows(SCRIPT.replace("context.told.at", "now", 1).replace("values: {first: now}", "values: {first: 1}"), WORDS))


def asked() -> Talk:
    session = talk()
    assert session.happen(Told("survey_due", {})) == ["ask-mark"]
    assert session.done(Remind)
    return session


def test_an_answer_is_taken() -> None:
    assert asked().press("mark-good") == ["marked"]
    assert asked().hear("bad") == ["marked"]


def test_another_wish_ends_it_without_a_word() -> None:
    session = asked()
    assert session.hear("I want to buy", "buy") == ["ask-when"]
    assert session.done(Forget)
    assert session.hear("today") == ["bought"]


def test_an_aside_ends_it_too() -> None:
    session = asked()
    assert session.hear("when are you open", "opening_hours") == ["hours-told"]
    assert not session.dialogue.stack


def test_what_is_not_understood_is_no_answer_to_it() -> None:
    session = asked()
    assert "ask-mark" not in session.hear("the other day my aunt")
    assert not session.dialogue.stack


def test_when_its_time_is_up_nothing_is_left_to_come_back_to() -> None:
    session = asked()
    visit = session.dialogue.stack[-1].visit
    assert session.happen(Elapsed(f"expire:{visit}")) == []
    assert not session.dialogue.parked
    assert not session.dialogue.stack


def test_a_moment_stands_on_the_button_and_words_are_an_answer_beside_it() -> None:
    session = talk()
    session.happen(Told("told", {"at": NOW + timedelta(days=1)}))
    (choice,) = session.buttons
    assert session.flows.wording.render(choice.wording, choice.values, "en", NOW) == "tomorrow 12:00"
    assert session.hear("some other day") == ["bought"]
    assert session.dialogue.last["when"] == "some other day"


def test_insults_are_counted_and_fade() -> None:
    session = talk()
    said = [(session.hear("you idiots"), session.texts)[1] for _ in range(4)]
    assert said == [["Please: 1."], ["Please: 2."], ["Please: 3."], []]


def test_who_asks_something_beside_an_insult_is_helped() -> None:
    assert talk().hear("when are you open, idiots", "opening_hours") == ["hours-told"]
    assert talk().hear("when are you open, idiots", "opening_hours", confidence=0.6) == ["stay-polite"]


def test_who_is_blocked_hears_it_once_and_is_heard_again_later() -> None:
    session = asked()
    assert session.happen(Told("barred", {})) == []
    assert session.hear("hello", "opening_hours") == ["no-answer"]
    assert session.hear("hello?", "opening_hours") == []
    assert session.press("intent:opening_hours") == []
    session.happen(Told("unbarred", {}))
    assert session.hear("hello", "opening_hours") == ["hours-told"]


def test_who_is_put_into_the_queue_by_a_rule_is_told_nothing_by_it() -> None:
    session = talk()
    assert session.happen(Told("queued", {})) == []
    assert session.dialogue.owner == "queue"
