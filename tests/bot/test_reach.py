"""What a channel would not take goes by e-mail: once, whole, to whom it belongs, and honestly where nobody knows."""

import asyncio
from collections.abc import AsyncIterator
from functools import cache, partial
from typing import Any

import msgspec
import pytest
import sqlalchemy as sa

from bot import deliver, reach
from bot.channels.messenger import Messenger
from bot.channels.port import Button, File, Inbound, Message, Press
from bot.doorbell import LocalDoorbell
from bot.epoch import to_ms
from bot.mail import Mailer
from bot.metrics import OWED
from bot.reach import Reach
from bot.store import files, floor, outbox, owed
from bot.store.database import Database
from bot.store.floor import Claim
from bot.store.mailbox import Mailbox
from bot.store.model import Draft, Outcome
from bot.store.outbox import Mark
from config.mail import Mail
from config.settings import CHECKOUT
from flows.wording import Wording, read_wording
from nlu.model import LANGUAGES
from tests.bot.test_mail import AT
from tests.platforms.mail import DROP, MailServer

NOW = to_ms(AT)
MINUTE = 60_000
PAGE = Messenger("page", page_id="1", page_token="t", app_secret="s", app_id="2", verify_token="v")
STATES = "SELECT state FROM outbox ORDER BY id"


@cache
def words() -> Wording:
    folder = CHECKOUT / "flows" / "wording"
    return read_wording({one: [(one, (folder / f"{one}.ftl").read_text(encoding="utf-8"))] for one in LANGUAGES})[0]


class Shop:
    """Customers on Messenger whose window has closed, and a mail server."""

    def __init__(self, database: Database, server: MailServer) -> None:
        self.database, self.server, self.now = database, server, NOW
        self.mailbox, self.bell = Mailbox(database, burst=0), LocalDoorbell()
        self._count = 0

    def reach(self, *, mail: bool = True) -> Reach:
        """Who looks after what is owed; several are the workers of several processes."""
        mailer = Mailer(Mail("127.0.0.1", self.server.port, "shop@example.com", "Rīta veikals", security="none"))
        return Reach(
            self.database, self.bell, lambda: self.now, mailer=mailer if mail else None, wording=words(), shop="Rīta veikals",
            default_language="lv", channels={"page": PAGE},
        )  # fmt: skip

    async def writes(self, address: str = "7") -> None:
        """A customer does something, so that the channel is open."""
        self._count += 1
        await self.mailbox.post([Inbound("page", address, str(self._count), Press("x"))], self.now)

    async def owe(
        self, *texts: str | Message, kind: str = "fact", address: str = "7", email: str = "anna@example.lv", language: str = "lv"
    ) -> int:
        """A customer is to be told something, which the channel does not take; the conversation's id."""
        await self.writes(address)
        (lease,) = await self.mailbox.lease(1, self.now)
        bodies = [msgspec.json.encode(text if isinstance(text, Message) else Message(text)).decode() for text in texts]
        drafts = [Draft(kind, body) for body in bodies]  # type: ignore[arg-type]  # a literal
        assert await self.mailbox.commit(Outcome(lease, "", language, {}, "{}", drafts, email=email), self.now)
        await self.refuse(len(texts))
        return lease.conversation.id

    async def refuse(self, count: int) -> None:
        """The channel takes none of them."""
        for _ in range(count):
            (head,) = await self.database.write(lambda c: outbox.claim(c, 1, self.now, "channel"))
            marks = [(Mark(head.id, "channel", "owed", reason="the window is closed"), head.conversation_id)]
            await self.database.write(partial(outbox.mark, marks=marks, now=self.now))

    async def claimable(self) -> int:
        """How many messages the channel would be given now."""
        return len(await self.database.write(lambda c: outbox.claim(c, 10, self.now, "channel")))

    async def ask(self, statement: str) -> list[tuple[Any, ...]]:
        """What the database says."""
        return await self.database.read(lambda c: [tuple(row) for row in c.execute(sa.text(statement))])

    async def states(self) -> list[str]:
        """Of all messages, oldest first."""
        return [state for (state,) in await self.ask(STATES)]


