"""The audit of what we build on: it fails at a known hole, and never passes in silence where nobody was asked."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.security import audit

LOCK = "jinja2==2.4.1 \\\n    --hash=sha256:" + "0" * 64 + "\nidna==3.10 \\\n    --hash=sha256:" + "1" * 64 + "\n"
HOLE = {
    "id": "GHSA-462w-v97r-4m45", "summary": "Sandbox escape", "modified": "2024-01-01T00:00:00Z",
    "published": "2019-04-10T00:00:00Z",
    "affected": [{"package": {"name": "jinja2", "ecosystem": "PyPI"}, "ranges": [{"type": "ECOSYSTEM", "events": [
        {"introduced": "0"}, {"fixed": "2.10.1"}]}], "versions": ["2.4.1"]}],
}  # fmt: skip


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "x.lock"
    path.write_text(LOCK)
    return path


@pytest.fixture
async def osv() -> AsyncIterator[tuple[str, list[Any]]]:
    """A service with one advisory, and what it was asked."""
    asked: list[Any] = []

    async def query(request: web.Request) -> web.Response:
        asked.append(await request.json())
        bad = asked[-1]["package"]["name"].lower() == "jinja2" and asked[-1]["version"] == "2.4.1"
        return web.json_response({"vulns": [HOLE]} if bad else {})

    app = web.Application()
    app.router.add_post("/", query)
    async with TestServer(app) as server:
        yield str(server.make_url("/")), asked


async def test_a_known_hole_fails(lock: Path, osv: tuple[str, list[Any]], capfd: pytest.CaptureFixture[str]) -> None:
    assert await _audited(lock, osv[0]) == 1
    assert "x.lock: jinja2 2.4.1 has a known hole, GHSA-462w-v97r-4m45; mended in 2.10.1" in capfd.readouterr().err


async def test_every_package_is_asked_about(lock: Path, osv: tuple[str, list[Any]], capfd: pytest.CaptureFixture[str]) -> None:
    lock.write_text(LOCK.replace("2.4.1", "3.1.6"))
    assert await _audited(lock, osv[0]) == 0
    assert sorted(one["package"]["name"] for one in osv[1]) == ["idna", "jinja2"]
    assert "no hole is known in the 2 packages" in capfd.readouterr().out


async def test_where_nobody_answers_it_says_so(
    lock: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert await _audited(lock, "http://127.0.0.1:9/") == 0
    assert capfd.readouterr().err.startswith("NOT AUDITED: ")
    monkeypatch.setenv("DEZURA_AUDIT", "strict")
    assert await _audited(lock, "http://127.0.0.1:9/") == 1


async def _audited(lock: Path, url: str) -> int:
    return await asyncio.to_thread(audit.main, lock, url, 5)
