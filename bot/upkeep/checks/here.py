"""This machine: secrets and who can read them, clock, time zones, disk."""

import os
import re
import shutil
import stat
import tempfile
import time
import zoneinfo
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path

import aiohttp
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.messenger import Messenger
from bot.channels.telegram import Telegram
from bot.store import health
from bot.upkeep.findings import Finding, Patient, aside, ok, warning, wrong
from config.shop import plain
from nlu.commands import model_path

SHORT = 32  # characters of a key
SLIGHT, MUCH = 5, 60  # seconds a clock may be off
TIGHT, FULL = 1 << 30, 200 << 20  # bytes
_WRITTEN = re.compile(
    r"^\s*(?:token|secret|app_secret|verify_token|webhook_secret|key|password)\s*:\s*[\"']?(?!\$\{)[^\s\"'#]{8,}", re.MULTILINE
)


async def secrets(patient: Patient) -> list[Finding]:
    """The key that signs and hashes, who can read files, and passwords that everybody knows."""
    return await aside(lambda: list(_secrets(patient))) or [ok("the key is long enough, and files are for their owner alone")]


def _secrets(patient: Patient) -> Iterator[Finding]:
    environment = patient.environment
    key = plain(environment.secret_key)
    if key and len(key) < SHORT:
        make = "make one with: python3 -c 'import secrets; print(secrets.token_hex(32))'"
        yield wrong(f"SECRET_KEY has {len(key)} characters, and should have {SHORT} at least", make)
    elif not key and patient.is_open:
        yield warning(
            "SECRET_KEY is not set: it lives in the database, and in every copy of that", "set it, and keep it elsewhere too"
        )
    yield from _readable(patient)
    try:
        with patient.database() as connection:
            demo, admins = health.demo_users(connection), health.admins(connection)
    except SQLAlchemyError:
        return  # the database's own check says so
    if demo and (patient.is_open or environment.public_url.startswith("https://")):
        yield wrong(
            f"{demo} people of the demo shop can sign in with passwords that the front page shows",
            "dezura user disable agent@demo.example, and so on",
        )
    if plain(environment.admin_password) and admins:
        yield warning("ADMIN_PASSWORD is still set, though there is an admin", "take it out of the environment")


def _readable(patient: Patient) -> Iterator[Finding]:
    """Files that hold customers' words or secrets, and that others on this machine can read."""
    url = make_url(patient.environment.database)
    database = Path(url.database or "") if url.get_backend_name() == "sqlite" else None
    var = patient.environment.var
    for path in (database, patient.home / ".env", var / "backups", var / "data.keys", var / "erasures.jsonl"):
        if path is not None and path.exists() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) and _reached(path):
            yield warning(f"{path} can be read by others on this machine", f"chmod go= {path}")
    settings = patient.home / "config" / "shop.yml"
    if settings.is_file() and _WRITTEN.search(settings.read_text(encoding="utf-8", errors="replace")):
        yield warning(f"a secret stands in {settings} itself", "write ${VARIABLE} there, and the secret into the environment")


def _reached(path: Path) -> bool:
    """Whether the folder above lets others in at all."""
    return bool(path.parent.stat().st_mode & (stat.S_IXGRP | stat.S_IXOTH))


async def clock(patient: Patient) -> list[Finding]:
    """Ours against the platforms' and the database's, and whether it is being set while we look."""
    wall, steady = time.time(), time.monotonic()
    found: list[Finding] = []
    heard = 0
    for name, channel in patient.channels.items():
        address = _address(patient, channel)
        if address and (off := await _off(patient, address)) is not None:
            heard += 1
            found += _judged(off, f"{name}'s server")
    if make_url(patient.environment.database).get_backend_name() == "postgresql":
        before = patient.clock() / 1000
        state = await patient.ask(health.postgres_state)
        heard += 1
        found += _judged((before + patient.clock() / 1000) / 2 - state.now, "the database")
    if abs((time.time() - wall) - (time.monotonic() - steady)) > 1:
        found.append(warning("the clock of this machine was set while we looked", "let chrony or systemd-timesyncd keep it"))
    return found or [ok(f"agrees with {heard} others" if heard else "runs evenly; there is nobody to compare it with")]