@pytest.fixture
async def shop(database: Database) -> AsyncIterator[Shop]:
    async with MailServer() as server:
        opened = Shop(database, server)
        yield opened
        await opened.mailbox.close()


class TestALetter:
    async def test_it_says_who_writes_why_and_what(self, shop: Shop) -> None:
        await shop.owe("Nauda par pasūtījumu 10023 ir nosūtīta.")
        shop.now += MINUTE
        assert await shop.reach().look() == 1
        (mail,) = shop.server.mails
        assert mail.recipients == ("anna@example.lv",)
        assert mail.message["Subject"] == "Rīta veikals: par mūsu sarunu"
        assert mail.text == (
            "Labdien. 2026. gada 23. novembrī Jūs mums rakstījāt lietotnē Messenger, bet tur Jūs vairs nevaram sasniegt. "
            "Gribējām Jums pateikt:\n"
            "\n"
            "Nauda par pasūtījumu 10023 ir nosūtīta.\n"
            "\n"
            "Lai atbildētu, lūdzu, rakstiet mums atkal lietotnē Messenger: atbilde uz šo vēstuli sarunā nenonāk.\n"
        )
        assert await shop.ask("SELECT state, open, reason, message_id FROM outbox") == [
            ("sent", False, "by e-mail", "<owed.1.1-1@example.com>")
        ]

    @pytest.mark.parametrize("language", LANGUAGES)
    async def test_in_every_language(self, shop: Shop, language: str) -> None:
        await shop.owe("text", language=language)
        shop.now += MINUTE
        await shop.reach().look()
        mail = shop.server.mails[0]
        assert mail.message["Content-Language"] == language
        assert "Rīta veikals" in mail.message["Subject"]
        assert "Messenger" in mail.text
        assert "{" not in mail.text

    async def test_several_messages_are_one_letter_in_their_order(self, shop: Shop) -> None:
        await shop.owe("viens", "divi", "trīs")
        shop.now += MINUTE
        await shop.reach().look()
        (mail,) = shop.server.mails
        assert "\n\nviens\n\ndivi\n\ntrīs\n\n" in mail.text
        assert await shop.states() == ["sent"] * 3

    async def test_links_and_files_go_along_and_buttons_do_not(self, shop: Shop) -> None:
        save = partial(files.save, conversation_id=1, name="rēķins.pdf", mime="application/pdf", content=b"%PDF", now=NOW)
        await shop.owe("agrāk", address="8", email="")
        file = await shop.database.write(save)
        buttons = (Button("Sekot", url="https://example.com/t"), Button("Nē", "1.0"))
        await shop.owe(Message("Rēķins", buttons, File(file, "", "")))
        shop.now += MINUTE
        await shop.reach().look()
        (mail,) = shop.server.mails
        assert "Rēķins\nSekot: https://example.com/t\n\n" in mail.text
        assert "Nē" not in mail.text
        (attached,) = mail.message.iter_attachments()
        assert (attached.get_filename(), attached.get_content()) == ("rēķins.pdf", b"%PDF")

    async def test_nothing_that_is_written_becomes_markup_or_a_header(self, shop: Shop) -> None:
        await shop.owe("<script>alert(1)</script>\r\n.\r\nBcc: all@example.com")
        shop.now += MINUTE
        await shop.reach().look()
        (mail,) = shop.server.mails
        assert mail.message.get_content_type() == "text/plain"
        assert "<script>alert(1)</script>\n.\nBcc: all@example.com" in mail.text
        assert mail.message["Bcc"] is None

    async def test_a_persons_words_are_sent_after_a_customer_and_talk_is_not(self, shop: Shop) -> None:
        conversation = await shop.owe("Vai vēl kas vajadzīgs?", kind="talk")
        claim = Claim(conversation, 1, shop.now)
        await shop.database.write(partial(floor.take, claim=claim))
        await shop.database.write(partial(floor.answer, claim=claim, text="Te Zane, atradu Jūsu sūtījumu.", key="1"))
        await shop.refuse(1)
        shop.now += MINUTE
        await shop.reach().look()
        (mail,) = shop.server.mails
        assert "Te Zane" in mail.text
        assert "vajadzīgs" not in mail.text
        assert await shop.states() == ["owed", "sent"]


