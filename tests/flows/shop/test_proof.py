"""Who may be told about an order: those who know who placed it, and nobody who guesses."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.shop.builtin import BuiltinShop
from flows.shop.guesses import MemoryBindings, MemoryGuesses
from flows.shop.model import Customer
from flows.shop.proof import BOUND_FOR, Guess, Proof, Verdict, normal_digits, normal_number
from flows.shop.records import MemoryOrders
from tests.flows.shop.orders import ILZE, NOW, order

OTHER = Customer("Jānis", "janis@example.com", "+37120000606", "lv")
NAMELESS = Customer("", "", "")
HOUR = timedelta(hours=1)


class Door:
    """A shop with four orders, and its door."""

    def __init__(self) -> None:
        self.guesses, self.bindings = MemoryGuesses(), MemoryBindings()
        orders = [order("10023"), order("10024"), order("10030", OTHER), order("10040", NAMELESS), order("10041", NAMELESS)]
        self.proof = Proof(BuiltinShop(MemoryOrders(orders)), self.guesses, self.bindings, b"secret")
        self.tries = 0

    async def knock(self, number: str, contact: str, chat: str = "1", now: datetime = NOW) -> Verdict:
        self.tries += 1
        return await self.proof.judge(Guess(f"call-{self.tries}", chat, number, contact), now)


@pytest.fixture
def door() -> Door:
    return Door()


@pytest.mark.parametrize(
    "contact",
    [
        "ilze.liepina@example.com",
        "  ILZE.Liepina@EXAMPLE.com ",
        "+371 2000 0101",
        "20000101",
        "0101",
        "00371 20000101",
        "８ (371) 2000-0101",
    ],
)
async def test_number_and_contact_prove_an_order(door: Door, contact: str) -> None:
    assert (await door.knock("10023", contact)).proved
    assert not door.guesses.rows


@pytest.mark.parametrize("number", ["#10023", " 10023 ", "№ 10023", "１００２３"])
async def test_a_number_is_read_as_people_write_it(door: Door, number: str) -> None:
    assert (await door.knock(number, "0101")).proved


@pytest.mark.parametrize("contact", ["janis@example.com", "ilze.liepina@example.co", "101", "1010", "30000101", "@", "ilze"])
async def test_another_contact_proves_nothing(door: Door, contact: str) -> None:
    assert await door.knock("10023", contact) == Verdict()


async def test_an_order_without_contacts_cannot_be_proved(door: Door) -> None:
    for contact in ("", "@", "0000", "nobody@example.com"):
        assert not (await door.knock("10040", contact)).proved


async def test_no_such_order_and_wrong_contact_take_the_same_steps(door: Door) -> None:
    assert await door.knock("10023", "9999", chat="a") == await door.knock("99999", "9999", chat="b")
    (wrong_contact, _), (no_order, _) = door.guesses.rows.values()
    assert {scope.partition(":")[0] for scope in wrong_contact} == {scope.partition(":")[0] for scope in no_order}


async def test_the_log_of_guesses_names_neither_orders_nor_contacts(door: Door) -> None:
    await door.knock("10023", "wrong@example.com")
    assert "10023" not in str(door.guesses.rows)
    assert "wrong@" not in str(door.guesses.rows)


# --- once proved -----------------------------------------------------------------------------------------------


async def test_what_was_proved_holds_for_the_same_persons_other_orders(door: Door) -> None:
    await door.knock("10023", "ilze.liepina@example.com")
    assert (await door.knock("10024", "")).proved
    assert not (await door.knock("10030", "")).proved


async def test_it_holds_in_this_chat_only_and_for_a_month(door: Door) -> None:
    await door.knock("10023", "0101")
    assert not (await door.knock("10023", "", chat="2")).proved
    assert (await door.knock("10023", "", now=NOW + BOUND_FOR - HOUR)).proved
    assert not (await door.knock("10023", "", now=NOW + BOUND_FOR)).proved


async def test_it_can_be_revoked(door: Door) -> None:
    await door.knock("10023", "0101")
    await door.bindings.revoke("1")
    assert not (await door.knock("10023", "")).proved


async def test_ones_own_e_mail_does_not_prove_the_orders_of_somebody_elses_phone() -> None:
    mallory = Customer("Mallory", "mallory@example.com", ILZE.phone)
    orders = MemoryOrders([order("10023"), order("10050", mallory)])
    proof = Proof(BuiltinShop(orders), MemoryGuesses(), MemoryBindings(), b"secret")
    assert (await proof.judge(Guess("1", "m", "10050", "mallory@example.com"), NOW)).proved
    assert not (await proof.judge(Guess("2", "m", "10023", ""), NOW)).proved


async def test_asking_without_a_contact_is_no_guess(door: Door) -> None:
    for _ in range(10):
        assert await door.knock("10023", " ") == Verdict()
    assert not door.guesses.rows


# --- limits ----------------------------------------------------------------------------------------------------


async def test_after_five_wrong_tries_a_chat_is_locked_for_an_hour_even_for_the_right_one(door: Door) -> None:
    for wrong in range(5):
        assert await door.knock("10023", f"900{wrong}") == Verdict()
    assert await door.knock("10023", "0101") == Verdict(locked="chat")
    assert await door.knock("99999", "0101") == Verdict(locked="chat")
    assert (await door.knock("10023", "0101", now=NOW + HOUR)).proved


async def test_tries_while_locked_do_not_make_the_lock_longer(door: Door) -> None:
    for wrong in range(5):
        await door.knock("10023", f"900{wrong}")
    for minute in range(59):
        assert (await door.knock("10023", "9009", now=NOW + timedelta(minutes=minute))).locked
    assert (await door.knock("10023", "0101", now=NOW + HOUR)).proved


async def test_an_order_is_locked_for_a_day_after_twenty_from_anywhere(door: Door) -> None:
    for wrong in range(20):
        assert await door.knock("10023", f"90{wrong:02}", chat=f"chat {wrong}") == Verdict()
    assert await door.knock("10023", "0101", chat="customer") == Verdict(locked="order")
    assert (await door.knock("10024", "0101", chat="customer")).proved
    assert (await door.knock("10023", "0101", chat="another", now=NOW + timedelta(days=1))).proved


async def test_an_order_that_does_not_exist_is_locked_alike(door: Door) -> None:
    for wrong in range(20):
        await door.knock("99999", f"90{wrong:02}", chat=f"chat {wrong}")
    assert await door.knock("99999", "0101", chat="customer") == Verdict(locked="order")


async def test_the_whole_shop_is_locked_after_a_hundred_but_not_for_those_who_have_proved(door: Door) -> None:
    await door.knock("10024", "0101", chat="customer")
    for wrong in range(100):
        assert await door.knock(f"5{wrong:04}", "9999", chat=f"chat {wrong}") == Verdict()
    assert await door.knock("10023", "0101", chat="stranger") == Verdict(locked="shop")
    assert (await door.knock("10023", "", chat="customer")).proved


async def test_one_caller_with_many_chats_is_locked_before_the_shop_is(door: Door) -> None:
    class ByName:
        async def of(self, chat: str) -> str:
            return chat.partition(" ")[0] if " " in chat else ""

    proof = replace(door.proof, origins=ByName())

    async def knock(number: str, contact: str, chat: str, later: timedelta = timedelta()) -> Verdict:
        door.tries += 1
        return await proof.judge(Guess(f"call-{door.tries}", chat, number, contact), NOW + later)

    for wrong in range(15):
        assert await knock(f"5{wrong:04}", "9999", f"mallory {wrong}") == Verdict()
    for wrong in range(200):
        assert await knock(f"6{wrong:04}", "9999", f"mallory {wrong + 15}") == Verdict(locked="address")
    assert (await knock("10023", "0101", "customer 1")).proved
    assert (await knock("10030", "0606", "telegram")).proved, "who comes from nowhere known is counted by chat"
    assert (await knock("10023", "0101", "mallory 300", HOUR)).proved


async def test_a_repeated_turn_counts_its_guess_once(door: Door) -> None:
    for _ in range(10):
        assert await door.proof.judge(Guess("the same call", "1", "10023", "9999"), NOW) == Verdict()
    assert len(door.guesses.rows) == 1


async def test_other_guesses_under_the_same_call_count_each(door: Door) -> None:
    verdicts = [await door.proof.judge(Guess("the same call", "1", "10023", f"900{wrong}"), NOW) for wrong in range(6)]
    assert [verdict.locked for verdict in verdicts] == ["", "", "", "", "", "chat"]


# --- whatever is written ---------------------------------------------------------------------------------------


@given(st.text(), st.text())
async def test_nothing_that_can_be_written_breaks_or_opens_the_door(number: str, contact: str) -> None:
    verdict = await Door().knock(number, contact)
    if normal_number(number) not in {"10023", "10024", "10030"}:
        assert not verdict.proved


@given(st.text(alphabet="0123456789 -+()", max_size=20))
async def test_a_phone_proves_only_by_its_last_digits(contact: str) -> None:
    digits = normal_digits(contact)
    proved = (await Door().knock("10023", contact)).proved
    assert proved == (len(digits) >= 4 and "37120000101".endswith(digits[-8:]))
