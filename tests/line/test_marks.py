"""What reports count of flows is what customers went through, each once, with the turn it happened in."""

from flows.graph import graph
from flows.steps import START, way
from tests.flows.test_graph import SHIPPED
from tests.line.house import Customer, House
from tests.platforms.telegram import TelegramEmulator

MARKS = "SELECT what, flow, step FROM run_marks WHERE conversation_id = :chat ORDER BY run, at, what"


async def test_a_flow_that_ran_to_its_end_has_its_beginning_its_questions_and_its_end(
    house_on_both: House, tg: TelegramEmulator
) -> None:
    house = house_on_both
    await house.hold(tg.user(), "where is my order", "10026", "liga.kalnina@example.com")
    marks = await house.ask(MARKS, chat=1)
    own = [mark for mark in marks if mark[1] == "order_status"]
    assert ("started", "order_status", "") in own
    assert ("finished", "order_status", "") in own
    assert len([mark for mark in marks if mark[0] == "asked"]) >= 2, "the number, then the contact"
    assert len(set(marks)) == len(marks)
    runs = await house.ask("SELECT COUNT(DISTINCT run) FROM run_marks WHERE flow = 'order_status'")
    assert runs == [(1,)], "a run begins, asks and ends under one number"


async def test_who_wants_a_person_in_the_midst_of_a_flow_is_seen_to_leave_it_there(house: House, anna: Customer) -> None:
    await house.hold(anna, "kur ir mans pasūtījums", "gribu runāt ar cilvēku")
    marks = [mark[:2] for mark in await house.ask(MARKS, chat=1)]
    assert ("started", "order_status") in marks
    assert ("finished", "order_status") not in marks
    assert "handed_over" in [what for what, _ in marks]


async def test_what_was_not_understood_is_counted_with_its_turn(house: House, anna: Customer) -> None:
    await house.hold(anna, "labdien", "kvazi brzz pff tralala")
    ((turn, what),) = await house.ask("SELECT turn, what FROM misses")
    assert what in {"not_understood", "clarified"}
    assert await house.ask("SELECT COUNT(*) FROM turns WHERE number = :turn", turn=turn) == [(1,)]


async def test_every_way_a_flow_went_is_counted_once_also_in_flows_it_called(house_on_both: House, tg: TelegramEmulator) -> None:
    house = house_on_both
    await house.hold(tg.user(), "where is my order", "10026", "liga.kalnina@example.com")
    ways = [(flow, step) for what, flow, step in await house.ask(MARKS, chat=1) if what == "went"]
    assert ("order_status", way(START, "collect:order_number")) in ways
    assert ("order_status", way("prove", "look")) in ways
    assert ("prove_ownership", way("contact", "action:prove_ownership")) in ways
    assert {flow for flow, _ in ways} >= {"pattern_session_start", "order_status", "prove_ownership"}
    known = {flow: {edge.way for edge in graph(SHIPPED, flow, "en").edges} for flow in dict(ways)}
    assert all(step in known[flow] for flow, step in ways), "each is a way of the graph"
