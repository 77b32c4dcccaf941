"""The whole line under load: webhook to durable 200 against a bare handler, message to reply against a bare echo bot."""

import asyncio
import json
import os
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.echo import TOKEN
from tests.benchmarks.load import ROOT, Load, Server, fire, request, server
from tests.servers import free_port

WEBHOOKS, REPLIES = 20_000, 6_000
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "secret"}
QUESTION = "Labdien, kur ir mans pasūtījums 10023?"


def update(number: int, chat: int, text: str) -> bytes:
    """A text as Telegram sends it."""
    person = {"id": chat, "is_bot": False, "first_name": "Anna", "language_code": "lv"}
    message = {"message_id": number, "from": person, "chat": {"id": chat, "first_name": "Anna", "type": "private"},
               "date": int(time.time()), "text": text}  # fmt: skip
    return json.dumps({"update_id": number, "message": message}).encode()


def updates(count: int, first: int) -> list[bytes]:
    """As many first messages of as many customers, as requests."""
    return [request("/webhooks/telegram", update(first + n, 1_000_000 + first + n, QUESTION), SECRET) for n in range(count)]


@contextmanager
def dezura(platform: int) -> Iterator[Server]:
    """The program as `dezura run` starts it, on a fresh SQLite file, with a Telegram bot and no platform rate limits."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        for name in ("config", "flows", "nlu"):
            (home / name).symlink_to(ROOT / name)
        (home / "var").mkdir()
        shutil.copy(ROOT / "var" / "model.npz", home / "var" / "model.npz")
        port = free_port()
        env = {
            "DEZURA_HOME": folder, "PORT": str(port), "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WEBHOOK_SECRET": "secret",
            "TELEGRAM_API_URL": f"http://127.0.0.1:{platform}", "TELEGRAM_SEND_RATE": "1000000", "LOG_LEVEL": "error",
        }  # fmt: skip
        with server(["-m", "bot", "run"], port, "/readyz", env) as running:
            yield running


@contextmanager
def platform() -> Iterator[int]:
    """The Bot API that only counts."""
    port = free_port()
    with server(["-m", "tests.benchmarks.platform", str(port)], port, "/reset"):
        yield port


def replies(port: int) -> dict[str, float]:
    """When each chat last got something."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sent") as answer:
        told: dict[str, float] = json.load(answer)
    return told


async def answered(port: int, count: int, seconds: float = 120) -> float:
    """Wait until so many chats were answered; the moment of the last."""
    deadline = time.monotonic() + seconds
    while len(replies(port)) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{len(replies(port))} of {count} answered")
        await asyncio.sleep(0.05)
    return max(replies(port).values())


async def reply_rate(running: Server, platform_port: int, count: int, first: int) -> tuple[float, float]:
    """Messages answered a second, and CPU ms a message of the server."""
    urllib.request.urlopen(f"http://127.0.0.1:{platform_port}/reset").close()
    cpu, start = running.cpu, time.time()
    await fire(running.port, updates(count, first))
    seconds = await answered(platform_port, count) - start
    return count / seconds, 1000 * (running.cpu - cpu) / count


async def delays(running: Server, platform_port: int, count: int, pace: float, first: int) -> Sequence[float]:
    """Seconds from each webhook to its reply, at a steady pace."""
    urllib.request.urlopen(f"http://127.0.0.1:{platform_port}/reset").close()
    start = time.time()
    load: Load = await fire(running.port, updates(count, first), pace=pace)
    await answered(platform_port, count)
    came = replies(platform_port)
    assert load.rate > 0
    return [came[str(1_000_000 + first + n)] - (start + n / pace) for n in range(count)]


def cores() -> str:
    """What ran it."""
    return f"{os.cpu_count()} cores"
