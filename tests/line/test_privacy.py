"""One person's data, made by the real line, given out and erased: looked for in every table and every file afterwards."""

import io
import json
import shutil
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.epoch import from_ms
from bot.privacy import again, exporting, ledger
from bot.privacy.custody import Custody
from bot.privacy.erasing import Erased, erase
from bot.privacy.finding import find
from bot.store import approvals, drafts, floor, lessons, orders, surveys
from bot.store.approvals import Verdict
from bot.store.database import Database, Sqlite, connect
from bot.store.filling import Filler
from bot.store.floor import Claim
from bot.store.lessons import NewLesson
from bot.store.subjects import Person
from flows.shop.model import Address, Customer
from tests.flows.shop.bank.samples import detail, entry
from tests.line.house import House
from tests.line.test_story import Ilze, bank
from tests.platforms.telegram import TelegramEmulator

ORDER, EMAIL, PHONE, TELEGRAM = "10031", "quirina.zvaigznite@example.com", "+37120777123", 550077001
NAME, STREET, REFUND_TO, PAYER = "Quirina Zvaigznīte", "Ķiršdārza iela 77", "LV97HABA0012345678910", "DE89370400440532013000"
# What she is known by and what she wrote, as it may stand anywhere: in any case, with and without marks.
MARKS = (
    "quirina", "zvaigzn", "20777123", "iršdārza", "irsdarza", "0012345678910", "370400440532013000", "violetais ziloni", "ziloni",
    "ametist", "zilā rakete", "sarkanā ērgle", "550077001",
)  # fmt: skip
LAWFUL = {
    "invoices.buyer_name", "invoices.snapshot", "bank_transactions.payer_name", "bank_transactions.payer_iban",
}  # fmt: skip

SOMEWHERE = {
    "conversations.name", "inbox.body", "outbox.body", "turns.record", "drafts.text", "lessons.text", "orders.body",
    "invoices.snapshot", "bank_transactions.payer_iban", "approvals.summary", "search_lines.words", "search_people.words",
    "surveys.comment",
}  # fmt: skip


def everywhere(database: Database) -> Iterator[tuple[str, str, str]]:
    """Every value of every column of every table there is, whether the program knows it or not."""

    def work(connection: sa.Connection) -> list[tuple[str, str, str]]:
        found = []
        for table in sa.inspect(connection).get_table_names():
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')).mappings():
                for column, value in row.items():
                    text = bytes(value).decode("utf-8", "replace") if isinstance(value, bytes | memoryview) else str(value)
                    found.append((table, column, text.casefold()))
        return found

    yield from database.submit(work).result()


def traces(database: Database, marks: Sequence[str] = MARKS) -> dict[str, set[str]]:
    """In which columns which of these stand."""
    found: dict[str, set[str]] = {}
    for table, column, text in everywhere(database):
        if those := {mark for mark in marks if mark in text}:
            found.setdefault(f"{table}.{column}", set()).update(those)
    return found


