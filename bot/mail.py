"""Mail goes out here: without it what is owed outside a channel's window could only wait for the customer to come back."""

import asyncio
import ssl
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from email.utils import format_datetime

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)  # fmt: skip

from bot.channels.port import NotSent, Refused, Result, Sent, Unknown
from config.mail import Mail, plain_address

TIMEOUT = 30.0  # seconds a mail may take in all, well below the lease of what it carries
GOODBYE = 2.0  # seconds for a polite end of what is done already


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes with a letter."""

    name: str
    mime: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail to one person, plain text. `key` names it for ever: the same letter sent again has the same Message-ID."""

    to: str
    subject: str
    text: str
    key: str
    at: datetime
    language: str = ""
    files: Sequence[Enclosure] = ()


class Mailer:
    """Hands letters to one server, each over a connection of its own. `context` is for a server whose certificate is its own."""

    def __init__(self, mail: Mail, context: ssl.SSLContext | None = None) -> None:
        self.mail, self._context = mail, context

    async def send(self, letter: Letter) -> Result:
        """Hand it over. Never raises for what a server or the network can do.

        NotSent: certainly not taken, worth another try. Unknown: the text was under way and nothing was answered. Refused: the
        blame is the address's (`unreachable`), the letter's (`message`), or ours (`account`): password, sender, no STARTTLS.
        """
        try:
            to, message = plain_address(letter.to), composed(letter, self.mail)
        except ValueError:
            return Refused("this is no address that mail can be sent to", "unreachable")
        sending = _Sending(self.mail, self._context)
        try:
            async with asyncio.timeout(TIMEOUT):
                await sending.hand_over(to, message.as_bytes(policy=SMTP_POLICY))
        except SMTPResponseException as error:
            await sending.say_goodbye()
            return sending.judge(error)
        except (TimeoutError, OSError, SMTPException) as error:
            return sending.judge_failure(error)
        else:
            await sending.say_goodbye()
            return Sent(str(message["Message-ID"]))
        finally:
            sending.smtp.close()


    async def knock(self, seconds: float) -> NotSent | Refused | Unknown | None:
        """Sign in and name our sender, and send nothing: what is in the way, None where nothing is."""
        sending = _Sending(self.mail, self._context)
        found: Result | None = None
        try:
            async with asyncio.timeout(seconds):
                await sending.smtp.connect()
                await sending.smtp.mail(self.mail.sender)
        except SMTPResponseException as error:
            found = sending.judge(error)
        except (TimeoutError, OSError, SMTPException) as error:
            found = sending.judge_failure(error)
        finally:
            await sending.say_goodbye()
            sending.smtp.close()
        return None if isinstance(found, Sent) else found


class _Sending:
    """One letter on its way, and how far it has got."""

    def __init__(self, mail: Mail, context: ssl.SSLContext | None) -> None:
        self.mail, self.under_way = mail, False
        self.smtp = SMTP(
            hostname=mail.host, port=mail.port, username=mail.user or None, password=mail.password or None, timeout=TIMEOUT,
            local_hostname=mail.domain, use_tls=mail.security == "tls", start_tls=_start_tls(mail),
            tls_context=context,
        )  # fmt: skip

    async def hand_over(self, to: str, message: bytes) -> None:
        await self.smtp.connect()
        await self.smtp.mail(self.mail.sender)
        await self.smtp.rcpt(to)
        self.under_way = True
        await self.smtp.data(message)

    async def say_goodbye(self) -> None:
        """Politely, where somebody still listens; what was taken is taken whatever is answered."""
        with suppress(SMTPException, OSError, TimeoutError):
            if self.smtp.is_connected:
                await self.smtp.quit(timeout=GOODBYE)

    def judge(self, error: SMTPResponseException) -> Result:
        """What the server said."""
        reason = f"{error.code} {' '.join(str(error.message).split())}"[:200]
        if error.code < 400:  # no answer that SMTP knows
            return Unknown(reason) if self.under_way else NotSent(reason, scope="account")
        if error.code < 500:
            return NotSent(reason, scope="conversation" if isinstance(error, SMTPRecipientRefused) else "account")
        match error:
            case SMTPDataError():
                return Refused(reason, "message")
            case SMTPRecipientRefused() if "5.7." not in reason:  # RFC 3463: X.7 is policy, not the mailbox
                return Refused(reason, "unreachable")
            case SMTPRecipientRefused() | SMTPSenderRefused() | SMTPAuthenticationError():
                return Refused(reason, "account")
            case _:
                return NotSent(reason, scope="account")

    def judge_failure(self, error: Exception) -> Result:
        """What went wrong with the connection, or with what the server can do."""
        if self.under_way:
            return Unknown("no answer after the text was sent")
        if isinstance(error, OSError | TimeoutError):
            return NotSent(_network_words(error), scope="account")
        return Refused(str(error), "account")  # no STARTTLS, no way to sign in


def composed(letter: Letter, mail: Mail) -> EmailMessage:
    """The letter as RFC 5322 has it. Raises ValueError for an address that cannot be one."""
    message = EmailMessage()
    message["From"] = Address(_line(mail.name), addr_spec=mail.sender)
    message["To"] = Address(addr_spec=plain_address(letter.to))
    message["Subject"] = _line(letter.subject)
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = f"<{letter.key}@{mail.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office notes, please
    message.set_content(letter.text, cte="quoted-printable")
    if letter.language:
        message["Content-Language"] = letter.language
    for file in letter.files:
        main, _, sub = file.mime.partition("/")
        message.add_attachment(file.content, maintype=main, subtype=sub or "octet-stream", filename=_line(file.name) or "file")
    return message


def _start_tls(mail: Mail) -> bool | None:
    return {"starttls": True, "offered": None, "none": False, "tls": False}[mail.security]


def _network_words(error: Exception) -> str:
    cause = error.__cause__ if isinstance(error.__cause__, OSError) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"the mail server's certificate cannot be trusted: {cause.verify_message}"
    return f"the mail server cannot be reached: {type(cause).__name__}"


def _line(text: str) -> str:
    """Without line ends, which would begin another header."""
    return " ".join(text.split())
