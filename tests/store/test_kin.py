"""One person in several conversations, on both databases: said, taken back, suggested, and no limit touched by it."""

from functools import partial

import pytest
import sqlalchemy as sa

from bot.channels.port import Contact, Inbound
from bot.store import kin, persons
from bot.store.database import Database
from bot.store.filling import Filler
from bot.store.mailbox import Mailbox
from flows.shop.persons import keys_of
from tests.store.shop import ANNA, NOW, customers


class Desk:
    """Says who is who."""

    def __init__(self, database: Database, mailbox: Mailbox) -> None:
        self.database, self.mailbox = database, mailbox

    async def say(self, one: int, other: int, says: kin.Says = "same") -> bool:
        return await self.database.write(partial(kin.say, pair=(one, other), says=says, agent=ANNA, now=NOW))

    async def unsay(self, one: int, other: int) -> bool:
        return await self.database.write(partial(kin.unsay, pair=(one, other), now=NOW))

    async def of(self, id_: int) -> list[int]:
        return list(await self.database.read(partial(kin.of, conversation_id=id_)))

    async def suggested(self, id_: int) -> dict[int, list[str]]:
        await Filler(self.database, lambda: NOW).look()
        found = await self.database.read(partial(kin.suggested, conversation_id=id_))
        return {key: list(signs) for key, signs in found.items()}

    async def do(self, sql: str, **values: object) -> None:
        await self.database.write(lambda connection: connection.execute(sa.text(sql), values))

    async def everything(self, *tables: str) -> list[object]:
        def read(connection: sa.Connection) -> list[object]:
            return [connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables]

        return await self.database.read(read)


@pytest.fixture
async def desk(database: Database, mailbox: Mailbox) -> Desk:
    await customers(mailbox, "7", "8", "9", "10")
    return Desk(database, mailbox)


async def test_a_person_is_all_that_hang_together(desk: Desk) -> None:
    assert await desk.say(2, 1)
    assert await desk.say(2, 3)
    assert [await desk.of(id_) for id_ in (1, 2, 3, 4)] == [[2, 3], [1, 3], [1, 2], []]
    assert not await desk.say(1, 2)
    assert await desk.unsay(1, 2)
    assert [await desk.of(id_) for id_ in (1, 2, 3)] == [[], [3], [2]]
    assert not await desk.unsay(1, 2)


async def test_no_limit_and_no_proof_is_touched(desk: Desk) -> None:
    for address in ("7", "8"):
        keys = keys_of(b"secret", channel="telegram", address=address)
        await desk.database.write(partial(persons.recognise, keys=keys, now=NOW))
    await desk.do("INSERT INTO bindings (chat, person, until) VALUES ('1', 'p', 9), ('2', 'q', 9)")
    untouched = ("persons", "person_keys", "returns", "bindings", "inbox", "outbox", "codes", "coupons")
    before = await desk.everything(*untouched)
    await desk.say(1, 2)
    assert await desk.everything(*untouched) == before
    await desk.unsay(1, 2)
    assert await desk.everything(*untouched) == before


async def test_it_goes_with_a_conversation(desk: Desk) -> None:
    await desk.say(1, 2)
    await desk.say(2, 3)
    await desk.do("DELETE FROM conversations WHERE id = 2")
    assert await desk.of(1) == []


async def test_what_agrees_is_suggested_until_somebody_has_said(desk: Desk) -> None:
    await desk.do("UPDATE conversations SET email = 'anna@shop.example', changed_at = changed_at + 1 WHERE id = 1")
    await desk.do("UPDATE conversations SET email = 'Anna@Shop.example', changed_at = changed_at + 1 WHERE id = 2")
    await desk.do("UPDATE conversations SET email = 'anna@shop.example.com', changed_at = changed_at + 1 WHERE id = 4")
    for key, (address, phone, own) in enumerate(
        [("7", "+371 2612 3456", True), ("9", "26123456", True), ("10", "26123456", False)]
    ):
        await desk.mailbox.post([Inbound("telegram", address, f"c{key}", Contact(phone, own=own))], NOW + 100 + key)
    await desk.do("INSERT INTO bindings (chat, person, until) VALUES ('1', 'p', 9), ('3', 'p', 9), ('4', 'q', 9)")
    assert await desk.suggested(1) == {2: ["email"], 3: ["phone", "proof"]}
    await desk.say(1, 2)
    await desk.say(1, 3, "different")
    assert await desk.suggested(1) == {}
    await desk.unsay(1, 3)
    assert await desk.suggested(1) == {3: ["phone", "proof"]}


async def test_who_had_a_return_as_the_same_person_is_suggested(desk: Desk) -> None:
    await desk.do("INSERT INTO persons (made_at) VALUES (0)")
    for number, conversation in (("R1", 1), ("R2", 4)):
        await desk.do(
            """INSERT INTO returns (number, conversation_id, person_id, basis, reason, language, state, decision, amount,
              currency, remedy, refund_to, consent, goods, proof, level, drawn, made_at, refund_by)
            VALUES (:number, :conversation, 1, 'withdrawal', 'x', 'lv', 'closed', 'auto', 0, 'EUR', 'money', 'same', true, 'none',
              'none', 1, false, 0, 0)""",
            number=number,
            conversation=conversation,
        )
    assert await desk.suggested(1) == {4: ["person"]}
