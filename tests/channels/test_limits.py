"""Nobody is sent to faster than the platform allows, and a refusal is waited out by exactly those it meant."""

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.limits import Bucket, Floods, Pace
from bot.channels.port import Limits

waits = st.lists(st.floats(min_value=0, max_value=3), min_size=1, max_size=60)


@given(waits, st.integers(1, 30), st.integers(1, 5))
def test_in_no_second_more_leaves_than_rate_and_burst_allow(pauses: list[float], rate: int, burst: int) -> None:
    bucket, now, sent = Bucket(rate, burst), 0.0, []
    for pause in pauses:
        now += pause
        now += bucket.delay(now)
        bucket.take(now)
        sent.append(now)
    for first in sent:
        assert len([at for at in sent if first <= at < first + 1]) <= rate + burst


def test_a_burst_passes_and_then_the_rate_holds() -> None:
    bucket = Bucket(rate=1, burst=3)
    for _ in range(3):
        assert bucket.delay(10) == 0
        bucket.take(10)
    assert bucket.delay(10) == 1
    assert bucket.delay(11) == 0


def test_a_rate_of_nothing_is_no_limit() -> None:
    bucket = Bucket(rate=0, burst=0)
    for _ in range(1000):
        bucket.take(5)
    assert bucket.delay(5) == 0


def test_an_account_and_its_conversations_each_have_their_own_pace() -> None:
    pace = Pace(Limits(account_rate=100, conversation_rate=1, conversation_burst=1))
    pace.take("anna", 0)
    assert pace.delay("anna", 0) == 1
    assert pace.delay("boris", 0) == 0


def test_one_conversation_waits_alone_or_all_wait() -> None:
    pace = Pace(Limits(account_rate=100))
    pace.hold("anna", "conversation", until=30, now=0)
    assert pace.delay("anna", 0) == 30
    assert pace.delay("boris", 0) == 0
    pace.hold("anna", "account", until=7, now=0)
    assert pace.delay("boris", 0) == 7


def test_idle_conversations_are_forgotten_busy_ones_are_not() -> None:
    pace = Pace(Limits(account_rate=0))
    pace.hold("flooded", "conversation", until=10**6, now=0)
    for number in range(25_000):
        pace.take(str(number), number * 10)
    assert len(pace._conversations) <= 10_001
    assert pace.delay("flooded", 10) > 0


def test_a_flood_in_one_chat_is_that_chats_and_in_several_everybodys() -> None:
    floods = Floods()
    assert floods.scope("anna", until=5, now=0) == "conversation"
    assert floods.scope("anna", until=6, now=1) == "conversation"
    assert floods.scope("boris", until=8, now=2) == "account"
    assert floods.scope("boris", until=30, now=20) == "conversation"
