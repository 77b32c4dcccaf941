"""Fetching a file a customer sent: without these checks an address in a webhook could make us read the shop's own network."""

import ipaddress
import socket
from collections.abc import Callable

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from bot.channels.port import FetchError

FILE_BYTES = 20 * 1024 * 1024
_SECONDS = aiohttp.ClientTimeout(total=60, sock_connect=10, sock_read=20)
_HOPS = 3
_REDIRECTS = {301, 302, 303, 307, 308}


class PublicResolver(AbstractResolver):
    """Resolves names to public addresses only, at the moment of connecting, so that no second look-up can differ.

    `trusted` is the one host that may be anywhere: the one the operator configured.
    """

    def __init__(self, trusted: str | None) -> None:
        self._trusted = trusted
        self._resolver = aiohttp.ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The host's addresses. Raises OSError when none of them is public."""
        found = await self._resolver.resolve(host, port, family)
        usable = found if host == self._trusted else [one for one in found if is_public(one["host"])]
        if not usable:
            raise OSError(None, "the name leads to no public address")
        return usable

    async def close(self) -> None:
        """Nothing to give back."""
        await self._resolver.close()


def is_public(address: str) -> bool:
    """True for an address of the open internet."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address) and ip.ipv4_mapped is not None:
        ip = ip.ipv4_mapped
    return ip.is_global and not ip.is_multicast


def same_origin(one: URL, other: URL) -> bool:
    """True when both addresses are served by the same server."""
    return (one.scheme, one.host, one.port) == (other.scheme, other.host, other.port)


async def download(session: aiohttp.ClientSession, address: str, allowed: Callable[[URL], bool]) -> tuple[bytes, str]:
    """The content and declared MIME type; every hop of a redirect must be `allowed`. Raises FetchError, without the address."""
    try:
        url = URL(address)
        for _ in range(_HOPS):
            if not allowed(url):
                raise FetchError("the file does not lie with the platform")
            async with session.get(url, timeout=_SECONDS, allow_redirects=False) as response:
                if response.status not in _REDIRECTS:
                    return await _content(response)
                url = url.join(URL(response.headers.get("Location", "")))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise FetchError(f"the file could not be fetched: {type(error).__name__}") from None
    raise FetchError("the file's address leads from one to the next")


async def _content(response: aiohttp.ClientResponse) -> tuple[bytes, str]:
    if response.status != 200:
        raise FetchError(f"the platform answered {response.status}")
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise FetchError("the file came compressed, which was not asked for")
    if (response.content_length or 0) > FILE_BYTES:
        raise FetchError("the file is larger than 20 MB")
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > FILE_BYTES:
            raise FetchError("the file is larger than 20 MB")
    return bytes(content), response.content_type
