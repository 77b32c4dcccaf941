"""What every model outside the program has in common: without it each would time out, fail and be believed in its own way."""

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol, TypeVar

import aiohttp
import msgspec

from nlu.model import Entity, Intent, Understanding

LIMIT = 1_048_576  # bytes of an answer; real ones have a few thousand
CONNECTIONS = 20  # at once to one server
PATIENCE = 5.0  # seconds for one request where nothing else is said
_ROUNDING = 1.001  # shares of float32 add up to a little more than one
_LETTER = re.compile(r"[^\W\d_]")
T = TypeVar("T")
Known = Callable[[], Collection[str]]


_LONE = re.compile(r"[\ud800-\udfff]")  # halves of a character, which are in no JSON that all servers read
_UNFIT = frozenset({400, 413, 422})  # what servers answer to a message they cannot take, while they take others


class BackendError(Exception):
    """A model outside the program did not answer, or not as it should; the text never holds the customer's words.

    `only_this`: it is this message that it could not do, so others may fare better.
    """

    def __init__(self, text: str, *, only_this: bool = False) -> None:
        super().__init__(text)
        self.only_this = only_this


class Backend(Protocol):
    """A model that is asked after the built-in one has read a message."""

    async def further(self, read: Understanding) -> Understanding:
        """What it makes of a message, given what the built-in model made of it. Raises BackendError."""
        ...

    async def probe(self) -> None:
        """Raises BackendError where it cannot be reached. Costs nothing."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


class Wire:
    """JSON to a server and back, at most `patience` seconds; no redirect is followed, no answer over a mebibyte is read."""

    def __init__(
        self, base: str, patience: float = PATIENCE, key: str = "", *, error: type[BackendError] = BackendError,
        like: str = "it should",
    ) -> None:  # fmt: skip
        self.base, self._error, self._like = base.rstrip("/"), error, like
        self._timeout = aiohttp.ClientTimeout(total=patience)
        self._headers = {"Accept-Encoding": "identity", **({"Authorization": f"Bearer {key}"} if key else {})}
        self._session: aiohttp.ClientSession | None = None

    async def ask(self, path: str, kind: type[T], body: Mapping[str, Any] | None = None) -> T:
        """POST `body` (GET without one) and read the answer as `kind`. Raises the error of the server's own kind."""
        url = self.base + path
        try:
            async with self._open().request(
                "POST" if body is not None else "GET", url, json=body, timeout=self._timeout, allow_redirects=False
            ) as response:
                if response.status != 200:
                    raise self._error(f"{url} answered {response.status}", only_this=response.status in _UNFIT)
                content = await _read(response)
        except (aiohttp.ClientError, TimeoutError, OSError, UnicodeError) as error:
            raise self._error(f"{url} cannot be asked: {type(error).__name__}") from None
        if content is None:
            raise self._error(f"{url} answered more than {LIMIT} bytes")
        return self.decode(content, kind, url)

    def decode(self, content: bytes | str, kind: type[T], url: str = "") -> T:
        """JSON of this kind. Raises the error of the server's own kind, without a word of the content."""
        try:
            return msgspec.json.decode(content, type=kind)
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise self.strange(type(error).__name__, url) from None

    def strange(self, why: str, url: str = "") -> BackendError:
        """An answer of another shape."""
        return self._error(f"{url or self.base} did not answer as {self._like}: {why}")

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS), cookie_jar=aiohttp.DummyCookieJar(),
                headers=self._headers, auto_decompress=False,
            )  # fmt: skip
        return self._session

    async def close(self) -> None:
        """Give back connections; what asks afterwards opens new ones."""
        if self._session is not None:
            await self._session.close()


async def _read(response: aiohttp.ClientResponse) -> bytes | None:
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > LIMIT:
            return None
    return bytes(content)


def sendable(text: str) -> str:
    """The text with nothing in it that a server could choke on, sign for sign."""
    return _LONE.sub("\ufffd", text)


def is_worth_asking(read: Understanding) -> bool:
    """Whether a message says anything beside its values: "10023" does not, and a model made to choose would choose something."""
    rest = read.text
    for entity in reversed(read.entities):
        rest = f"{rest[: entity.start]} {rest[entity.end :]}"
    return bool(read.ranking) or _LETTER.search(rest) is not None


def share(value: float) -> float:
    """A confidence as it may be: from 0 to 1. Raises ValueError for what is none."""
    if not (math.isfinite(value) and 0 <= value <= _ROUNDING):
        raise ValueError("a confidence is a number from 0 to 1")
    return min(value, 1.0)


def ranked(found: Sequence[Intent], known: Known | None, most: int) -> tuple[Intent, ...]:
    """The likeliest first, without those that the shop does not know."""
    names = known() if known is not None else None
    kept = [one for one in found if one.name and (names is None or one.name in names)]
    return tuple(sorted(kept, key=lambda one: -one.confidence)[:most])


def answered(
    read: Understanding, model: str, ranking: Sequence[Intent] = (), *, sure: bool = False, entities: Sequence[Entity] = ()
) -> Understanding:
    """What another model says of a message, beside what the built-in one has read of it.

    What the message refuses by our rules is no intent of it, whoever says so; wishes of several parts stand where both models
    agree on one of them. `sure` tells whether the first of the ranking may be acted on.
    """
    kept = tuple(one for one in ranking if one.name not in read.refused)
    best = kept[0] if kept else Intent("", 0.0)
    accepted = sure and bool(kept) and kept[0] == ranking[0]
    agreed = accepted and best.name in {one.intent for one in read.wishes}
    return replace(
        read, intent=best.name if accepted else None, confidence=best.confidence, accepted=accepted, ranking=kept,
        entities=joined(read.entities, entities), model=model, wishes=read.wishes if agreed else (),
    )  # fmt: skip


def joined(ours: Sequence[Entity], theirs: Sequence[Entity]) -> tuple[Entity, ...]:
    """Both, in their order; where two overlap the one found by rule stands, and of two others the first."""
    kept = list(ours)
    for one in theirs:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda entity: entity.start))
