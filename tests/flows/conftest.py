"""Somebody in the middle of giving something back."""

import pytest

from tests.flows.returns import RETURNS, WORDS
from tests.flows.support import Talk, flows


@pytest.fixture
def talk() -> Talk:
    """A customer who has been greeted."""
    return Talk(flows(RETURNS, WORDS), {"find_purchase": {"found": False}})


def at_confirmation(talk: Talk) -> None:
    """Say all that a return needs."""
    talk.hear("I want to return something", "return_goods")
    talk.hear("a lamp")
    talk.hear("kaput")
    talk.hear("I have none", "skip")
    talk.hear("25")
    assert talk.hear("no photo", "deny") == ["read-back"]
