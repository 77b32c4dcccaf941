"""Styles and scripts of the pages, read once and named by their content, so that a browser asks for each only once."""

import gzip
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
BASE = "/static"


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent, plain and packed."""

    mime: str
    plain: bytes
    packed: bytes


class Assets:
    """All files of some folders under one version. A module finds its neighbours by relative paths, which keep the version."""

    def __init__(self, folders: Iterable[Path]) -> None:
        paths = sorted(path for folder in folders for path in folder.iterdir() if path.suffix in _TYPES)
        self._files: Mapping[str, Asset] = {path.name: _read(path) for path in paths}
        contents = (name.encode() + file.plain for name, file in sorted(self._files.items()))
        self.version = hashlib.sha256(b"\0".join(contents)).hexdigest()[:12]

    def url(self, name: str) -> str:
        """Where a file is read. Raises KeyError for one that is not there, so that a page cannot name it."""
        self._files[name]
        return f"{BASE}/{self.version}/{name}"

    async def serve(self, request: web.Request) -> web.Response:
        """A file of this version for ever; an older page that asks by an older version gets today's, for now."""
        file = self._files.get(request.match_info["name"])
        if file is None:
            raise web.HTTPNotFound
        current = request.match_info["version"] == self.version
        headers = {
            "Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache",
            "X-Content-Type-Options": "nosniff",
            "Vary": "Accept-Encoding",
        }
        body = file.plain
        if "gzip" in request.headers.get("Accept-Encoding", ""):
            headers["Content-Encoding"], body = "gzip", file.packed
        return web.Response(body=body, content_type=file.mime, charset="utf-8", headers=headers)

    async def embed(self, _request: web.Request) -> web.Response:
        """The script that other sites include: its address never changes, so it is asked for again each hour."""
        headers = {
            "Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",  # it is for other sites' pages
        }  # fmt: skip
        file = self._files["embed.js"]
        return web.Response(body=file.plain, content_type=file.mime, charset="utf-8", headers=headers)

    def routes(self) -> list[web.RouteDef]:
        """The route of all files."""
        return [web.get(BASE + "/{version}/{name}", self.serve)]


def _read(path: Path) -> Asset:
    plain = path.read_bytes()
    return Asset(_TYPES[path.suffix], plain, gzip.compress(plain, 9, mtime=0))
