"""Letters are handed over once, or the program says honestly what became of them."""

import asyncio
import smtplib
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import mail as mailing
from bot.channels.port import NotSent, Refused, Sent, Unknown
from bot.mail import Enclosure, Letter, Mailer, composed
from config.mail import Mail
from tests.platforms.mail import DROP, GARBAGE, HANG, MailServer, client_context

AT = datetime(2026, 11, 23, 10, 3, tzinfo=UTC)
TEXT = "Pasūtījums 10023 ir ceļā.\n\n.\nŠajā rindā ir punkts.\n"


def mailer(server: MailServer, **values: Any) -> Mailer:
    known = {"security": "none", "sender": "shop@example.com", "name": "Rīta veikals", **values}
    return Mailer(Mail("127.0.0.1", server.port, **known), client_context())


def letter(**values: Any) -> Letter:
    return Letter(**{"to": "anna@example.lv", "subject": "Par sarunu", "text": TEXT, "key": "owed.1.2", "at": AT, **values})


class TestTaken:
    async def test_it_arrives_as_it_was_written(self) -> None:
        async with MailServer() as server:
            assert await mailer(server).send(letter(language="lv")) == Sent("<owed.1.2@example.com>")
        (taken,) = server.mails
        assert (taken.sender, taken.recipients) == ("shop@example.com", ("anna@example.lv",))
        assert taken.text == TEXT
        message = taken.message
        assert message.get_content_type() == "text/plain"
        assert message["From"] == "Rīta veikals <shop@example.com>"
        assert message["Subject"] == "Par sarunu"
        assert message["Message-ID"] == "<owed.1.2@example.com>"
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["Content-Language"] == "lv"
        assert message["Date"].datetime == AT
        assert max(map(len, taken.raw.splitlines())) <= 998
        assert taken.raw.isascii(), "no server needs 8BITMIME for it"

    async def test_files_go_with_it(self) -> None:
        files = [Enclosure("rēķins.pdf", "application/pdf", b"%PDF-\x00\xff")]
        async with MailServer() as server:
            await mailer(server).send(letter(files=files))
        (attached,) = server.mails[0].message.iter_attachments()
        assert (attached.get_filename(), attached.get_content()) == ("rēķins.pdf", b"%PDF-\x00\xff")
        assert server.mails[0].text == TEXT

    async def test_a_domain_in_its_own_letters_is_written_in_ascii(self) -> None:
        async with MailServer() as server:
            assert isinstance(await mailer(server).send(letter(to="anna@veikaliņš.lv")), Sent)
        assert server.mails[0].recipients == ("anna@xn--veikali-qkb7v.lv",)

    @pytest.mark.parametrize("offers", [True, False])
    async def test_it_travels_encrypted_where_the_server_offers_it(self, offers: bool) -> None:
        async with MailServer(starttls=offers) as server:
            assert isinstance(await mailer(server, security="offered").send(letter()), Sent)
        assert server.mails[0].encrypted is offers

    async def test_signing_in_over_starttls(self) -> None:
        async with MailServer(starttls=True, users={"shop": "p@ss"}) as server:
            result = await mailer(server, security="starttls", user="shop", password="p@ss").send(letter())
        assert isinstance(result, Sent)
        assert (server.mails[0].user, server.mails[0].encrypted) == ("shop", True)

    async def test_encrypted_from_the_first_byte(self) -> None:
        async with MailServer(tls=True, users={"shop": "p@ss"}) as server:
            assert isinstance(await mailer(server, security="tls", user="shop", password="p@ss").send(letter()), Sent)
        assert server.mails[0].encrypted

    @pytest.mark.parametrize("farewell", [DROP, "421 4.3.2 too busy to say goodbye"])
    async def test_what_happens_to_the_goodbye_changes_nothing(self, farewell: str) -> None:
        async with MailServer() as server:
            server.fail("QUIT", farewell)
            assert isinstance(await mailer(server).send(letter()), Sent)


class TestCertainlyNotSent:
    @pytest.mark.parametrize("command", ["connect", "EHLO", "MAIL", "RCPT"])
    @pytest.mark.parametrize("trouble", [DROP, "421 4.3.2 closing"])
    async def test_whatever_breaks_before_the_text(self, command: str, trouble: str) -> None:
        async with MailServer() as server:
            server.fail(command, trouble, times=2)  # EHLO is followed by HELO in some clients
            result = await mailer(server).send(letter())
        assert isinstance(result, NotSent)
        assert server.mails == []

    async def test_a_server_that_says_something_else_than_smtp(self) -> None:
        async with MailServer() as server:
            server.fail("connect", GARBAGE)
            assert isinstance(await mailer(server).send(letter()), NotSent)

    async def test_a_server_that_never_greets(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mailing, "TIMEOUT", 0.2)
        async with MailServer() as server:
            server.fail("connect", HANG)
            assert isinstance(await mailer(server).send(letter()), NotSent)

    async def test_nobody_there(self) -> None:
        async with MailServer() as server:
            gone = mailer(server)
        result = await gone.send(letter())
        assert isinstance(result, NotSent)
        assert (result.scope, "cannot be reached" in result.reason) == ("account", True)

    @pytest.mark.parametrize(
        ("command", "answer", "scope"),
        [
            ("RCPT", "450 4.2.0 greylisted", "conversation"),
            ("MAIL", "451 4.3.0 try again", "account"),
            ("DATA", "451 4.3.0 try again", "account"),
            ("text", "452 4.3.1 full", "account"),
        ],
    )
    async def test_a_no_for_now(self, command: str, answer: str, scope: str) -> None:
        async with MailServer() as server:
            server.fail(command, answer)
            assert await mailer(server).send(letter()) == NotSent(answer, scope=scope)  # type: ignore[arg-type]  # a literal
        assert server.mails == []

    async def test_a_certificate_that_nobody_vouches_for(self) -> None:
        async with MailServer(starttls=True) as server:
            mail = Mail("127.0.0.1", server.port, "shop@example.com", security="offered")
            result = await Mailer(mail).send(letter())
        assert isinstance(result, NotSent)
        assert "certificate cannot be trusted" in result.reason
        assert "MAIL" not in server.commands


