"""A table or a list that people take along as a file: without it each page would name and send its file in its own way."""

from aiohttp import web

CSV = "text/csv"


def download(name: str, content: bytes, media: str = CSV, **headers: str) -> web.Response:
    """A file of this name, which neither a browser nor a proxy keeps."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return web.Response(body=content, content_type=media, charset="utf-8", headers={**disposition, **headers})
