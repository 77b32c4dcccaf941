"""Messenger as a channel: without it customers who write to the shop's Facebook page reach nobody."""

import io
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import aiohttp
import msgspec
from yarl import URL

from bot.channels import messenger_bodies as bodies
from bot.channels import messenger_events as events
from bot.channels import meta, wire
from bot.channels.messenger_bodies import Template
from bot.channels.metrics import failures
from bot.channels.port import File, Inbound, Limits, Message, NotSent, Outgoing, Refused, Rejected, Result, Sent, Unknown
from bot.channels.remote import PublicResolver, download, same_origin
from bot.channels.text import file_name

VERSION = "v26.0"  # a Graph version lives about two years
_HOUR = 3600 * 1000
_WINDOW, _AGENT_WINDOW = 24 * _HOUR, 7 * 24 * _HOUR  # developers.facebook.com/docs/messenger-platform/policy
INBOX = "263902037430900"  # Meta's own app id of the Page inbox
_FILE_BYTES = 25 * 1000 * 1000
_FILE_HOSTS = ("fbcdn.net", "fbsbx.com")  # where Meta keeps what its users send
_encode = msgspec.json.Encoder().encode


class Messenger:
    """One page. `human_agent` says that Meta has approved the app for people's answers up to 7 days after the customer wrote.

    `page_inbox` says that the shop's people answer in the Page inbox: the thread is passed there when people are wanted, and
    taken back for who writes here. `templates` are Meta's approved utility templates, by the wording they may carry or `*`.
    `rate` is its messages a second; `timeout` and `upload_timeout` bound one request, in seconds; `clock` tells the time in
    seconds since the epoch, for the window a send falls into. An address is the customer's page-scoped id.
    """

    kind = "messenger"

    def __init__(
        self,
        name: str,
        *,
        page_id: str,
        page_token: str,
        app_secret: str,
        app_id: str,
        verify_token: str,
        graph_url: str = "https://graph.facebook.com",
        version: str = VERSION,
        human_agent: bool = False,
        page_inbox: bool = False,
        templates: Mapping[str, Template] | None = None,
        rate: float = 40,
        timeout: float = 15,
        upload_timeout: float = 25,
        clock: Callable[[], float] = time.time,
    ) -> None:
        required = {"page id": page_id, "page token": page_token, "app secret": app_secret, "app id": app_id}
        for what, value in {**required, "verify token": verify_token}.items():
            if not value or not value.isascii() or not value.isprintable():
                raise ValueError(f"the Messenger {what} is missing or not plain text")
        self.name, self.limits = name, Limits(account_rate=rate)
        self.page_id, self.app_id = page_id, app_id
        self._token, self._app_secret, self._verify_token = page_token, app_secret, verify_token
        self._graph = URL(graph_url.rstrip("/"))
        self._version, self._human_agent = version, human_agent
        self.page_inbox, self._templates = page_inbox, templates or {}
        self._timeout, self._upload_timeout, self._clock = timeout, upload_timeout, clock
        self._headers = {"Authorization": f"Bearer {page_token}"}
        self._proof = meta.proof(page_token, app_secret)
        self._session: aiohttp.ClientSession | None = None
        self._files: aiohttp.ClientSession | None = None

    def verify(self, query: Mapping[str, str]) -> str:
        """The challenge, to be answered as text/plain. Raises Rejected(403)."""
        return verify([self], query)

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[Inbound]:
        """What a batch tells of this page. Raises Rejected: 401 without a valid signature, 400 where it is no JSON."""
        return receive([self], headers, body)

    def render(self, message: Message) -> Sequence[Message]:
        """Requests within Messenger's limits; see messenger_bodies."""
        return bodies.render(message)

    @property
    def open_for(self) -> int:
        """24 hours, or seven days where Meta allowed the app to send people's answers that long."""
        return _AGENT_WINDOW if self._human_agent else _WINDOW

    def closes(self, outgoing: Outgoing) -> int:
        """24 hours after the customer's last word; seven days for a person's answer where Meta allowed the app that."""
        return (outgoing.last_in_at or 0) + (_AGENT_WINDOW if self._as_person(outgoing) else _WINDOW)

    def window(self, outgoing: Outgoing, now: int) -> str | None:
        """See `closes`. A fact for which Meta has approved a template may go at any time."""
        if outgoing.last_in_at is None:
            return "the customer has not written to the page"
        if outgoing.message.thread or now < self.closes(outgoing) or self._template(outgoing) is not None:
            return None
        days = "7 days" if self._as_person(outgoing) else "24 hours"
        return f"more than {days} have passed since the customer wrote"

    async def send(self, outgoing: Outgoing, content: bytes | None = None) -> Result:
        """One rendered message. Where another app has the thread it is taken back for who has the floor, and sent once more.

        The first request was refused, so nothing is said twice. Facts wait until the thread comes back.
        """
        result = await self._sent(outgoing, content)
        if not (self.page_inbox and not outgoing.fact and isinstance(result, Refused) and result.code == meta.OTHER_APP):
            return result
        taken = await self._post("me/take_thread_control", {"recipient": {"id": outgoing.address}})
        return await self._sent(outgoing, content) if isinstance(taken, Sent) else result

    async def _sent(self, outgoing: Outgoing, content: bytes | None) -> Result:
        now = int(self._clock() * 1000)
        if (closed := self.window(outgoing, now)) is not None:
            return Refused(closed, "window")
        if outgoing.message.thread:
            return await self._post("me/pass_thread_control", {"recipient": {"id": outgoing.address}, "target_app_id": INBOX})
        if not outgoing.message.text and outgoing.message.file is None:
            return Sent()
        if now >= self.closes(outgoing) and (found := self._template(outgoing)) is not None:
            return await self._by_template(outgoing, *found)
        return await self._as_written(outgoing, content, now)

    async def _as_written(self, outgoing: Outgoing, content: bytes | None, now: int) -> Result:
        fields = {"recipient": {"id": outgoing.address}, **self._type(outgoing, now)}
        if outgoing.message.file is None:
            return await self._post("me/messages", {**fields, "message": bodies.body(outgoing.message, outgoing.key)})
        if content is None or len(content) > _FILE_BYTES:
            return Refused("the file is missing" if content is None else "the file is larger than 25 MB")
        fields["message"] = bodies.upload(outgoing.message.file, outgoing.key)
        return await self._upload(fields, outgoing.message.file, content)

    async def typing(self, address: str) -> None:
        """Shown for about 20 seconds, or until something is sent."""
        result = await self._post("me/messages", {"recipient": {"id": address}, "sender_action": "typing_on"})
        if not isinstance(result, Sent):
            failures.labels(self.name, "typing_on", wire.outcome(result)).inc()

    async def fetch(self, ref: str) -> tuple[bytes, str]:
        """A customer's file by its address, which must lie with Meta (or the configured server). Raises FetchError."""
        if self._files is None:
            self._files = wire.open_session(PublicResolver(self._graph.host))
        return await download(self._files, ref, self._is_metas)

    async def call(self, path: str, arguments: Mapping[str, Any] | None = None) -> bytes:
        """POST `arguments` (GET when None) to a Graph path that puts nothing before a customer. Raises Failed."""
        answer = await self._exchange(path, None if arguments is None else _encode(arguments), self._timeout)
        if isinstance(answer, NotSent | Unknown):
            raise wire.Failed(answer)
        if not isinstance(result := meta.result(answer), Sent):
            raise wire.Failed(result)
        return answer.body

    async def debugged(self) -> bytes:
        """What Meta says of the page's token, asked in the app's name; only Meta's own address ever holds it. Raises Failed."""
        if self._session is None:
            self._session = wire.open_session()
        url = self._graph.joinpath(self._version, "debug_token").with_query(input_token=self._token)
        headers = {"Authorization": f"Bearer {self.app_id}|{self._app_secret}"}
        answer = await wire.exchange(self._session, url, None, self._timeout, headers=headers)
        if isinstance(answer, NotSent | Unknown):
            raise wire.Failed(answer)
        if not isinstance(result := meta.result(answer), Sent):
            raise wire.Failed(result)
        return answer.body

    async def close(self) -> None:
        """Give back connections."""
        for session in (self._session, self._files):
            if session is not None:
                await session.close()

    def _template(self, outgoing: Outgoing) -> tuple[Template, str] | None:
        """The approved template that may carry this fact, with Meta's code of its language."""
        if not outgoing.fact or outgoing.message.file is not None or not outgoing.message.text:
            return None
        for name in (*outgoing.says.split(), "*"):
            template = self._templates.get(name)
            if template is not None and (code := template.languages.get(outgoing.language)):
                return template, code
        return None

    async def _by_template(self, outgoing: Outgoing, template: Template, code: str) -> Result:
        """A template that Meta refuses (paused, renamed, not for this country) closes this way only: the fact is owed."""
        message = bodies.templated(template, code, outgoing.message.text, outgoing.key)
        fields = {"recipient": {"id": outgoing.address}, "messaging_type": "UTILITY", "message": message}
        match await self._post("me/messages", fields):
            case Sent(message_id):
                return Sent(message_id, "template")
            case Refused(reason, "message"):
                return Refused(reason, "window")
            case result:
                return result

    def _as_person(self, outgoing: Outgoing) -> bool:
        return self._human_agent and outgoing.author == "agent"

    def _type(self, outgoing: Outgoing, now: int) -> dict[str, str]:
        """RESPONSE within the window; beyond it window() lets only a person's words through."""
        assert outgoing.last_in_at is not None
        if now - outgoing.last_in_at < _WINDOW:
            return {"messaging_type": "RESPONSE"}
        return {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}

    async def _upload(self, fields: Mapping[str, Any], file: File, content: bytes) -> Result:
        form = aiohttp.FormData(quote_fields=False)
        for name, value in fields.items():
            form.add_field(name, value if isinstance(value, str) else _encode(value).decode())
        mime = file.mime if file.mime.isascii() and file.mime.isprintable() and "/" in file.mime else "application/octet-stream"
        form.add_field("filedata", io.BytesIO(content), filename=file_name(file.name), content_type=mime)
        return _result(await self._exchange("me/messages", form, self._upload_timeout))

    async def _post(self, path: str, fields: Mapping[str, Any]) -> Result:
        return _result(await self._exchange(path, _encode(fields), self._timeout))

    async def _exchange(
        self, path: str, data: bytes | aiohttp.FormData | None, seconds: float
    ) -> wire.Answer | NotSent | Unknown:
        """The token goes in a header, so that no log of addresses holds it; the proof is worthless without it."""
        if self._session is None:
            self._session = wire.open_session()
        url = self._graph.joinpath(self._version, *path.split("/")).with_query(appsecret_proof=self._proof)
        headers = {**self._headers, "Content-Type": "application/json"} if isinstance(data, bytes) else self._headers
        return await wire.exchange(self._session, url, data, seconds, headers=headers)

    def _is_metas(self, url: URL) -> bool:
        if same_origin(url, self._graph):
            return True
        host = url.host or ""
        return url.scheme == "https" and any(host == known or host.endswith(f".{known}") for known in _FILE_HOSTS)


