"""A mail server on loopback: without it nobody would know what becomes of a letter when the server refuses, stalls or dies.

Speaks RFC 5321 with STARTTLS (3207) and AUTH PLAIN and LOGIN (4954), keeps what it took, and goes wrong where it is told to.
"""

import asyncio
import ssl
from base64 import b64decode, b64encode
from collections import deque
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from types import TracebackType
from typing import Self

CERTIFICATE = Path(__file__).with_name("mail.pem")  # of localhost and 127.0.0.1, signed by itself, with its key: for tests alone
DROP, HANG, GARBAGE = "drop", "hang", "garbage"


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail the server took charge of."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    encrypted: bool
    user: str

    @property
    def message(self) -> EmailMessage:
        """As a mail program reads it."""
        return message_from_bytes(self.raw, policy=SMTP)

    @property
    def text(self) -> str:
        """Its words."""
        body = self.message.get_body(("plain",))
        assert body is not None
        return str(body.get_content()).replace("\r\n", "\n")


class MailServer:
    """`mails` is what it took, `commands` what it heard. `users` makes signing in necessary."""

    def __init__(self, *, tls: bool = False, starttls: bool = False, users: dict[str, str] | None = None) -> None:
        self.tls, self.starttls, self.users = tls, starttls, users or {}
        self.mails: list[Taken] = []
        self.commands: list[str] = []
        self._wrong: dict[str, deque[str]] = {}
        self._talks: set[asyncio.Task[None]] = set()
        self._closing = asyncio.Event()

    async def __aenter__(self) -> Self:
        context = server_context() if self.tls else None
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0, ssl=context)
        self.port = int(self._server.sockets[0].getsockname()[1])
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closing.set()
        self._server.close()
        for talk in self._talks:
            talk.cancel()
        await asyncio.gather(*self._talks, return_exceptions=True)
        await self._server.wait_closed()

    def fail(self, command: str, answer: str, times: int = 1) -> None:
        """The next `command` gets this answer ("550 5.1.1 nobody"), or DROP, HANG, GARBAGE.

        Besides SMTP's own: `connect`, and `text`, which is the end of the text after DATA; with `lost` it was taken, and only the
        answer is not heard.
        """
        self._wrong.setdefault(command.upper(), deque()).extend([answer] * times)

    def wrong(self, command: str) -> str:
        """What is to go wrong with it now, if anything."""
        waiting = self._wrong.get(command)
        return waiting.popleft() if waiting else ""

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._talks.add(task)
        try:
            await _Talk(self, reader, writer).run()
        except (ConnectionError, asyncio.IncompleteReadError, ssl.SSLError, asyncio.CancelledError):
            pass  # the client has gone, or the test is over
        finally:
            self._talks.discard(task)
            writer.transport.abort()

    async def stall(self) -> None:
        """Say nothing, until the server closes."""
        await self._closing.wait()


class _DropError(ConnectionError):
    """The server breaks the connection."""


class _Talk:
    def __init__(self, server: MailServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.server, self.reader, self.writer = server, reader, writer
        self.encrypted, self.user, self.sender = server.tls, "", ""
        self.recipients: list[str] = []

    async def run(self) -> None:
        await self.answer("CONNECT", "220 mail.example ESMTP")
        while True:
            line = (await self.reader.readuntil(b"\r\n")).decode().strip()
            verb = line.split(maxsplit=1)[0].upper()
            self.server.commands.append(verb)
            if verb == "QUIT":
                await self.answer("QUIT", "221 2.0.0 bye")
                return
            await self.do(verb, line)

    async def do(self, verb: str, line: str) -> None:
        match verb:
            case "EHLO":
                await self.answer(verb, "\r\n".join([*(f"250-{one}" for one in self.offers()), "250 8BITMIME"]))
            case "STARTTLS":
                await self.answer(verb, "220 2.0.0 go ahead")
                await self.writer.start_tls(server_context())
                self.encrypted = True
            case "AUTH":
                await self.sign_in(line)
            case "MAIL" if self.server.users and not self.user:
                await self.say("530 5.7.0 sign in first")
            case "MAIL":
                self.sender, self.recipients = address(line), []
                await self.answer(verb, "250 2.1.0 ok")
            case "RCPT":
                if await self.answer(verb, "250 2.1.5 ok"):
                    self.recipients.append(address(line))
            case "DATA":
                if await self.answer(verb, "354 go on"):
                    await self.take()
            case _:
                await self.say("502 5.5.1 what?")

    def offers(self) -> list[str]:
        starttls = ["STARTTLS"] if self.server.starttls and not self.encrypted else []
        return ["mail.example", *starttls, *(["AUTH PLAIN LOGIN"] if self.server.users else [])]

    async def sign_in(self, line: str) -> None:
        _, kind, *first = line.split()
        if kind == "PLAIN":
            _, user, password = b64decode(first[0]).decode().split("\0")
        else:
            user = b64decode(first[0]).decode() if first else await self.ask("Username:")
            password = await self.ask("Password:")
        if self.server.users.get(user) != password:
            await self.say("535 5.7.8 wrong user or password")
        elif await self.answer("AUTH", "235 2.7.0 welcome"):
            self.user = user

    async def ask(self, what: str) -> str:
        await self.say(f"334 {b64encode(what.encode()).decode()}")
        return b64decode(await self.reader.readuntil(b"\r\n")).decode()

    async def take(self) -> None:
        lines = []
        while (line := await self.reader.readuntil(b"\r\n")) != b".\r\n":
            lines.append(line[1:] if line.startswith(b".") else line)
        taken = Taken(self.sender, tuple(self.recipients), b"".join(lines), self.encrypted, self.user)
        self.server.commands.append("TEXT")
        wrong = self.server.wrong("TEXT")
        if wrong in {"", "lost"}:
            self.server.mails.append(taken)
        await self.do_wrong(DROP if wrong == "lost" else wrong)
        if not wrong:
            await self.say("250 2.0.0 taken")

    async def answer(self, command: str, right: str) -> bool:
        """Whether what was to be answered was."""
        wrong = self.server.wrong(command)
        await self.do_wrong(wrong)
        if not wrong:
            await self.say(right)
        return not wrong

    async def do_wrong(self, wrong: str) -> None:
        match wrong:
            case "":
                return
            case "drop":
                raise _DropError
            case "hang":
                await self.server.stall()
            case "garbage":
                await self.say("<html>502 Bad Gateway</html>")
            case _:
                await self.say(wrong)

    async def say(self, text: str) -> None:
        self.writer.write(text.encode() + b"\r\n")
        await self.writer.drain()


def address(line: str) -> str:
    return line.partition("<")[2].partition(">")[0]


def server_context() -> ssl.SSLContext:
    """The server's side of TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def client_context() -> ssl.SSLContext:
    """The side of a client that knows this server's certificate."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))