class TestWhen:
    async def test_not_before_it_has_been_quiet_for_a_while(self, shop: Shop) -> None:
        await shop.owe("viens")
        shop.now += owed.QUIET - 1
        assert await shop.reach().look() == 0
        await shop.owe("divi")
        shop.now += owed.QUIET - 1
        assert await shop.reach().look() == 0
        shop.now += 1
        assert await shop.reach().look() == 1

    async def test_not_to_who_gave_no_address(self, shop: Shop) -> None:
        await shop.owe("viens", email="")
        shop.now += MINUTE
        assert await shop.reach().look() == 0
        assert await shop.states() == ["owed"]

    async def test_not_what_is_so_old_that_it_may_be_untrue(self, shop: Shop) -> None:
        await shop.owe("Kolēģis atrakstīs šodien līdz plkst. 11.00.")
        shop.now += owed.RECENT
        assert await shop.reach().look() == 0

    async def test_not_once_more_when_the_customer_is_back(self, shop: Shop) -> None:
        await shop.owe("viens")
        shop.now += MINUTE
        await shop.reach().look()
        await shop.writes()
        assert await shop.claimable() == 0
        assert await shop.states() == ["sent"]

    async def test_not_where_no_mail_is_set_up(self, shop: Shop) -> None:
        await shop.owe("viens")
        shop.now += MINUTE
        assert await shop.reach(mail=False).look() == 0
        assert await shop.states() == ["owed"]

    async def test_it_looks_by_itself_and_counts_what_is_owed(self, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reach, "LOOK", 0.02)
        await shop.owe("viens")
        await shop.owe("divi", address="8", email="")
        shop.now += MINUTE
        looking = shop.reach()
        running = asyncio.create_task(looking.run())
        async with asyncio.timeout(60):
            while OWED._value.get() != 1 or not shop.server.mails:
                await shop.bell.wait("pages", 0.02)
            looking.stop()
            await running
        assert await shop.states() == ["sent", "owed"]


class TestManyAtOnce:
    async def test_of_several_workers_one_writes(self, shop: Shop) -> None:
        for number in range(6):
            await shop.owe("viens", "divi", address=str(number), email=f"c{number}@example.lv")
        shop.now += MINUTE
        workers = [shop.reach() for _ in range(4)]
        while sum(await asyncio.gather(*(worker.look() for worker in workers))):
            pass
        assert sorted(mail.recipients for mail in shop.server.mails) == [(f"c{number}@example.lv",) for number in range(6)]
        assert await shop.states() == ["sent"] * 12

    async def test_a_customer_who_writes_meanwhile_hears_it_once(self, shop: Shop) -> None:
        await shop.owe("viens")
        shop.now += MINUTE
        sending, writing = asyncio.gather(shop.reach().look(), shop.reach().look()), shop.writes()
        await asyncio.gather(sending, writing)
        assert len(shop.server.mails) + await shop.claimable() == 1

    async def test_a_customer_who_is_back_before_the_server_says_no_hears_it_there(self, shop: Shop) -> None:
        await shop.owe("viens")
        shop.now += MINUTE
        parcel = await shop.database.write(partial(owed.claim, conversation_id=1, now=shop.now, token="t"))
        assert parcel is not None
        await shop.writes()
        assert await shop.claimable() == 0, "it is on its way"
        back = partial(owed.give_back, parcel=parcel, reason="no", send_at=owed.NEVER, now=shop.now)
        await shop.database.write(back)
        assert await shop.ask("SELECT state, attempts FROM outbox") == [("queued", 0)]
        assert await shop.claimable() == 1

    async def test_what_is_said_next_waits_for_the_letter(self, shop: Shop) -> None:
        await shop.owe("viens")
        shop.now += MINUTE
        parcel = await shop.database.write(partial(owed.claim, conversation_id=1, now=shop.now, token="t"))
        assert parcel is not None
        await shop.writes()
        (lease,) = await shop.mailbox.lease(1, shop.now)
        await shop.mailbox.commit(Outcome(lease, "", "lv", {}, "{}", [Draft("talk", '{"text":"divi"}')]), shop.now)
        assert await shop.claimable() == 0


