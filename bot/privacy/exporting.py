"""Everything the shop holds about somebody, as one ZIP they can read: art. 15 and 20 of the GDPR.

One JSON file a kind, the photos and documents beside them, invoices as PDF, and a page in the person's own language that says
what is what, why it is held and until when.
"""

import asyncio
import io
import json
import os
import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.epoch import from_ms
from bot.privacy.custody import Custody
from bot.privacy.erasing import pending
from bot.store import audit, erasing, exporting
from bot.store.erased import Origin
from bot.store.exporting import File
from bot.store.personal import Place
from bot.store.subjects import Person, Subject
from bot.voice import Voice
from flows.shop import document
from flows.shop.invoices import load
from nlu.model import Language, spoken

_MOMENTS = re.compile(r"(\w+_)?(at|until|since|by)")
_SAFE = re.compile(r"[^\w.\- ]", re.ASCII)
EARLIEST = 10**11  # a smaller number is no moment in ms


async def export(
    custody: Custody, person: Person, *, language: str = "", origin: Origin = "command", who: int | None = None
) -> bytes:  # fmt: skip
    """The ZIP. `language` is that of the page; their own where it is not said. That it was given out stands in the record."""
    subject = await pending(custody, person)
    read = await custody.database.read(partial(_read, subject=subject))
    kept = erasing.kept(subject, custody.rules())
    shop = custody.shop
    own = language or next((one.language for one in reversed(subject.chats) if one.language), "")
    tongue = spoken(own, shop.languages, shop.default_language)
    content = await asyncio.to_thread(_packed, custody, subject, read, kept, tongue)
    told = {"origin": origin, "conversations": len(subject.chats)}
    about = f"conversation:{subject.chats[0].id}" if subject.chats else "person:orders"
    now = custody.clock()
    record = partial(audit.record, who=who, action="person.exported", about=about, detail=told, now=now)
    await custody.database.write(record)
    return content


def write(path: Path, content: bytes) -> None:
    """For its owner alone; whole, or not at all. Raises OSError, FileExistsError where there is such a file."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


_Read = tuple[Sequence[tuple[Place, Sequence[Mapping[str, Any]]]], Sequence[File]]


def _read(connection: sa.Connection, subject: Subject) -> _Read:
    return list(exporting.rows(connection, subject)), exporting.files(connection, subject.person.conversations)


def _packed(custody: Custody, subject: Subject, read: _Read, kept: Sequence[erasing.Kept], language: Language) -> bytes:
    kinds, files = read
    now = from_ms(custody.clock())
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        _say(archive, "README.txt", _page(custody, kinds, kept, language, now).encode(), now)
        for place, rows in kinds:
            shown = [{name: _value(name, value) for name, value in row.items()} for row in rows]
            text = json.dumps(shown, ensure_ascii=False, indent=2)
            _say(archive, f"{place.export}.json", text.encode(), now)
        for file in files:
            _say(archive, f"files/{file.id[:8]}-{_SAFE.sub('_', file.name)[-80:] or 'file'}", file.content, now)
        for bill in subject.bills:
            invoice = load(bill.snapshot)
            _say(archive, f"invoices/{document.file_name(invoice)}", document.pdf(invoice, None, custody.shop.invoices.nbu), now)
    return into.getvalue()


def _say(archive: zipfile.ZipFile, name: str, content: bytes, now: datetime) -> None:
    info = zipfile.ZipInfo(name, now.timetuple()[:6])
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
    archive.writestr(info, content)


def _value(name: str, value: Any) -> Any:
    """Moments as they are read, JSON as what it says."""
    match value:
        case bool():
            return value
        case int() if value >= EARLIEST and _MOMENTS.fullmatch(name):
            return from_ms(value).isoformat(timespec="seconds")
        case str() if value[:1] in {"{", "["}:
            try:
                return json.loads(value)
            except ValueError:
                return value
        case _:
            return value


def _page(
    custody: Custody, kinds: Sequence[tuple[Place, Sequence[Any]]], kept: Sequence[erasing.Kept], language: Language,
    now: datetime,
) -> str:  # fmt: skip
    say, shop = Voice(language, custody.shop.time_zone), custody.shop
    local = now.astimezone(shop.time_zone)
    lines = [say("personal.title", shop=shop.name), "", say("personal.made", day=f"{local:%d.%m.%Y %H:%M}"), ""]
    lines += [say("personal.what"), ""]
    lines += [f"* {place.export}.json ({len(rows)})" for place, rows in kinds]
    lines += ["", say("personal.files"), "", say("personal.why"), ""]
    kept_for = shop.retention
    lines += [say("personal.kept", days=kept_for.conversations.days, photos=kept_for.photos.days), ""]
    for one in kept:
        until = f"{from_ms(one.until).astimezone(shop.time_zone):%d.%m.%Y}" if one.until else say("personal.until_done")
        lines.append(f"* {say(f'personal.kept_{one.what}')} {one.ref}: {say(f'personal.by_{one.why}')}, {until}")
    lines += ["", say("personal.rights"), ""]
    if shop.privacy_url:
        lines += [shop.privacy_url, ""]
    return "\n".join(lines)