def _address(patient: Patient, channel: object) -> str:
    match channel:
        case Telegram():
            return patient.environment.telegram_api_url
        case Messenger():
            return patient.environment.messenger_graph_url
        case _:
            return ""


async def _off(patient: Patient, address: str) -> float | None:
    """How many seconds we are ahead of a server, by the header Date; None where it says nothing."""
    limits = aiohttp.ClientTimeout(total=4)
    try:
        async with aiohttp.ClientSession(timeout=limits) as session:
            before = patient.clock() / 1000
            async with session.get(address, allow_redirects=False) as answer:
                told = answer.headers.get("Date", "")
        return (before + patient.clock() / 1000) / 2 - parsedate_to_datetime(told).timestamp() - 0.5
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError, TypeError):
        return None


def _judged(off: float, whose: str) -> list[Finding]:
    mend = "let chrony or systemd-timesyncd keep the time"
    if abs(off) <= SLIGHT:
        return []
    said = f"this machine's clock is {abs(off):.0f} s {'ahead of' if off > 0 else 'behind'} {whose}"
    return [(wrong if abs(off) > MUCH else warning)(said, mend)]


async def zone(patient: Patient) -> list[Finding]:
    """Whether the shop's zone and those of its teams can be computed with."""
    missing = sorted(name for name in {patient.shop.zone} if name not in zoneinfo.available_timezones())
    if missing:
        return [wrong(f"the zone {', '.join(missing)} is not known here", "pip install --upgrade tzdata")]
    return [ok(f"{patient.shop.zone} is known")]


async def disk(patient: Patient) -> list[Finding]:
    """Room, inodes, and whether the program may write where it must."""
    return await aside(lambda: list(_disk(patient)))


def _disk(patient: Patient) -> Iterator[Finding]:
    var = patient.environment.var
    url = make_url(patient.environment.database)
    folders = [var, *([Path(url.database or "").parent] if url.get_backend_name() == "sqlite" else [])]
    told = []
    for folder in dict.fromkeys(map(Path.resolve, folders)):
        there = next(one for one in (folder, *folder.parents) if one.exists())
        if not _writable(there):
            yield wrong(f"{folder} cannot be written to", f"chown it to the user the program runs as: {_user()}")
            continue
        usage, inodes = shutil.disk_usage(there), os.statvfs(there)
        free = usage.free
        if free < FULL:
            yield wrong(f"{free >> 20} MB are left for {folder}", "make room: when it is full nothing can be received")
        elif free < TIGHT:
            yield warning(f"{free >> 20} MB are left for {folder}", "make room")
        if inodes.f_files and inodes.f_favail < inodes.f_files / 100:
            yield warning(f"{folder}: hardly any inodes are left", "delete small files, or make the file system anew with more")
        told.append(f"{free / (1 << 30):.0f} GB left for {folder}")
    if told:
        yield ok("; ".join(told))


def _writable(folder: Path) -> bool:
    """By trying, since rights do not tell of a disk that is mounted to be read."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _user() -> str:
    return str(os.geteuid())


async def model(patient: Patient) -> list[Finding]:
    """Whether there is a model, and it is of these phrases and languages."""
    from bot.premises import embeddings_path  # noqa: PLC0415
    from nlu.artifact import ModelError, load  # noqa: PLC0415 - numpy takes a while
    from nlu.commands import is_trained  # noqa: PLC0415

    path, shop, home = model_path(patient.home), patient.shop, patient.home

    def look() -> Finding:
        try:
            known = load(path)
        except ModelError as error:
            return wrong(str(error), "dezura train")
        languages = known.language.languages
        if missing := [language for language in shop.languages if language not in languages]:
            return wrong(f"the model does not know {', '.join(missing)}", "dezura train")
        embeddings = embeddings_path(home, shop)
        if not is_trained(home, languages=shop.languages, target=shop.understanding.precision, embeddings=embeddings):
            return warning("phrases or settings have changed since the model was trained", "dezura train")
        return ok(f"{len(known.classes)} intents in {len(languages)} languages, of these very phrases")

    return [await aside(look)]