class TestWentWrong:
    async def test_what_was_certainly_not_taken_is_tried_again_each_time_later(self, shop: Shop) -> None:
        await shop.owe("viens")
        shop.server.fail("RCPT", "450 4.2.0 greylisted", times=2)
        shop.now += MINUTE
        await shop.reach().look()
        assert await shop.ask("SELECT state, open, reason FROM outbox") == [("owed", False, "by e-mail: 450 4.2.0 greylisted")]
        for wait in (60, 300):
            shop.now += wait * 1000 - 1
            assert await shop.reach().look() == 0
            shop.now += 1
            await shop.reach().look()
        assert len(shop.server.mails) == 1
        assert await shop.states() == ["sent"]

    async def test_a_letter_nobody_knows_of_is_not_repeated_and_the_desk_hears_so(self, shop: Shop) -> None:
        await shop.owe("viens")
        shop.server.fail("text", "lost")
        shop.now += MINUTE
        looking = shop.reach()
        await looking.look()
        assert await shop.ask("SELECT state, open FROM outbox") == [("unknown", True)]
        assert await shop.database.write(lambda c: deliver._decide(c, shop.now)) == 1
        assert await shop.ask("SELECT state, open FROM outbox") == [("unknown", False)]
        assert await shop.ask("SELECT COUNT(*) FROM inbox WHERE kind = 'fact'") == [(1,)]
        shop.now += MINUTE
        assert await looking.look() == 0
        await shop.writes()
        assert await shop.claimable() == 0
        assert len(shop.server.mails) == 1

    async def test_a_worker_that_died_with_a_letter_in_hand_leaves_it_unknown(self, shop: Shop) -> None:
        await shop.owe("viens")
        shop.now += MINUTE
        await shop.database.write(partial(owed.claim, conversation_id=1, now=shop.now, token="t"))
        shop.now += outbox.LEASE
        await shop.database.write(lambda c: deliver._decide(c, shop.now))
        shop.now += outbox.DECIDE
        await shop.database.write(lambda c: deliver._decide(c, shop.now))
        assert await shop.states() == ["unknown"]
        assert await shop.reach().look() == 0

    @pytest.mark.parametrize(("command", "answer"), [("RCPT", "550 5.1.1 nobody here"), ("text", "554 5.7.1 spam")])
    async def test_what_is_refused_for_good_waits_for_the_customer(self, shop: Shop, command: str, answer: str) -> None:
        await shop.owe("viens")
        shop.server.fail(command, answer)
        shop.now += MINUTE
        looking = shop.reach()
        await looking.look()
        assert await shop.ask("SELECT state, reason FROM outbox") == [("owed", f"by e-mail: {answer}")]
        shop.now += 600 * MINUTE
        assert await looking.look() == 0
        await shop.writes()
        assert await shop.claimable() == 1

    async def test_an_address_that_is_none_waits_for_the_customer(self, shop: Shop) -> None:
        await shop.owe("viens", email="anna@example.lv, all@example.com")
        shop.now += MINUTE
        await shop.reach().look()
        assert shop.server.commands == []
        assert await shop.states() == ["owed"]

    @pytest.mark.parametrize(("command", "answer"), [("MAIL", "550 5.7.1 not your address"), ("connect", DROP)])
    async def test_where_the_server_or_our_account_is_at_fault_all_letters_wait(
        self, shop: Shop, command: str, answer: str
    ) -> None:
        await shop.owe("viens")
        shop.server.fail(command, answer)
        shop.now += MINUTE
        looking = shop.reach()
        await looking.look()
        await shop.owe("divi", address="8", email="boris@example.lv")
        shop.now += 40_000
        assert await looking.look() == 0
        shop.now += 40_000
        assert await looking.look() == 2

    async def test_a_message_that_cannot_be_read_keeps_nobody_from_theirs(self, shop: Shop) -> None:
        await shop.owe("viens")
        await shop.owe("divi", address="8", email="boris@example.lv")
        await shop.database.write(lambda c: c.execute(sa.text("UPDATE outbox SET body = 'not json' WHERE id = 1")))
        shop.now += MINUTE
        looking = shop.reach()
        await looking.look()
        await looking.look()
        assert [mail.recipients for mail in shop.server.mails] == [("boris@example.lv",)]
        assert await shop.states() == ["owed", "sent"]
