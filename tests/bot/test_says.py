"""What a turn says becomes as few messages as a customer would want."""

from datetime import UTC, datetime

from bot.says import compose
from flows.model import Choice, Say
from tests.flows.support import flows

NOW = datetime(2026, 11, 23, 10, tzinfo=UTC)
ASIDE = Choice("intent:greet", title="Hello")


def said(*says: Say, question: str = "") -> list[str]:
    """The wordings of each message."""
    wording = flows("flows: {}").wording
    return [draft.says for draft in compose(says, question, wording, lambda message: [message], NOW)]


def test_what_is_said_again_is_said_once() -> None:
    cannot, expired = Say("not-understood", buttons=(ASIDE,)), Say("button-expired", buttons=(ASIDE,))
    assert said(*[cannot, expired] * 500) == ["not-understood", "button-expired"]


def test_it_is_said_where_it_was_said_last() -> None:
    cannot, expired = Say("not-understood", buttons=(ASIDE,)), Say("button-expired", buttons=(ASIDE,))
    assert said(cannot, expired, cannot) == ["button-expired", "not-understood"]


def test_the_same_words_with_other_values_are_something_else() -> None:
    one, other = (Say("overdue", {"due": due}, buttons=(ASIDE,)) for due in ("today", "tomorrow"))
    assert said(one, other, one) == ["overdue", "overdue"]


def test_a_question_answered_meanwhile_is_left_out() -> None:
    assert said(Say("not-understood", asks="1"), Say("button-expired", asks="2"), question="2") == ["button-expired"]