def _result(answer: wire.Answer | NotSent | Unknown) -> Result:
    return answer if isinstance(answer, NotSent | Unknown) else meta.result(answer)


def receive(pages: Iterable[Messenger], headers: Mapping[str, str], body: bytes) -> list[Inbound]:
    """One address serves all pages: each entry goes to the page it names, if that page's app signed the batch.

    Raises Rejected: 401 when no page's app did, 400 where the body is no JSON.
    """
    trusted: dict[str, events.Page] = {}
    checked: dict[str, bool] = {}
    for page in pages:
        secret = page._app_secret  # noqa: SLF001 - pages of one app share a secret; a batch of 16 MB is hashed once for them
        if secret not in checked:
            checked[secret] = meta.signed(headers, body, secret)
        if checked[secret]:
            trusted[page.page_id] = events.Page(page.page_id, page.app_id, page.name)
    if not trusted:
        raise Rejected(401, "the signature is missing or wrong")
    try:
        return events.read(body, trusted)
    except ValueError as error:
        raise Rejected(400, str(error)) from None


def verify(pages: Iterable[Messenger], query: Mapping[str, str]) -> str:
    """The challenge, when any of the pages has this verify token. Raises Rejected(403)."""
    return meta.challenge(query, [page._verify_token for page in pages])  # noqa: SLF001 - the token stays in this module
