"""What a turn may ask of the world, put together from the database, the shop's settings and the channels."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.channels.port import Attachment, Channel, FetchError, Message
from bot.editions import Editions
from bot.epoch import from_ms, to_ms
from bot.says import compose
from bot.store import files, overview, presence
from bot.store.database import Database
from bot.store.model import Conversation, Draft, NewApproval
from bot.turn import Kit
from bot.uploads import Clean, UnfitError, clean
from config.shop import Shop
from flows.flowset import FlowSet
from flows.model import Answered, Approve, Attached, Call, Duration, Handoff, Say
from flows.moments import due_words
from flows.shop.lookups import Asked, Lookups
from flows.walking import ALSO_ASKED
from handoff import desk
from handoff.assign import answered_in
from handoff.hours import add_working
from handoff.model import Handover
from handoff.teams import Team
from nlu.model import Language, Nlu, spoken

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Everything a kit is made of."""

    database: Database
    shop: Shop
    editions: Editions
    nlu: Nlu
    lookups: Lookups
    channels: Mapping[str, Channel]
    teams: Mapping[str, Team]
    clock: Callable[[], int]
    engine: str = ""


def kit_of(around: Surroundings) -> Kit:
    """The kit of one process, with the set that is in use now."""
    return Kit(
        flows=around.editions.current,
        pinned=around.editions.find,
        nlu=around.nlu,
        languages=around.shop.languages,
        default_language=around.shop.default_language,
        read=_reader(around),
        keep=_keeper(around),
        hand_over=_hander(around),
        submit=_submitter(around),
        later=_later(around),
        compose=_composer(around),
        pause=partial(asyncio.sleep, 0),
        engine=around.engine,
        passes=partial(_passes, around.channels),
        withdrawn=lambda hash_: hash_ in around.editions.withdrawn,
    )


def _passes(channels: Mapping[str, Channel], name: str) -> bool:
    channel = channels.get(name)
    return channel is not None and channel.page_inbox


def _reader(around: Surroundings) -> Callable[[Call, Conversation, datetime], Awaitable[Answered]]:
    async def read(call: Call, conversation: Conversation, now: datetime) -> Answered:
        shop = around.shop
        language = spoken(conversation.language, shop.languages, shop.default_language)
        asked = Asked(str(conversation.id), now, conversation.channel, conversation.address, language)
        return await around.lookups.answer(call, asked)

    return read


def _keeper(around: Surroundings) -> Callable[[Conversation, Attachment], Awaitable[Attached | None]]:
    cleaning = asyncio.Semaphore(1)  # a large picture takes much memory

    async def keep(conversation: Conversation, attachment: Attachment) -> Attached | None:
        channel = around.channels.get(conversation.channel)
        if channel is None or not attachment.ref:
            return Attached("", attachment.type, attachment.name)
        if files.is_own(attachment.ref):  # the web chat's own door has stored it already
            return Attached(attachment.ref, attachment.type, attachment.name)
        file_id = files.id_of(conversation.id, attachment.ref)
        try:
            content, mime = await channel.fetch(attachment.ref)
        except FetchError as error:
            _log.warning("file_not_fetched", channel=conversation.channel, reason=str(error))
            return Attached("", attachment.type, attachment.name)
        async with cleaning:
            cleaned = await asyncio.to_thread(_harmless, attachment, content, mime)
        if cleaned is None:
            return Attached("", attachment.type, attachment.name)
        await around.database.write(
            lambda connection: files.save(
                connection, conversation_id=conversation.id, name=cleaned.name, mime=cleaned.mime, content=cleaned.content,
                now=around.clock(), file_id=file_id,
            )
        )  # fmt: skip
        return Attached(file_id, attachment.type, attachment.name)

    return keep


def _harmless(attachment: Attachment, content: bytes, mime: str) -> Clean | None:
    """Pictures are written anew; anything else is kept as it came, and only ever served as an attachment."""
    try:
        return clean(content, attachment.name)
    except UnfitError as error:
        _log.warning("file_unfit", type=attachment.type, reason=str(error))
        return None if attachment.type == "photo" else Clean(attachment.name or "file", mime, content)


def _hander(around: Surroundings) -> Callable[[Conversation, FlowSet, Handoff, Language, datetime], Awaitable[Handover]]:
    async def hand_over(
        conversation: Conversation, flows: FlowSet, handoff: Handoff, language: Language, now: datetime
    ) -> Handover:
        team = handoff.team or around.shop.team
        waiting = await around.database.look(lambda connection: overview.waiting(connection, team))
        people = await around.database.look(lambda connection: presence.colleagues(connection, around.shop.desk.capacity))
        return desk.hand_over(
            now,
            team,
            handoff.reason,
            calendar=around.teams[team].calendar,
            policy=around.teams[team].policy,
            waiting=waiting,
            window=closes_at(around.channels.get(conversation.channel), conversation.last_in_at),
            summary=_summary(around, flows, handoff, team, now),
            language=language,
            answered_in=answered_in(language, team, people, around.shop.default_language),
        )

    return hand_over


def closes_at(channel: Channel | None, last_in_at: int | None) -> datetime | None:
    """When the channel closes after what the customer last wrote (ms since the epoch); None where it does not."""
    if channel is None or channel.open_for is None or last_in_at is None:
        return None
    return from_ms(last_in_at + channel.open_for)


def _summary(around: Surroundings, flows: FlowSet, handoff: Handoff, team: str, now: datetime) -> str:
    """In the language of those who will read it, and the words of the set in which it was asked for."""
    reader: Language = next(iter(around.shop.teams[team].languages), around.shop.default_language)
    summary = flows.wording.render(handoff.summary, handoff.values, reader, now) if handoff.summary else ""
    if not (also := handoff.values.get(ALSO_ASKED)):
        return summary
    words = " · ".join(f"“{text}”" for text in also)
    return f"{summary}\n{flows.wording.render('summary-also-asked', {'words': words}, reader, now)}".strip()


def _submitter(around: Surroundings) -> Callable[[Conversation, FlowSet, Approve, Language, datetime], NewApproval]:
    later = _later(around)

    def submit(conversation: Conversation, flows: FlowSet, approve: Approve, language: Language, now: datetime) -> NewApproval:
        team = approve.team if approve.team in around.teams else around.shop.team
        due = later(approve.within, now)
        flow = approve.key.split(":")[1]
        summary = _summary(around, flows, Handoff("flow", team, approve.summary, approve.values), team, now)
        words = due_words(due, now, around.shop.time_zone, language)
        return NewApproval(approve.key, flow, team, summary, approve.fields, to_ms(due), words)

    return submit


def _later(around: Surroundings) -> Callable[[Duration, datetime], datetime]:
    def later(duration: Duration, now: datetime) -> datetime:
        length = timedelta(seconds=duration.seconds)
        return add_working(around.teams[around.shop.team].calendar, now, length) if duration.open else now + length

    return later


def _composer(around: Surroundings) -> Callable[[str, FlowSet, Sequence[Say], str, datetime], Sequence[Draft]]:
    def composed(channel: str, flows: FlowSet, says: Sequence[Say], question: str, now: datetime) -> Sequence[Draft]:
        fit = around.channels[channel].render if channel in around.channels else _as_it_is
        return compose(says, question, flows.wording, fit, now)

    return composed


def _as_it_is(message: Message) -> Sequence[Message]:
    return (message,)
