"""The customer in one answer, over all conversations with this person."""

from datetime import UTC, datetime
from decimal import Decimal
from functools import partial

from bot.api.shelf import Shelf
from bot.channels.port import Contact, Inbound
from bot.store import orders
from flows.shop.model import Customer, Money, Order
from flows.shop.port import ReadOnlyShop, ShopUnavailableError
from tests.api.conftest import Agent, Clock, Line
from tests.books.bills import House


def an_order(number: str, email: str = "", phone: str = "") -> Order:
    buyer = Customer("Anna Bērziņa", email, phone, "lv")
    return Order(number, "shipped", datetime(2026, 11, 1, tzinfo=UTC), buyer, Money(Decimal("12.50"), "EUR"), lines=())


async def test_one_answer_has_everything(anna: Agent, line: Line) -> None:
    await line.hear("Kur ir mans pasūtījums?")
    await line.hand_over()
    house = House(line.database)
    house.issue("2026100001", "12.50", buyer_name="Anna Bērziņa", conversation=1)
    await anna.post("/conversations/1/goodwill", {"amount": "5.00", "key": "k", "reason": "late"})
    await anna.post("/conversations/1/tags", {"name": "VIP"})
    found = await anna.get("/conversations/1/customer")
    assert found["person"]["name"] == "Anna Bērziņa"
    assert [one["state"] for one in found["promises"]] == ["open"]
    assert [one["number"] for one in found["invoices"]] == ["2026100001"]
    assert found["invoices"][0]["pdf"] == "/api/v1/invoices/2026100001.pdf"
    assert [one["amount"]["amount"] for one in found["coupons"]] == ["5.00"]
    assert [tag["name"] for tag in found["tags"]] == ["VIP"]
    assert (found["block"]["blocked"], found["may_block"], found["likely"], found["past"]) == (False, False, [], [])
    await anna.get("/conversations/9/customer", 404)


async def test_two_records_of_one_person_show_both_and_part_again(anna: Agent, line: Line, clock: Clock) -> None:
    await line.hear("labdien", "7")
    await line.hear("sveiki", "8", channel="web", name="Anna B.")
    for address, channel in (("7", "telegram"), ("8", "web")):
        await line.mailbox.post([Inbound(channel, address, f"c{address}", Contact("+371 2612 3456", own=True))], clock())
    await line.database.write(partial(orders.save, orders=[an_order("10023", phone="+37126123456")]))
    await anna.get("/search", q="anna")  # the index knows the numbers now
    before = await anna.get("/conversations/1/customer")
    assert [(one["id"], one["signs"]) for one in before["likely"]] == [(2, ["phone"])]
    assert (await anna.post("/conversations/1/same", {"other": 2, "says": "same"}))["conversations"] == [2]
    joined = await anna.get("/conversations/2/customer")
    assert [(one["id"], one["said"], one["last"]) for one in joined["past"]] == [(1, True, "+371 2612 3456")]
    assert [one["number"] for one in joined["orders"]] == ["10023"]
    assert joined["likely"] == []
    assert (await anna.post("/conversations/2/same", {"other": 1, "says": "nothing"}))["conversations"] == []
    assert [one["id"] for one in (await anna.get("/conversations/1/customer"))["likely"]] == [2]
    await anna.post("/conversations/1/same", {"other": 2, "says": "different"})
    assert (await anna.get("/conversations/1/customer"))["likely"] == []
    await anna.post("/conversations/1/same", {"other": 1, "says": "same"}, 422)
    await anna.post("/conversations/1/same", {"other": 9, "says": "same"}, 404)


async def test_no_message_changes_its_conversation(anna: Agent, line: Line) -> None:
    await line.hear("viens", "7")
    await line.hear("divi", "8")
    before = [await anna.get(f"/conversations/{id_}") for id_ in (1, 2)]
    await anna.post("/conversations/1/same", {"other": 2, "says": "same"})
    after = [await anna.get(f"/conversations/{id_}") for id_ in (1, 2)]
    assert [one["messages"] for one in after] == [one["messages"] for one in before]


async def test_it_is_in_the_record_of_changes(anna: Agent, vera: Agent, line: Line) -> None:
    await line.hear("viens", "7")
    await line.hear("divi", "8")
    for says in ("same", "nothing", "different"):
        await anna.post("/conversations/1/same", {"other": 2, "says": says})
    actions = [entry["action"] for entry in (await vera.get("/audit", action="person"))["items"]]
    assert actions == ["person.parted", "person.taken_back", "person.joined"]


async def test_an_agent_sets_the_language_and_the_dialogue_hears_of_it(anna: Agent, line: Line) -> None:
    await line.hear("ok")
    await line.reply("Sveiki!")
    await anna.post("/conversations/1/language", {"language": "pl"}, 204)
    found = await anna.get("/conversations/1")
    assert found["customer"]["language"] == "pl"
    assert (found["messages"][-1]["fact"], found["messages"][-1]["values"]["language"]) == ("language_set", "pl")
    await anna.post("/conversations/1/language", {"language": "xx"}, 422)
    await anna.post("/conversations/9/language", {"language": "pl"}, 404)


class Counted(ReadOnlyShop):
    """A remote shop that counts how often it is asked."""

    def __init__(self) -> None:
        self.asked, self.away = 0, False

    async def find_order(self, number: str) -> Order | None:
        return an_order(number)

    async def orders_of(self, contact: str) -> list[Order]:
        self.asked += 1
        if self.away:
            raise ShopUnavailableError
        return [an_order("1", contact)]


async def test_a_remote_shop_is_asked_once_a_while() -> None:
    shop, now = Counted(), [0.0]
    shelf = Shelf(shop, lambda: now[0])
    for moment in (0.0, 10.0, 31.0):
        now[0] = moment
        assert [one.number for one in (await shelf.of({"a@b.lv"}, {"7"})).orders] == ["7", "1"]
    assert shop.asked == 2
    shop.away, now[0] = True, 90.0
    assert (await shelf.of({"a@b.lv"})).silent
