"""The judge of the drill: hand-made records for every verdict, so that silence means that all is well."""

from dataclasses import replace

import pytest

from tests.drill.judge import Deed, Evidence, Finding, Row, judge

HELLO, ONE, TWO, THREE = "Sveiki", "Pasūtījums 10001 ir ceļā.", "Pasūtījums 10002 ir ceļā.", "Pasūtījums 10003 ir ceļā."


def row(text: str, state: str = "sent", created_at: int = 0, settled_at: int | None = 100) -> Row:
    return Row("7", text, state, created_at, settled_at)


def evidence(*shown: str, outbox: list[Row] | None = None, doubts: tuple[int, ...] = ()) -> Evidence:
    """A customer who asked about three orders, and a program that did its work unless told otherwise."""
    rows = [row(HELLO), row(ONE), row(TWO), row(THREE)] if outbox is None else outbox
    asked = {"7": ["10001", "10002", "10003"]}
    return Evidence(asked, {"7": list(shown)}, rows, doubts, reported=frozenset({""}), owners={"7": "bot"})


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
    assert judge(evidence(*seen, outbox=rows, doubts=(50,))) == []


def test_a_send_in_flight_may_arrive_late() -> None:
    rows = [row(HELLO), row(ONE, "unknown", 10, 90), row(TWO), row(THREE)]
    assert judge(evidence(HELLO, TWO, ONE, THREE, outbox=rows, doubts=(50,))) == []


def test_a_send_in_flight_must_not_arrive_twice() -> None:
    rows = [row(HELLO), row(ONE, "unknown", 10, 90), row(TWO), row(THREE)]
    assert kinds(judge(evidence(HELLO, ONE, ONE, TWO, THREE, outbox=rows, doubts=(50,)))) == ["doubled", "invented"]


@pytest.mark.parametrize("doubts", [(), (5,), (95,)])
def test_an_unknown_send_without_a_kill_in_its_time_is_unexplained(doubts: tuple[int, ...]) -> None:
    rows = [row(HELLO), row(ONE), row(TWO, "unknown", 10, 90), row(THREE)]
    assert kinds(judge(evidence(HELLO, ONE, TWO, THREE, outbox=rows, doubts=doubts))) == ["unexplained"]


def test_one_kill_explains_one_send_of_a_conversation() -> None:
    rows = [row(HELLO), row(ONE, "unknown", 10, 90), row(TWO, "unknown", 20, 95), row(THREE)]
    assert kinds(judge(evidence(HELLO, ONE, TWO, THREE, outbox=rows, doubts=(50,)))) == ["unexplained"]
    assert judge(evidence(HELLO, ONE, TWO, THREE, outbox=rows, doubts=(50, 92))) == []


def test_one_kill_explains_a_send_of_every_conversation() -> None:
    rows = [replace(row(ONE, "unknown", 10, 90), customer=customer) for customer in ("7", "8")]
    assert judge(Evidence({"7": ["10001"], "8": ["10001"]}, {}, rows, (50,), reported=frozenset({""}))) == []


def test_what_the_platform_left_open_explains_as_many_sends_of_that_customer() -> None:
    rows = [row(HELLO), row(ONE, "unknown", 10, 90), row(TWO, "unknown", 20, 95), row(THREE)]
    ended = evidence(HELLO, ONE, TWO, THREE, outbox=rows)
    assert kinds(judge(replace(ended, unsure={"7": 1}))) == ["unexplained"]
    assert kinds(judge(replace(ended, unsure={"8": 2}))) == ["unexplained"] * 2
    assert judge(replace(ended, unsure={"7": 2})) == []


def test_wrong_clocks_widen_the_time_of_a_send_by_as_much() -> None:
    rows = [row(HELLO), row(ONE), row(TWO, "unknown", 10, 90), row(THREE)]
    ended = evidence(HELLO, ONE, TWO, THREE, outbox=rows, doubts=(150,))
    assert kinds(judge(replace(ended, slack=50))) == ["unexplained"]
    assert judge(replace(ended, slack=60)) == []


def test_an_unknown_send_that_nobody_is_told_of_is_unreported() -> None:
    rows = [row(HELLO), row(ONE), replace(row(TWO, "unknown", 10, 90), key="7.2.0"), row(THREE)]
    ended = evidence(HELLO, ONE, TWO, THREE, outbox=rows, doubts=(50,))
    assert kinds(judge(ended)) == ["unreported"]
    assert judge(replace(ended, reported=frozenset({"7.2.0"}))) == []


@pytest.mark.parametrize("arrived", [("10002", "10001", "10003"), ("10002", "10001")])
def test_answers_may_come_in_the_order_in_which_the_network_brought_the_questions(arrived: tuple[str, ...]) -> None:
    assert judge(replace(evidence(HELLO, TWO, ONE, THREE), arrived={"7": arrived})) == []


@pytest.mark.parametrize("arrived", [("10001", "10002", "10003"), ("10001", "10003", "10002"), ("10002",), ()])
def test_but_in_no_other(arrived: tuple[str, ...]) -> None:
    assert kinds(judge(replace(evidence(HELLO, TWO, ONE, THREE), arrived={"7": arrived}))) == ["disordered"]


def test_an_effect_done_once_and_told_is_well() -> None:
    assert judge(replace(evidence(HELLO, ONE, TWO, THREE), deeds=[Deed("7", "a return", told=True, times=1)])) == []


@pytest.mark.parametrize("told", [True, False])
def test_an_effect_done_twice_is_doubled_whatever_the_customer_was_told(told: bool) -> None:
    ended = replace(evidence(HELLO, ONE, TWO, THREE), deeds=[Deed("7", "a return", told, 2)])
    assert kinds(judge(ended)) == ["effect doubled"]


def test_an_effect_that_was_told_and_not_done_is_missing() -> None:
    ended = replace(evidence(HELLO, ONE, TWO, THREE), deeds=[Deed("7", "a return", told=True, times=0)])
    assert kinds(judge(ended)) == ["effect missing"]


def test_who_agreed_and_was_told_nothing_misses_it_unless_a_send_to_them_is_unknown() -> None:
    agreed = [Deed("7", "a return", told=False, times=1)]
    assert kinds(judge(replace(evidence(HELLO, ONE, TWO, THREE), deeds=agreed))) == ["effect missing"]
    rows = [row(HELLO), row(ONE), row(TWO, "unknown", 10, 90), row(THREE)]
    assert judge(replace(evidence(HELLO, ONE, TWO, THREE, outbox=rows, doubts=(50,)), deeds=agreed)) == []


def test_an_effect_that_nobody_has_finished_is_unfinished() -> None:
    assert kinds(judge(replace(evidence(HELLO, ONE, TWO, THREE), undone=1))) == ["unfinished"]


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
