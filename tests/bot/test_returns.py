"""Returns in the books: the law first, trust after it, a person for the rest, on both databases."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from bot.books.effects import FailedError
from bot.store import reserve, returns
from bot.store.database import Database
from tests.bot.returns_desk import NOW, Desk, an_order, eur


@pytest.fixture
async def desk(database: Database) -> Desk:
    made = Desk(database)
    await made.greet()
    return made


async def test_a_change_of_mind_in_time_is_accepted_at_any_sum_and_acknowledged_at_once(desk: Desk) -> None:
    order = an_order("10020", 5, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    found = await desk.ask("assess_return", order_number="10020", reason="changed_mind")
    assert (found["basis"], found["decision"], found["statutory"], found["keep"]) == ("withdrawal", "approved", True, False)
    opened = await desk.do("open_return", order_number="10020", reason="changed_mind", refund_to="as_paid")
    assert (opened["state"], opened["decision"], opened["desk_amount"]) == ("refund_pending", "auto", eur("480"))
    assert (opened["acknowledged_at"], opened["refund_by"]) == (NOW, NOW + timedelta(days=14))
    assert (await desk.ask("find_refund"))["goods_awaited"]


async def test_a_dear_thing_that_broke_is_acknowledged_and_a_person_decides(desk: Desk) -> None:
    order = an_order("10020", 200, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    found = await desk.ask("assess_return", order_number="10020", reason="defect")
    assert (found["basis"], found["decision"], found["replacement"], found["why"]) == ("defect", "person", True, "per_case")
    opened = await desk.do("open_return", order_number="10020", reason="defect", refund_to="as_paid")
    assert (opened["state"], opened["decision"]) == ("review", "person")


async def test_without_a_receipt_a_small_sum_is_trusted_out_of_the_reserve(desk: Desk) -> None:
    known = {"item": "krūze", "reason": "defect", "bought_on": NOW.date() - timedelta(days=20), "amount": eur("18")}
    assert (await desk.ask("assess_return", **known))["decision"] == "approved"
    opened = await desk.do("open_return", **known, refund_to="iban", iban="LV80BANK0000435195001")
    assert (opened["state"], opened["decision"], opened["kept"]) == ("refund_pending", "auto", True)
    record = await desk.record(str(opened["number"]))
    assert record.drawn


# --- what trust gives, and how far --------------------------------------------------------------------------------

KNOWN = {"item": "krūze", "reason": "defect", "bought_on": NOW.date() - timedelta(days=20), "amount": eur("18")}
OUT = {"refund_to": "iban", "iban": "LV80BANK0000435195001"}


@pytest.mark.parametrize(("missing", "needs"), [("item", "item"), ("bought_on", "date"), ("amount", "amount")])
async def test_one_thing_more_is_asked_at_a_time(desk: Desk, missing: str, needs: str) -> None:
    found = await desk.ask("assess_return", **{name: value for name, value in KNOWN.items() if name != missing})
    assert (found["decision"], found["needs"]) == ("more", needs)


async def test_a_photo_is_asked_for_from_twenty_euros_on_and_a_person_looks_above_thirty(desk: Desk) -> None:
    assert (await desk.ask("assess_return", **{**KNOWN, "amount": eur("19.99")}))["needs"] == ""
    assert (await desk.ask("assess_return", **{**KNOWN, "amount": eur(20)}))["needs"] == "photo"
    photo = await desk.picture()
    assert (await desk.ask("assess_return", **{**KNOWN, "amount": eur(30)}, photo=photo))["decision"] == "approved"
    dear = await desk.ask("assess_return", **{**KNOWN, "amount": eur(31)}, photo=photo)
    assert (dear["decision"], dear["why"]) == ("person", "unknown")


async def test_a_second_case_within_a_day_is_looked_at_also_from_another_chat_by_the_same_account(desk: Desk) -> None:
    await desk.do("open_return", **KNOWN, **OUT)
    again = await desk.ask("assess_return", **{**KNOWN, "item": "tējkanna"})
    assert (again["decision"], again["why"]) == ("person", "cool_down")
    await desk.greet("8")
    assert (await desk.ask("assess_return", **{**KNOWN, "item": "tējkanna"}))["decision"] == "approved"
    known = await desk.ask("assess_return", **{**KNOWN, "item": "tējkanna"}, **OUT)
    assert "cool_down" in known["why"]


async def test_what_the_law_gives_is_not_counted_and_not_stopped_by_any_of_it(desk: Desk) -> None:
    """After three cases of trust, within the cool-down, with the reserve used up: the withdrawal is accepted all the same."""
    order = an_order("10020", 5, "480.00")
    await desk.sell(order)
    for item in ("krūze", "bļoda", "šķīvis", "vāze"):
        await desk.do("open_return", **{**KNOWN, "item": item}, **OUT)
    await desk.prove(order)
    found = await desk.ask("assess_return", order_number="10020", reason="changed_mind")
    assert (found["decision"], found["statutory"]) == ("approved", True)
    opened = await desk.do("open_return", order_number="10020", reason="changed_mind", refund_to="as_paid")
    assert not (await desk.record(str(opened["number"]))).drawn


async def test_the_same_picture_for_another_thing_makes_a_person_look(database: Database) -> None:
    desk = Desk(database, values={"returns": {"points": 4, "cool_down": "0h"}})
    await desk.greet()
    photo = await desk.picture()
    await desk.do("open_return", **{**KNOWN, "amount": eur(25)}, **OUT, photo=photo)
    await desk.greet("8")
    resaved = await desk.picture(quality=40)
    found = await desk.ask("assess_return", **{**KNOWN, "item": "bļoda", "amount": eur(25)}, photo=resaved)
    assert (found["decision"], found["why"]) == ("person", "points")
    assert (await desk.ask("assess_return", **{**KNOWN, "item": "bļoda", "amount": eur(25)}, photo=await desk.picture(7)))[
        "decision"
    ] == "approved"


async def test_ten_chats_at_once_get_what_the_reserve_has_and_people_decide_the_rest(database: Database) -> None:
    desk = Desk(database, values={"reserve": {"budget": "100 EUR", "landing_from": 100, "landing_limit": "20 EUR"}})
    chats = [await desk.greet(str(n)) for n in range(10)]
    wish = {**KNOWN, "amount": eur("19.99"), "refund_to": "credit"}
    opened = await asyncio.gather(*(desk.do("open_return", chat=chat, **wish) for chat in chats))
    assert sorted(str(one["decision"]) for one in opened) == ["auto"] * 5 + ["person"] * 5
    assert len({one["number"] for one in opened}) == 10
    spent = await database.read(partial(reserve.view, year=2026, budget=eur(100)))
    assert spent.held == eur("99.95")


async def test_near_the_end_of_the_budget_trust_lands_softly_and_the_marks_are_noted_once(database: Database) -> None:
    desk = Desk(database, values={"reserve": {"budget": "100 EUR", "landing_limit": "5 EUR"}, "returns": {"cool_down": "0h"}})
    for n in range(5):
        await desk.greet(str(n))
        await desk.do("open_return", **KNOWN, **OUT | {"iban": "", "refund_to": "credit"})
    await desk.greet("9")
    found = await desk.ask("assess_return", **KNOWN)
    assert (found["decision"], found["why"]) == ("person", "reserve")
    assert (await desk.ask("assess_return", **{**KNOWN, "amount": eur(5)}))["decision"] == "approved"
    marks = await database.read(partial(reserve.alerts, year=2026))
    assert [mark for mark, _ in marks] == [50, 75, 90]


async def test_an_experiment_keeps_trust_from_the_control_arm_and_nobody_changes_arms(database: Database) -> None:
    desk = Desk(database, values={"experiment": {"name": "trust-2026", "trust_percent": 50}})
    seen = {}
    for n in range(24):
        chat = await desk.greet(str(n))
        found = await desk.ask("assess_return", **KNOWN)
        again = await desk.ask("assess_return", **KNOWN)
        assert found["decision"] == again["decision"]
        seen[chat] = (found["decision"], found["why"])
    assert set(seen.values()) == {("approved", ""), ("person", "control")}


# --- the law ----------------------------------------------------------------------------------------------------------


async def test_the_statutory_function_takes_a_withdrawal_down_from_who_has_proved_nothing(desk: Desk) -> None:
    """CRD article 11a: number and contract, acknowledged at once; whether it is theirs is for a person to find out."""
    await desk.sell(an_order())
    given = await desk.do("withdraw_contract", order_number="10020")
    assert (given["acknowledged_at"], given["decision"], given["state"]) == (NOW, "person", "review")
    assert (await desk.do("withdraw_contract", order_number="10020"))["number"] == given["number"]
    await desk.prove(an_order())
    assert (await desk.ask("assess_return", order_number="10020", reason="changed_mind"))["decision"] == "approved"


async def test_a_withdrawal_that_is_late_is_taken_down_too_and_a_person_looks(desk: Desk) -> None:
    order = an_order("10020", 40, "15.00")
    await desk.sell(order)
    await desk.prove(order)
    given = await desk.do("withdraw_contract", order_number="10020")
    assert (given["in_time"], given["acknowledged_at"]) == (False, NOW)


async def test_money_by_law_goes_back_as_it_came_unless_there_is_express_consent(desk: Desk) -> None:
    order = an_order()
    await desk.sell(order)
    await desk.strong(order)
    wish = {"order_number": "10020", "reason": "changed_mind", **OUT}
    assert (await desk.ask("assess_return", **wish))["consent"]
    assert not (await desk.ask("assess_return", **wish, consent=True))["consent"]
    assert (await desk.do("open_return", **wish))["to"] == "as_paid"
    other = an_order("10021")
    await desk.sell(other)
    assert (await desk.do("open_return", **{**wish, "order_number": "10021"}, consent=True))["to"] == "iban"


async def test_money_of_a_known_order_goes_elsewhere_only_to_who_has_proved_more_than_a_number(desk: Desk) -> None:
    order = an_order()
    await desk.sell(order)
    await desk.prove(order)
    wish = {"order_number": "10020", "reason": "changed_mind", **OUT, "consent": True}
    found = await desk.ask("assess_return", **wish)
    assert (found["decision"], found["why"], found["amount"]) == ("person", "proof_for_payout", None)
    await desk.strong(order)
    found = await desk.ask("assess_return", **wish)
    assert (found["decision"], found["amount"]) == ("approved", eur("24.90"))


async def test_one_line_of_several_is_given_back_and_not_twice(desk: Desk) -> None:
    order = an_order("10020", 5, "24.90", "12.00")
    await desk.sell(order)
    await desk.prove(order)
    assert (await desk.ask("assess_return", order_number="10020", reason="defect"))["needs"] == "item"
    opened = await desk.do(
        "open_return", order_number="10020", item="prece b", reason="defect", refund_to="as_paid", remedy="money"
    )
    assert (opened["desk_amount"], opened["decision"], opened["kept"]) == (eur("12.00"), "auto", True)
    again = await desk.ask("assess_return", order_number="10020", item="prece b", reason="defect")
    assert (again["decision"], again["why"]) == ("person", "given_before")
    assert (await desk.ask("assess_return", order_number="10020", item="prece a", reason="defect"))["decision"] == "approved"


async def test_the_call_repeated_opens_nothing_twice(desk: Desk) -> None:
    first = await desk.do("open_return", key="1:a", **KNOWN, **OUT)
    assert await desk.do("open_return", key="1:a", **KNOWN, **OUT) == first
    assert len(await desk.database.read(partial(returns.of_conversation, conversation_id=desk.chat))) == 1


# --- people ------------------------------------------------------------------------------------------------------------


async def test_a_person_allows_another_sum_and_the_return_under_review_goes_on(desk: Desk) -> None:
    order = an_order("10020", 200, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    wish: dict[str, Any] = {"order_number": "10020", "reason": "defect", "refund_to": "as_paid", "remedy": "money"}
    opened = await desk.do("open_return", **wish)
    await desk.decides("approved")
    allowed = await desk.do("open_return", **wish, approved=True, amount=eur(300))
    assert (allowed["number"], allowed["state"], allowed["amount"]) == (opened["number"], "refund_pending", eur(300))
    record = await desk.record(str(opened["number"]))
    assert (record.decision, record.decided_by, record.drawn) == ("person", "1", False)
    history = await desk.database.read(partial(returns.history, number=record.number))
    assert [entry.event for entry in history] == ["submit", "review", "approve", "pay"]


async def test_what_was_paid_meanwhile_is_not_paid_again_but_shown_once_more(desk: Desk) -> None:
    order = an_order("10020", 200, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    wish: dict[str, Any] = {"order_number": "10020", "reason": "defect", "refund_to": "as_paid", "remedy": "money"}
    opened = await desk.do("open_return", **wish)
    await desk.decides("approved")
    await desk.sell(replace(order, state="returned"))
    again = await desk.do("open_return", **wish, approved=True, amount=eur(300))
    assert (again["changed"], again["state"], again["number"]) == (True, "review", opened["number"])


async def test_more_than_was_paid_is_never_paid(desk: Desk) -> None:
    order = an_order("10020", 200, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    wish: dict[str, Any] = {"order_number": "10020", "reason": "defect", "refund_to": "as_paid", "remedy": "money"}
    await desk.do("open_return", **wish)
    await desk.decides("approved")
    assert (await desk.do("open_return", **wish, approved=True, amount=eur("480.01")))["changed"]


async def test_not_more_than_the_person_has_allowed_and_not_by_a_word_of_another_day(desk: Desk) -> None:
    order = an_order("10020", 200, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    await desk.decides("approved")
    desk.clock.forward(hours=1)
    wish: dict[str, Any] = {"order_number": "10020", "reason": "defect", "refund_to": "as_paid"}
    await desk.do("open_return", **wish)
    assert (await desk.do("open_return", **wish, approved=True, amount=eur(300)))["changed"]
    await desk.decides("approved", amount=eur(200))
    assert (await desk.do("open_return", **wish, approved=True, amount=eur("200.01")))["changed"]
    assert (await desk.do("open_return", **wish, approved=True, amount=eur(200)))["state"] == "refund_pending"


async def test_two_chats_of_one_person_at_once_are_one_case_of_trust(desk: Desk) -> None:
    """The account is the same, so they are the same; whoever comes second is within the cool-down."""
    chats = [desk.chat, *[await desk.greet(str(n)) for n in (8, 9, 10)]]
    opened = await asyncio.gather(*(desk.do("open_return", chat=chat, **KNOWN, **OUT) for chat in chats))
    assert sorted(str(one["decision"]) for one in opened) == ["auto", "person", "person", "person"]


async def test_a_flow_alone_neither_approves_nor_rejects(desk: Desk) -> None:
    order = an_order("10020", 200, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    wish: dict[str, Any] = {"order_number": "10020", "reason": "defect", "refund_to": "as_paid"}
    opened = await desk.do("open_return", **wish)
    assert (await desk.do("open_return", **wish, approved=True, amount=eur(10)))["state"] == "review"
    with pytest.raises(FailedError):
        await desk.do("decide_return", return_number=opened["number"], decision="rejected")
    await desk.decides("rejected")
    decided = await desk.do("decide_return", return_number=opened["number"], decision="rejected")
    assert decided["state"] == "rejected"
    assert (await desk.record(str(opened["number"]))).decided_by == "1"


async def test_what_was_shown_and_no_longer_holds_goes_to_a_person(desk: Desk) -> None:
    order = an_order()
    await desk.sell(order)
    await desk.prove(order)
    wish: dict[str, Any] = {"order_number": "10020", "reason": "defect", "refund_to": "as_paid", "shown": "approved"}
    changed = await desk.do("open_return", **wish, shown_amount=eur(20))
    assert (changed["changed"], changed["state"]) == (True, "review")


async def test_a_customer_takes_their_return_back_until_the_money_is_on_its_way(desk: Desk) -> None:
    opened = await desk.do("open_return", **KNOWN, **OUT)
    other = await desk.greet("8")
    with pytest.raises(FailedError):
        await desk.do("cancel_return", return_number=opened["number"])
    assert other != 1
    desk.chat = 1
    assert await desk.do("cancel_return", return_number=str(opened["number"]).lower()) == {
        "cancelled": True,
        "state": "withdrawn",
    }
    spent = await desk.database.read(partial(reserve.view, year=2026, budget=eur(5000)))
    assert spent.held == eur(0)
    desk.clock.forward(days=2)
    second = await desk.do("open_return", **KNOWN, **OUT)
    await desk.pays()
    assert not (await desk.do("cancel_return", return_number=second["number"]))["cancelled"]


# --- which purchase ----------------------------------------------------------------------------------------------------


async def test_a_purchase_is_found_by_what_the_customer_knows_and_told_by_what_they_have_proved(desk: Desk) -> None:
    order = an_order("10020", 5, "24.90", "12.00")
    await desk.sell(order, an_order("10021", 60, "7.00"))
    nothing = await desk.ask("find_purchase", item="prece a", bought_on=order.placed_at.date(), amount=eur("24.90"))
    assert (nothing["found"], nothing.get("order_number")) == (False, None)
    found = await desk.ask("find_purchase", item="prece a", amount=eur("24.90"), contact="ilze@example.com")
    assert (found["found"], found["proved"], found["order_number"], found.get("paid")) == (True, True, "10020", None)
    assert (found["level"], found["days"]) == (1, 5)
    await desk.strong(order)
    strong = await desk.ask("find_purchase", order_number="10020", item="prece a")
    assert (strong["title"], strong["paid"], strong["level"]) == ("Prece A", eur("36.90"), 2)


async def test_several_that_fit_want_one_question_more(desk: Desk) -> None:
    await desk.sell(an_order("10020", 5, "24.90"), an_order("10021", 6, "24.90"))
    found = await desk.ask("find_purchase", item="prece", amount=eur("24.90"), contact="ilze@example.com")
    assert (found["found"], found["several"]) == (False, True)


async def test_wrong_contacts_count_as_guesses(desk: Desk) -> None:
    await desk.sell(an_order())
    for n in range(5):
        await desk.ask("find_purchase", item="prece", contact=f"guess{n}@example.com")
    assert (await desk.ask("find_purchase", item="prece", contact="ilze@example.com", amount=eur("24.90")))["locked"]


@pytest.mark.parametrize(
    ("strong", "named", "asked_from", "told"),
    [
        (False, None, 2, None),
        (False, "480.00", 2, "480.00"),  # the customer's own figure
        (False, "479.00", 2, None),
        (False, None, 1, "480.00"),
        (True, None, 2, "480.00"),
    ],
)
async def test_a_sum_is_told_to_who_has_proved_enough_or_has_named_it(
    database: Database, strong: bool, named: str | None, asked_from: int, told: str | None
) -> None:
    desk = Desk(database, values={"returns": {"sums_from": asked_from}})
    await desk.greet()
    order = an_order("10020", 5, "480.00")
    await desk.sell(order)
    await (desk.strong(order) if strong else desk.prove(order))
    wish: dict[str, Any] = {"amount": eur(named)} if named else {}
    opened = await desk.do("open_return", order_number="10020", reason="changed_mind", refund_to="as_paid", **wish)
    assert opened["desk_amount"] == eur("480.00")
    assert opened["amount"] == (eur(told) if told else None)


async def test_a_sum_that_a_person_has_set_instead_is_told(desk: Desk) -> None:
    order = an_order("10020", 40, "480.00")
    await desk.sell(order)
    await desk.prove(order)
    wish: dict[str, Any] = {"order_number": "10020", "reason": "defect", "refund_to": "as_paid", "remedy": "money"}
    opened = await desk.do("open_return", **wish)
    assert (opened["state"], opened["amount"], opened["desk_amount"]) == ("review", None, eur("480.00"))
    await desk.decides("approved", amount=eur("200.00"))
    allowed = await desk.do("open_return", **wish, approved=True, amount=eur("200.00"))
    assert (allowed["state"], allowed["amount"]) == ("refund_pending", eur("200.00"))
