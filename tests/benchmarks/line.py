"""The whole line under load: webhook to durable 200 against a bare handler, message to reply against a bare echo bot."""

import asyncio
import json
import os
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.table import Table

from bot.store.model import BURST
from tests.benchmarks.echo import TOKEN
from tests.benchmarks.load import ROOT, Server, fire, request, server
from tests.servers import free_port

WEBHOOKS, REPLIES = 20_000, 6_000
SECRET = {"X-Telegram-Bot-Api-Secret-Token": "secret"}


def question(customer: int) -> str:
    """Where an order is, each customer's own: equal messages would be understood once for all."""
    return f"Labdien, kur ir mans pasūtījums {10_000 + customer % 90_000}?"


def greeting(_customer: int) -> str:
    """The first words of anybody."""
    return "Labdien"


def update(number: int, chat: int, text: str) -> bytes:
    """A text as Telegram sends it."""
    person = {"id": chat, "is_bot": False, "first_name": "Anna", "language_code": "lv"}
    message = {"message_id": number, "from": person, "chat": {"id": chat, "first_name": "Anna", "type": "private"},
               "date": int(time.time()), "text": text}  # fmt: skip
    return json.dumps({"update_id": number, "message": message}).encode()


def updates(count: int, first: int, text: Callable[[int], str] = question, chats: int = REPLIES) -> list[bytes]:
    """Messages of so many customers in turn, as requests; `first` numbers the updates."""
    said = [update(first + n, 1_000_000 + n % chats, text(n % chats)) for n in range(count)]
    return [request("/webhooks/telegram", body, SECRET) for body in said]


@contextmanager
def home() -> Iterator[str]:
    """A shop's folder like the checkout, with an empty database and the model already trained."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("config", "flows", "nlu"):
            (Path(folder) / name).symlink_to(ROOT / name)
        (Path(folder) / "var").mkdir()
        shutil.copy(ROOT / "var" / "model.npz", Path(folder) / "var" / "model.npz")
        yield folder


@contextmanager
def dezura(platform: int) -> Iterator[Server]:
    """The program as `dezura run` starts it, on a fresh SQLite file, with a Telegram bot and no platform rate limits."""
    with home() as folder:
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


async def greet(running: Server, port: int, count: int) -> None:
    """Everybody has written once before, so that nobody is told again who answers."""
    await fire(running.port, updates(count, 1, greeting))
    await answered(port, count)


async def reply_rate(running: Server, port: int, count: int, first: int) -> tuple[float, float]:
    """Messages answered a second, and CPU ms a message of the server."""
    forget(port)
    cpu, start = running.cpu, time.time()
    await fire(running.port, updates(count, first))
    seconds = await answered(port, count) - start
    return count / seconds, 1000 * (running.cpu - cpu) / count


async def delays(running: Server, port: int, count: int, pace: float, first: int) -> list[float]:
    """Ms from each webhook to its reply, at a steady pace."""
    forget(port)
    start = time.time()
    await fire(running.port, updates(count, first), pace=pace)
    await answered(port, count)
    came = replies(port)
    return sorted(1000 * (came[str(1_000_000 + n)] - (start + n / pace)) for n in range(count))


def forget(port: int) -> None:
    """Forget what was sent so far."""
    urllib.request.urlopen(f"http://127.0.0.1:{port}/reset").close()


def cores() -> str:
    """What ran it."""
    return f"{os.cpu_count()} cores"


# --- rows ------------------------------------------------------------------------------------------------------


async def webhook(table: Table) -> None:
    """Webhook to durable 200, against a handler that keeps nothing; the better of three runs each, taken in turn."""
    rates: dict[str, tuple[float, float]] = {}
    for _ in range(3):
        for name in ("bare", "doors"):
            port = free_port()
            with server(["-m", f"tests.benchmarks.{name}", str(port)], port, "/readyz") as running:
                await fire(running.port, updates(2_000, 1, chats=2_000))
                cpu = running.cpu
                load = await fire(running.port, updates(WEBHOOKS, 10_000, chats=2_000))
                rates[name] = max(rates.get(name, (0.0, 0.0)), (load.rate, 1000 * (running.cpu - cpu) / WEBHOOKS))
    ours, bare = rates["doors"], rates["bare"]
    table.add_row("webhook to durable 200, SQLite FULL", _rate(ours), f"bare aiohttp {_rate(bare)}", _ratio(ours, bare), ">= 0.6")


def _rate(measured: tuple[float, float]) -> str:
    return f"{measured[0]:.0f}/s, {measured[1]:.2f} ms CPU"


def _ratio(ours: tuple[float, float], base: tuple[float, float]) -> str:
    """Of the rates, and in brackets of the CPU a message, which other work on the machine disturbs less."""
    return f"{ours[0] / base[0]:.2f} (CPU {base[1] / ours[1]:.2f})"


async def reply(table: Table) -> None:
    """Message to reply with everything on, against an echo bot that keeps nothing; then delays at half the rate."""
    with platform() as port:
        with dezura(port) as running:
            await greet(running, port, REPLIES)
            ours = max([await reply_rate(running, port, REPLIES, 10_000 * n) for n in (1, 2)])
            waits = await delays(running, port, 2_000, ours[0] / 2, 90_000)
            memory = running.memory
        with echo(port) as running:
            bare = max([await reply_rate(running, port, REPLIES, 10_000 * n) for n in (1, 2)])
    table.add_row("message to reply, everything on", _rate(ours), f"aiogram echo {_rate(bare)}", _ratio(ours, bare), ">= 1")
    table.add_row("the same, against Rasa's REST chat", _rate(ours), "recorded 35/s, 27 ms CPU", _ratio(ours, (35, 27)), ">= 20")
    above = waits[int(0.95 * len(waits))] - BURST
    table.add_row("reply p95 above the burst wait, half rate", f"{above:.0f} ms", f"{BURST} ms wait", "", "< 150 ms")
    table.add_row("memory with Telegram, after the runs", f"{memory:.0f} MB", "", "", "< 400 MB")


@contextmanager
def echo(platform_port: int) -> Iterator[Server]:
    """aiogram's echo bot."""
    port = free_port()
    command = ["-m", "tests.benchmarks.echo", str(port), f"http://127.0.0.1:{platform_port}"]
    with server(command, port, "/readyz") as running:
        yield running


ROWS = {"webhook": webhook, "reply": reply}