class Quirina(Ilze):
    """A customer of whom the shop knows everything it can know."""

    async def rests(self) -> None:
        """Until everything was said; a chat gets a message a second, and the test does not wait for that."""
        await self.house.quiet(soon=0)
        for _ in range(12):
            if not await self.house.ask("SELECT 1 FROM outbox WHERE state = 'queued'"):
                return
            self.house.forward(1)
            await self.house.quiet(soon=0)

    async def pays(self) -> None:
        """Asks for her order, wants an invoice, and pays it."""
        house = self.house
        await self.says("labdien, mani interesē violetais ziloni", f"kur ir mans pasūtījums {ORDER}", EMAIL)
        await self.says(f"gribu samaksāt ar rēķinu par pasūtījumu {ORDER}", "uzņēmumam", NAME, "40003000002")
        await self.says("LV40003000002", f"{STREET}, Rīga, LV-1010", "jā")
        await bank(house, entry("40.80", detail(name=NAME, iban=PAYER, text="RF372026100001")))
        await house.until("SELECT COUNT(*) FROM invoices WHERE kind = 'invoice'", 1)
        await self.rests()

    async def gives_back(self) -> None:
        """Something bad, with a photo, to an account of hers."""
        image, out = Image.new("RGB", (64, 48), "purple"), io.BytesIO()
        image.save(out, "JPEG")
        await self.user.photo(out.getvalue(), "ametista vāze saplīsusi")
        await self.rests()
        await self.says("gribu atgriezt krūzi, nopirku piektdien par 10 eiro, tā ir saplīsusi un man nav čeka")
        await self.says("atdot naudu", REFUND_TO, "jā", "jā")
        for approval in await self.house.database.read(partial(approvals.open_ones, after=(0, 0), room=5)):
            verdict = Verdict("approved", approval.fields, 1)
            decide = partial(approvals.decide, id_=approval.id, verdict=verdict, now=self.house.now())
            assert await self.house.database.write(decide)
            self.house.floor.doorbell.ring("turns")
        await self.rests()

    async def talks_to_people(self) -> None:
        """An agent answers, notes, begins to write, learns a phrase, closes; a survey is asked and answered."""
        house = self.house
        await self.says("gribu runāt ar cilvēku")
        agent = await house.agent()
        await agent.takes()
        await agent.says("Labdien, Quirina, te Zane")
        claim, place = Claim(1, agent.id, house.now()), drafts.Place(1, agent.id)
        await house.database.write(partial(floor.note, claim=claim, text="Quirina zvana: zilā rakete", key="n1"))
        ((message,),) = await house.ask("SELECT id FROM inbox WHERE kind = 'text' ORDER BY id LIMIT 1")
        new = NewLesson("lv", "greet", "mani interesē violetais ziloni", message, 1, agent.id)
        await house.database.write(partial(lessons.add, new=new, now=house.now()))
        await self.says("paldies, Quirina te")
        await house.database.write(partial(_surveyed, now=house.now()))
        draft = partial(drafts.save, place=place, text="Cienījamā Quirina, sarkanā ērgle", files=[], now=house.now())
        await house.database.write(draft)


def _surveyed(connection: sa.Connection, now: int) -> None:
    surveys.plan(connection, surveys.Plan(1, "ticket:77", ("a hash",), "csat", "case", now), now)
    (id_,) = connection.execute(sa.text("SELECT id FROM surveys WHERE case_key = 'ticket:77'")).scalars()
    assert surveys.asked(connection, id_, now)
    assert surveys.answer(connection, id_, 1, 5, now)
    assert surveys.comment(connection, id_, 1, "viss labi, Quirina")


@pytest.fixture
def custody(house_on_both: House, tmp_path: Path) -> Custody:
    house = house_on_both
    return Custody(house.database, house.floor.shop, house.floor.secret, tmp_path / "shop" / "var", house.now)


@pytest.fixture
async def her(house_on_both: House, tg: TelegramEmulator) -> Quirina:
    house = house_on_both
    her = Quirina(house, tg.user(TELEGRAM, name=NAME))
    order = await house.floor.office.shop.find_order(ORDER)
    assert order is not None
    own = replace(order, customer=Customer(NAME, EMAIL, PHONE, "lv"), address=Address(STREET, "Rīga", "LV-1010", "LV"))
    await house.database.write(partial(orders.save, orders=[own]))
    await her.pays()
    own = replace(own, state="delivered", delivered_at=from_ms(house.now()))
    await house.database.write(partial(orders.save, orders=[own]))
    await her.gives_back()
    await her.talks_to_people()
    filler = Filler(house.database, house.now)
    while await filler.look():
        pass
    return her


