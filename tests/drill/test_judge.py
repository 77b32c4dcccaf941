"""The judge of the drill: hand-made records for every verdict, so that silence means that all is well."""

from dataclasses import replace

import pytest

from tests.drill.judge import Evidence, Finding, Row, judge

HELLO, ONE, TWO, THREE = "Sveiki", "Pasūtījums 10001 ir ceļā.", "Pasūtījums 10002 ir ceļā.", "Pasūtījums 10003 ir ceļā."


def row(text: str, state: str = "sent", created_at: int = 0, settled_at: int | None = 100) -> Row:
    return Row("7", text, state, created_at, settled_at)


def evidence(*shown: str, outbox: list[Row] | None = None, kills: tuple[int, ...] = ()) -> Evidence:
    """A customer who asked about three orders, and a program that did its work unless told otherwise."""
    rows = [row(HELLO), row(ONE), row(TWO), row(THREE)] if outbox is None else outbox
    return Evidence({"7": ["10001", "10002", "10003"]}, {"7": list(shown)}, rows, kills, owners={"7": "bot"})


def kinds(found: list[Finding]) -> list[str]:
    return [finding.kind for finding in found]


def test_nothing_is_found_where_all_is_well() -> None:
    assert judge(evidence(HELLO, ONE, TWO, THREE)) == []


def test_answers_in_one_message_are_answers() -> None:
    joined = f"{TWO}\n\n{THREE}"
    assert judge(evidence(HELLO, ONE, joined, outbox=[row(HELLO), row(ONE), row(joined)])) == []


def test_a_question_nobody_answered_is_lost() -> None:
    assert judge(evidence(HELLO, ONE, TWO, outbox=[row(HELLO), row(ONE), row(TWO)])) == [Finding("lost", "7", "10003")]


def test_a_customer_nobody_answered_at_all_has_lost_everything() -> None:
    assert kinds(judge(replace(evidence(), shown={}, outbox=[]))) == ["lost"] * 3


def test_an_answer_twice_is_doubled_even_where_the_outbox_has_two_of_it() -> None:
    rows = [row(HELLO), row(ONE), row(ONE), row(TWO), row(THREE)]
    assert kinds(judge(evidence(HELLO, ONE, ONE, TWO, THREE, outbox=rows))) == ["doubled"]


def test_an_answer_shown_more_often_than_the_outbox_has_it_is_invented_too() -> None:
    assert kinds(judge(evidence(HELLO, ONE, ONE, TWO, THREE))) == ["doubled", "invented"]


def test_a_greeting_shown_twice_is_found_although_it_answers_nothing() -> None:
    assert kinds(judge(evidence(HELLO, HELLO, ONE, TWO, THREE))) == ["invented"]


def test_a_later_answer_before_an_earlier_one_is_disordered() -> None:
    assert kinds(judge(evidence(HELLO, TWO, ONE, THREE))) == ["disordered"]


def test_what_counts_as_sent_but_nobody_saw_is_found() -> None:
    assert kinds(judge(evidence(ONE, TWO, THREE))) == ["not shown"]


@pytest.mark.parametrize("seen", [(HELLO, ONE, TWO, THREE), (HELLO, ONE, THREE)])
def test_a_send_in_flight_at_a_kill_may_have_arrived_or_not(seen: tuple[str, ...]) -> None:
    rows = [row(HELLO), row(ONE), row(TWO, "unknown", 10, 90), row(THREE)]
    assert judge(evidence(*seen, outbox=rows, kills=(50,))) == []


def test_a_send_in_flight_may_arrive_late() -> None:
    rows = [row(HELLO), row(ONE, "unknown", 10, 90), row(TWO), row(THREE)]
    assert judge(evidence(HELLO, TWO, ONE, THREE, outbox=rows, kills=(50,))) == []


def test_a_send_in_flight_must_not_arrive_twice() -> None:
    rows = [row(HELLO), row(ONE, "unknown", 10, 90), row(TWO), row(THREE)]
    assert kinds(judge(evidence(HELLO, ONE, ONE, TWO, THREE, outbox=rows, kills=(50,)))) == ["doubled", "invented"]


@pytest.mark.parametrize("kills", [(), (5,), (95,)])
def test_an_unknown_send_without_a_kill_in_its_time_is_unexplained(kills: tuple[int, ...]) -> None:
    rows = [row(HELLO), row(ONE), row(TWO, "unknown", 10, 90), row(THREE)]
    assert kinds(judge(evidence(HELLO, ONE, TWO, THREE, outbox=rows, kills=kills))) == ["unexplained"]


def test_one_kill_explains_one_send_of_a_conversation() -> None:
    rows = [row(HELLO), row(ONE, "unknown", 10, 90), row(TWO, "unknown", 20, 95), row(THREE)]
    assert kinds(judge(evidence(HELLO, ONE, TWO, THREE, outbox=rows, kills=(50,)))) == ["unexplained"]
    assert judge(evidence(HELLO, ONE, TWO, THREE, outbox=rows, kills=(50, 92))) == []


def test_one_kill_explains_a_send_of_every_conversation() -> None:
    rows = [replace(row(ONE, "unknown", 10, 90), customer=customer) for customer in ("7", "8")]
    assert judge(Evidence({"7": ["10001"], "8": ["10001"]}, {}, rows, (50,))) == []


@pytest.mark.parametrize("state", ["queued", "sending", "failed", "owed", "dropped"])
def test_a_message_that_did_not_go_is_unfinished(state: str) -> None:
    rows = [row(HELLO, state), row(ONE), row(TWO), row(THREE)]
    assert kinds(judge(evidence(ONE, TWO, THREE, outbox=rows))) == ["unfinished"]


def test_letters_nobody_read_and_conversations_given_up_are_found() -> None:
    ended = replace(evidence(HELLO, ONE, TWO, THREE), unread=2, owners={"7": "queue"})
    assert kinds(judge(ended)) == ["unread", "given up"]


def test_a_secret_in_a_log_is_found() -> None:
    ended = replace(evidence(HELLO, ONE, TWO, THREE), logs={"web.log": "POST /bot42:abc/getMe"}, secrets=["42:abc", "x@y.lv"])
    assert judge(ended) == [Finding("leaked", "", "42:abc stands in web.log")]
