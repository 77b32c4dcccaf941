"""A customer's own data: a copy of it, and its erasure, as the customer asks for it in the chat (GDPR, articles 15, 17 and 20).

Who has more here than this conversation proves by a one-time code that it is theirs. An erasure is done by the night's clock
(bot/privacy/night.py) after the time in which one may think better of it; what is unfinished comes first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa

from bot.books.department import Department, Office
from bot.books.effects import Book, FailedError, Outside
from bot.epoch import from_ms, length_ms, to_ms
from bot.privacy import erasing, exporting
from bot.privacy.custody import Custody
from bot.privacy.finding import of_conversation
from bot.store import codes, deeds, files, floor, privacy_requests
from bot.store import erasing as rules
from bot.store.calls import Errand
from bot.store.subjects import Person, Subject
from bot.voice import Voice
from flows.model import Call
from flows.shop.lookups import Asked, Lookup
from nlu.model import spoken

NAME, ZIP = "my-data.zip", "application/zip"
PROVED = 2  # level of proof, by a code or the messenger's own contact
LARGEST = 20 * 1024 * 1024  # bytes; what is larger no messenger takes, and a person sends it
FINISHED_WITHIN = 21 * 86_400_000  # ms for what is under way; the law's month is longer


@dataclass(frozen=True, slots=True)
class Personal(Department):
    """Everything customers may ask about their data."""

    office: Office

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        return {"find_personal": self._find}

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {"keep_personal": self._keep}

    @property
    def outside(self) -> Mapping[str, Outside]:
        """See Department."""
        return {"give_personal": Giving(self), "erase_personal": Erasing(self)}

    @property
    def custody(self) -> Custody:
        """What giving out and erasing stand on."""
        office = self.office
        return Custody(office.database, office.settings, office.secret, office.environment.var, office.clock)

    async def _find(self, _call: Call, asked: Asked) -> Mapping[str, Any]:
        id_ = int(asked.chat)
        subject = await self.subject(id_)
        known = await self.office.database.read(partial(privacy_requests.open_of, conversation_id=id_, what="erase"))
        language = await self.office.database.read(partial(floor.language, conversation_id=id_))
        return {
            "beyond": is_beyond(subject),
            "proved": await self.is_proved(id_, asked.now),
            "kept": self._kept(subject, language) or None,
            "open": ", ".join(unfinished(subject)) or None,
            "held": bool(subject.holds),
            "asked": known is not None,
            "until": from_ms(known.due_at if known is not None else self.due_at(subject, to_ms(asked.now))),
        }

    async def subject(self, conversation_id: int) -> Subject:
        """Everything of who writes in a conversation."""
        person = await of_conversation(self.custody, conversation_id) or Person((conversation_id,))
        return await erasing.pending(self.custody, person)

    async def is_proved(self, conversation_id: int, now: datetime) -> bool:
        """Whether this chat has proved more than a number and four digits."""
        return await self.office.database.read(partial(codes.level, chat=str(conversation_id), now=now)) >= PROVED

    async def may(self, conversation_id: int, now: datetime) -> Subject:
        """Everything of theirs, where they may ask for it. Raises FailedError: a flow may be forged, or the proof over."""
        subject = await self.subject(conversation_id)
        if is_beyond(subject) and not await self.is_proved(conversation_id, now):
            raise FailedError("this chat has not proved whose data it is")
        return subject

    def due_at(self, subject: Subject, now: int) -> int:
        """When it is erased."""
        later = FINISHED_WITHIN if unfinished(subject) else 0
        return now + max(later, length_ms(self.office.settings.retention.erase_after))

    def _kept(self, subject: Subject, language: str) -> str:
        """What stays after an erasure, why, and until when: a line each, in the customer's language."""
        shop = self.office.settings
        say = Voice(spoken(language, shop.languages, shop.default_language), shop.time_zone)
        lines = []
        for one in rules.kept(subject, self.custody.rules()):
            if one.why == "contract":
                continue  # it is finished first, and told apart
            until = f"{from_ms(one.until).astimezone(shop.time_zone):%d.%m.%Y}" if one.until else say("personal.until_done")
            what = f"{say(f'personal.kept_{one.what}')} {one.ref}".strip()
            lines.append(f"{what}: {say(f'personal.by_{one.why}')} ({until})")
        return "\n".join(lines)

    def _keep(self, connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
        return {"kept": privacy_requests.withdraw(connection, errand.conversation_id, "erase", to_ms(now))}


@dataclass(frozen=True, slots=True)
class Giving:
    """The copy, as a file of this conversation."""

    department: Personal

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside. The same try again gives the same file."""
        department, id_ = self.department, errand.conversation_id
        if (known := await self.look_up(errand, now)) is not None:
            return known
        subject = await department.may(id_, now)
        database = department.office.database
        language = await database.read(partial(floor.language, conversation_id=id_))
        drop = partial(files.drop, conversation_id=id_, name=NAME)  # an older copy would otherwise be a part of this one
        await database.write(drop)
        content = await exporting.export(department.custody, subject.person, language=language, origin="customer")
        if len(content) > LARGEST:
            raise FailedError(f"the copy has {len(content)} bytes, more than a messenger takes")
        return await database.write(partial(_kept, errand=errand, content=content, now=now))

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside."""
        return await self.department.office.database.read(lambda connection: deeds.find(connection, errand.key))


def _kept(connection: sa.Connection, errand: Errand, content: bytes, now: datetime) -> Mapping[str, Any]:
    if (known := deeds.find(connection, errand.key)) is not None:
        return known
    file = files.save(
        connection, conversation_id=errand.conversation_id, name=NAME, mime=ZIP, content=content, now=to_ms(now)
    )  # fmt: skip
    result = {"document": {"id": file, "name": NAME, "mime": ZIP}}
    deeds.note(connection, errand.key, result, now)
    return result


@dataclass(frozen=True, slots=True)
class Erasing:
    """The wish to be erased, noted with the moment it is done."""

    department: Personal

    async def perform(self, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """See Outside."""
        department = self.department
        subject = await department.may(errand.conversation_id, now)
        due_at = department.due_at(subject, to_ms(now))
        by_clock = not department.office.settings.retention.approve

        def note(connection: sa.Connection) -> Mapping[str, Any]:
            if (known := deeds.find(connection, errand.key)) is not None:
                return known
            asked = privacy_requests.ask(
                connection, errand.conversation_id, "erase", now=to_ms(now), due_at=due_at, by_clock=by_clock
            )  # fmt: skip
            if asked is None:
                raise FailedError("the conversation is gone")
            result = {"until": from_ms(asked.due_at)}
            deeds.note(connection, errand.key, result, now)
            return result

        return await department.office.database.write(note)

    async def look_up(self, errand: Errand, now: datetime) -> Mapping[str, Any] | None:
        """See Outside."""
        return await self.department.office.database.read(lambda connection: deeds.find(connection, errand.key))


def is_beyond(subject: Subject) -> bool:
    """Whether more is theirs than one conversation that shows itself to whoever writes in it."""
    groups = ("order", "bill", "invoice", "return", "transaction")
    return len(subject.chats) > 1 or any(subject.rows.get(group) for group in groups)  # type: ignore[call-overload]


def unfinished(subject: Subject) -> list[str]:
    """Numbers of returns and refunds that are under way."""
    return sorted({*subject.open_returns, *subject.open_refunds})