async def test_a_person_is_given_everything_and_then_gone_save_what_the_law_keeps(
    her: Quirina, custody: Custody, tmp_path: Path
) -> None:
    database = custody.database
    before = traces(database)
    assert set(before) >= SOMEWHERE, "or the search below would prove nothing"
    assert set().union(*before.values()) == set(MARKS)
    backup = copied(database, tmp_path)

    (found,) = (await find(custody, EMAIL)).people
    assert found.conversations == (1,)
    assert (await find(custody, f"telegram:{TELEGRAM}")).one == Person((1,))
    gives_everything(await exporting.export(custody, found))

    done = await erase(custody, found)
    is_gone(database, done)
    if isinstance(database, Sqlite):
        assert in_the_file(database) <= {"quirina", "zvaigzn", "iršdārza", "370400440532013000", "20777123"}, "of what is kept"
    assert custody.var is not None
    names = b"".join(path.read_bytes() for path in custody.var.rglob("*") if path.is_file()).decode().casefold()
    assert [mark for mark in MARKS if mark in names] == []
    assert (custody.var / ledger.NAME).stat().st_mode & 0o777 == 0o600

    await somebody_else_writes(her)
    if backup is not None:
        comes_back_from_a_backup_and_goes(backup, custody)


def gives_everything(content: bytes) -> None:
    """Every mark stands in what she is given; the page says what will stay."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        text = "\n".join(archive.read(name).decode("utf-8", "replace") for name in names if name.endswith((".json", ".txt")))
        page = archive.read("README.txt").decode()
        sent = json.loads(archive.read("messages_from_you.json"))
    small = text.casefold()
    assert [mark for mark in MARKS if mark not in small and mark != "irsdarza"] == []
    assert "Ko Rīta veikals glabā par Jums" in page
    assert "Rēķins 2026200001: to prasa grāmatvedības likums, 01.01.2032" in page
    assert sent[0]["at"].startswith("2026-11-23T08:0")
    assert [name for name in names if name.startswith("invoices/")] == [
        "invoices/Avansa-rēķins-2026100001.pdf", "invoices/Rēķins-2026200001.pdf"
    ]  # fmt: skip
    assert sum(name.startswith("files/") for name in names) >= 3


def is_gone(database: Database, done: Erased) -> None:
    """Nothing anywhere but in the rows that are named as kept."""
    assert set(traces(database)) <= LAWFUL | {"refunds.name"}
    kept = {(one.what, one.ref, one.why) for one in done.kept}
    assert {one for one in kept if one[2] == "accounting"} == {
        ("proforma", "2026100001", "accounting"), ("invoice", "2026200001", "accounting"), ("payment", "1", "accounting")
    }  # fmt: skip
    assert {(what, why) for what, _, why in kept if why != "accounting"} <= {("refund", "contract"), ("hashes", "abuse")}
    assert {from_ms(one.until).date() for one in done.kept if one.why == "accounting"} == {date(2031, 12, 31)}
    assert done.trained
    assert [one for one in traces(database, ["550077001"]) if one.startswith("erasures")] == []


def in_the_file(database: Sqlite) -> set[str]:
    """What can be read in the bytes of the database's files, in its empty space too."""
    content = b"".join(path.read_bytes() for path in database.path.parent.glob("dezura.db*"))
    text = content.decode("utf-8", "replace").casefold()
    return {mark for mark in MARKS if mark in text}


async def somebody_else_writes(her: Quirina) -> None:
    """From the same account: a new conversation, that knows nothing."""
    told = await her.says("labdien")
    assert told
    rows = await her.house.ask("SELECT id, name, email, language FROM conversations")
    assert [row[1:3] for row in rows] == [(NAME, "")]
    assert rows[0][0] > 1
    assert await her.house.ask("SELECT COUNT(*) FROM inbox WHERE kind = 'text'") == [(1,)]


def copied(database: Database, folder: Path) -> Path | None:
    """A backup, as a file's copy."""
    if not isinstance(database, Sqlite):
        return None
    with database.engine.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{folder / 'backup.db'}'")
    return folder / "backup.db"


def comes_back_from_a_backup_and_goes(backup: Path, custody: Custody) -> None:
    """Put back after the erasure; what was erased is erased again, from the list beside the database alone."""
    shutil.copy(backup, backup.with_name("put-back.db"))
    database = connect(f"sqlite:///{backup.with_name('put-back.db')}")
    try:
        assert "inbox.body" in traces(database)
        restored = replace(custody, database=database)
        assert again.erase_again(restored, again.remembered(custody)) == 1
        assert set(traces(database)) <= LAWFUL | {"refunds.name"}
        assert again.erase_again(restored, again.remembered(custody)) == 0
    finally:
        database.close()