class TestNobodyKnows:
    @pytest.mark.parametrize("trouble", [DROP, "lost", GARBAGE])
    async def test_no_answer_after_the_text(self, trouble: str) -> None:
        async with MailServer() as server:
            server.fail("text", trouble)
            assert isinstance(await mailer(server).send(letter()), Unknown)
        assert server.commands.count("DATA") == 1

    async def test_no_answer_in_time_after_the_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(mailing, "TIMEOUT", 0.5)
        async with MailServer() as server:
            server.fail("text", HANG)
            assert isinstance(await mailer(server).send(letter()), Unknown)


class TestRefused:
    @pytest.mark.parametrize(
        ("command", "answer", "blame"),
        [
            ("RCPT", "550 5.1.1 no such mailbox", "unreachable"),
            ("RCPT", "550 5.7.1 relaying denied", "account"),
            ("MAIL", "550 5.7.1 not your address", "account"),
            ("DATA", "554 5.5.1 no valid recipients", "message"),
            ("text", "554 5.7.1 this looks like spam", "message"),
            ("text", "552 5.3.4 too big", "message"),
        ],
    )
    async def test_a_no_for_good(self, command: str, answer: str, blame: str) -> None:
        async with MailServer() as server:
            server.fail(command, answer)
            assert await mailer(server).send(letter()) == Refused(answer, blame)  # type: ignore[arg-type]  # a literal
        assert server.mails == []

    async def test_a_wrong_password(self) -> None:
        async with MailServer(starttls=True, users={"shop": "p@ss"}) as server:
            result = await mailer(server, security="starttls", user="shop", password="wrong").send(letter())
        assert isinstance(result, Refused)
        assert result.blame == "account"
        assert "wrong" not in result.reason.replace("wrong user or password", "")

    async def test_a_password_is_not_sent_where_starttls_is_not_offered(self) -> None:
        async with MailServer(users={"shop": "p@ss"}) as server:
            result = await mailer(server, security="starttls", user="shop", password="p@ss").send(letter())
        assert isinstance(result, Refused)
        assert result.blame == "account"
        assert "AUTH" not in server.commands

    @pytest.mark.parametrize(
        "address",
        ["", "anna", "a@b", "a@b.lv\r\nBcc: all@b.lv", "a@b.lv, c@d.lv", "<a@b.lv>", "a b@c.lv", "юля@пошта.укр", "a@b..lv"],
    )
    async def test_what_is_no_address_is_not_even_tried(self, address: str) -> None:
        async with MailServer() as server:
            result = await mailer(server).send(letter(to=address))
        assert isinstance(result, Refused)
        assert result.blame == "unreachable"
        assert server.commands == []


async def test_a_letter_given_up_half_way_leaves_no_connection_behind() -> None:
    async with MailServer() as server:
        server.fail("text", HANG)
        sending = asyncio.create_task(mailer(server).send(letter()))
        async with asyncio.timeout(60):
            while "TEXT" not in server.commands:
                await asyncio.sleep(0)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending


STORABLE = st.text(st.characters(codec="utf-8"))


@given(subject=STORABLE, name=STORABLE, text=STORABLE)
def test_nothing_in_a_letter_becomes_a_header(subject: str, name: str, text: str) -> None:
    mail = Mail("h", 25, "shop@example.com", name)
    raw = composed(letter(subject=subject + "\r\nBcc: all@example.com", text=text), mail).as_bytes(policy=SMTP)
    head = raw.partition(b"\r\n\r\n")[0]
    assert b"\nBcc" not in head
    names = {line.partition(b":")[0] for line in head.split(b"\r\n") if line[:1].strip()}
    assert names == {
        b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Auto-Submitted", b"Content-Type", b"Content-Transfer-Encoding",
        b"MIME-Version",
    }  # fmt: skip


async def test_the_server_in_these_tests_takes_mail_from_the_standard_library_too() -> None:
    """Another team's reading of the same RFCs."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "x", "a@example.com", "b@example.com"
    message.set_content(".\n..\nāčē\n")

    def send(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.starttls(context=client_context())
            client.login("shop", "p@ss")
            client.send_message(message)

    async with MailServer(starttls=True, users={"shop": "p@ss"}) as server:
        await asyncio.to_thread(send, server.port)
    assert server.mails[0].text == ".\n..\nāčē\n"
