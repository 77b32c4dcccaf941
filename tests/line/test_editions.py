"""A set is published, taken back and withdrawn while customers are in the middle of a flow: nobody is hurt, nothing lost."""

from functools import partial

from bot.store import editions
from bot.store.editions import Publication
from flows.flowset import FlowSet
from flows.library import own
from tests.line.house import Customer, House
from tests.platforms.telegram import TelegramEmulator

CONTACT = "liga.kalnina@example.com"
SCRIPT, WORDS = "scripts/order_status.yml", "wording/lv.ftl"
IN_USE = "SELECT state FROM conversations ORDER BY id"


def changed(house: House, name: str, *changes: tuple[str, str]) -> FlowSet:
    """The set in use with one of its texts changed."""
    texts = own(house.floor.flows.sources)
    text = texts[name]
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    return house.floor.editions.craft.rebuilt({**texts, name: text})


def reworded(house: House) -> FlowSet:
    """The answer begins with other words."""
    return changed(house, WORDS, ("order-shipped = Pasūtījums", "order-shipped = Labas ziņas: pasūtījums"))


def renamed(house: House) -> FlowSet:
    """The step at which a customer proves an order has another name, so that nobody who stands at it finds a place."""
    return changed(house, SCRIPT, ("next: prove\n", "next: whose\n"), ("- id: prove\n", "- id: whose\n"))


async def publish(house: House, flows: FlowSet) -> str:
    """Put it into use while everything runs; the hash of what was in use before."""
    before = house.floor.flows.hash
    newest = await house.database.read(editions.newest)
    assert await house.floor.editions.publish(Publication(flows, "studio"), newest, house.now()) is not None
    return before


async def asked(house: House, customer: Customer) -> None:
    """A customer in the middle: asked to prove an order."""
    await house.hold(customer, "kur ir pasūtījums 10026?")
    assert "e-past" in customer.seen[-1].text


async def test_who_finds_a_place_in_the_new_set_is_answered_by_it(house_on_both: House, tg: TelegramEmulator) -> None:
    house, anna = house_on_both, tg.user()
    await asked(house, anna)
    await publish(house, reworded(house))
    [answer] = await house.hold(anna, CONTACT)
    assert answer[0].startswith("Labas ziņas: pasūtījums")


async def test_who_finds_none_goes_on_as_begun_and_the_next_has_the_new_set(house_on_both: House, tg: TelegramEmulator) -> None:
    house, anna, janis = house_on_both, tg.user(), tg.user(1002, name="Jānis Kalns")
    await asked(house, anna)
    before = await publish(house, renamed(house))
    [answer] = await house.hold(anna, "kad jūs strādājat?")
    assert answer
    await asked(house, janis)
    states = [state for (state,) in await house.ask(IN_USE)]
    assert before in states[0]
    assert house.floor.flows.hash in states[1]
    [answer] = await house.hold(anna, CONTACT)
    assert "10026" in answer[0]


async def test_a_set_that_was_withdrawn_ends_with_a_person(house_on_both: House, tg: TelegramEmulator) -> None:
    house, anna = house_on_both, tg.user()
    await asked(house, anna)
    before = await publish(house, renamed(house))
    withdraw = partial(editions.withdraw, hash_=before, who=None, why="It asked too much.", now=house.now())
    await house.database.write(withdraw)
    await house.floor.editions.look()
    [answer] = await house.hold(anna, CONTACT)
    assert answer[0].startswith("Šeit tālāk palīdzēs kolēģis")
    assert await house.ask("SELECT owner FROM conversations") == [("queue",)]
    [(summary,)] = await house.ask("SELECT summary FROM tickets")
    assert "10026" in summary


async def test_what_is_rolled_back_is_as_it_was(house_on_both: House, tg: TelegramEmulator) -> None:
    house, anna = house_on_both, tg.user()
    old = house.floor.flows
    await asked(house, anna)
    await publish(house, reworded(house))
    await publish(house, old)
    [answer] = await house.hold(anna, CONTACT)
    assert answer[0].startswith("Pasūtījums 10026")


async def test_customers_who_write_while_it_happens_are_all_answered(house_on_both: House, tg: TelegramEmulator) -> None:
    house, many = house_on_both, [tg.user(2000 + number) for number in range(8)]
    sets = [reworded(house), house.floor.flows, renamed(house)]
    for one in many:
        await one.write("kur ir pasūtījums 10026?")
    for flows in sets:
        await publish(house, flows)
    for one in many:
        await one.write(CONTACT)
    await house.quiet()
    assert [any("ceļā" in seen.text for seen in one.seen) for one in many] == [True] * 8
