"""The promise keeper: without it a promise would be written down and then forgotten by everybody but the customer.

What a promise asks for at a moment stands in handoff/promises.py; here it is done, each promise in a transaction of its own. Who
is looked after by a person already is left to that person: nothing is said over their head, and a renewal that nobody hears
of would not be honest. What that person has promised by name, and what was promised that is no answer, is told by us when it
was not kept: nobody else is certain to.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from typing import assert_never

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.port import Channel
from bot.doorbell import Doorbell
from bot.epoch import from_ms, to_ms
from bot.kit import closes_at
from bot.metrics import KEPT, PROMISES, WAITING
from bot.store import floor, outbox, overview, promises
from bot.store.arrivals import post_fact
from bot.store.database import Database
from bot.store.letters import Fact
from bot.store.model import NewPromise, NewTicket
from bot.store.promises import ENDED_ELSEWHERE, Owed
from flows.moments import due_words
from flows.wording import Words
from handoff.hours import Calendar
from handoff.promises import Renewal, break_, can_hold, renew, review, warned
from handoff.teams import Team
from nlu.model import Language, spoken

LOOK = 2.0  # seconds between looks, at most
ROOM = 64  # promises found in one look
LATELY = 28 * 86_400_000  # ms that the share of promises kept looks back
AGAIN = 60_000  # ms until one that could not be judged is looked at again

_log = structlog.get_logger()


class Keeper:
    """Warns the desk, renews in time, owns up to what was broken. `teams` by name; `team` stands in for one that is no more."""

    def __init__(
        self, database: Database, doorbell: Doorbell, clock: Callable[[], int], *, teams: Mapping[str, Team], team: str,
        channels: Mapping[str, Channel], languages: tuple[Language, ...], default_language: Language, wording: Words,
    ) -> None:  # fmt: skip
        self.database, self.doorbell, self.clock = database, doorbell, clock
        self._teams, self._team, self._channels = teams, team, channels
        self._languages, self._default_language, self._wording = languages, default_language, wording
        self._running, self._counted_at = True, 0

    async def run(self) -> None:
        """Look at promises when they are due, until `stop`."""
        known: list[Calendar] = []
        while self._running:
            hours = [team.calendar for team in self._teams.values()]
            if len(hours) != len(known) or any(one is not other for one, other in zip(hours, known, strict=True)):
                await self.check_calendars()  # at the start, and whenever settings or a feed have brought other hours
                known = hours
            WAITING.set(await self.database.read(overview.waiting))
            await self._count()
            if not await self.look():
                soon = await self.database.read(promises.next_due)
                pause = LOOK if soon is None else (soon - self.clock()) / 1000
                await self.doorbell.wait("promises", min(LOOK, max(0.05, pause)))

    def stop(self) -> None:
        """Look at nothing more."""
        self._running = False
        self.doorbell.ring("promises")

    async def look(self) -> int:
        """Do what is due now; how many promises something was done about."""
        now = self.clock()
        ids = await self.database.read(partial(promises.due, now=now, room=ROOM))
        done = [await self._keep(id_, now) for id_ in ids]
        return sum(done)

    async def _count(self) -> None:
        """The share that was kept, once a minute."""
        now = self.clock()
        if now < self._counted_at + AGAIN:
            return
        self._counted_at = now
        rows = await self.database.read(partial(promises.settled_since, moment=now - LATELY))
        for maker in ("bot", "people"):
            times = {state: count for who, state, count in rows if who == maker}
            if times:
                KEPT.labels(maker).set(times.get("kept", 0) / sum(times.values()))

    async def check_calendars(self) -> None:
        """After a change of a team's hours: what can no longer be kept is renewed now, not when it breaks."""
        now, after = self.clock(), (0, 0)
        while True:
            found, after = await self.database.read(partial(promises.page, after=after, room=ROOM))
            replies = [owed for owed in found if owed.is_reply]
            lost = [owed.id for owed in replies if not can_hold(owed.promise, self._of(owed).calendar, from_ms(now))]
            if lost:
                _log.warning("promises_beyond_hours", count=len(lost))
                await self.database.write(partial(promises.hasten, ids=lost, now=now))
            if len(found) < ROOM:
                return

    async def _keep(self, id_: int, now: int) -> bool:
        try:
            said = await self.database.write(partial(self._review, id_=id_, now=now))
        except (SQLAlchemyError, OSError):
            raise
        except Exception:  # noqa: BLE001 - one promise that cannot be judged keeps nobody from keeping the others
            _log.exception("promise_not_reviewed", promise=id_)
            await self.database.write(partial(promises.put_off, id_=id_, until=now + AGAIN))
            return False
        if not said:
            return False
        PROMISES.labels(said).inc()
        for bell in ("turns", "sends", "pages"):
            self.doorbell.ring(bell)
        return True

    def _review(self, connection: sa.Connection, id_: int, now: int) -> str:
        """What was done about one promise, empty where somebody else did it or there was nothing to do."""
        owed = promises.hold(connection, id_, now)
        if owed is None:
            return ""
        asked = review(owed.promise, from_ms(now))
        match asked:
            case "warn":
                return self._warn(connection, owed, now)
            case "renew":
                return self._before_it_breaks(connection, owed, now)
            case "break":
                return self._break(connection, owed, now)
            case "nothing":
                promises.put_off(connection, owed.id, to_ms(owed.promise.due_at))
                return ""
            case _:
                assert_never(asked)

    def _before_it_breaks(self, connection: sa.Connection, owed: Owed, now: int) -> str:
        """An honest renewal where an answer is waited for; people fetched for anything else; who has it is left alone."""
        if owed.is_reply and owed.owner == "queue":
            return self._renew(connection, owed, now)
        if owed.is_reply and owed.promise.warned_at is None:  # its hours were taken away before three quarters were over
            return self._warn(connection, owed, now)
        promises.put_off(connection, owed.id, to_ms(owed.promise.due_at))
        if owed.is_reply:
            return ""
        self._fetch_people(connection, owed, now)
        return "looked_for"

    def _warn(self, connection: sa.Connection, owed: Owed, now: int) -> str:
        """Who has it sees it. An answer that somebody has promised and then gone from waits for people again."""
        promises.warn(connection, owed.id, warned(owed.promise, from_ms(now)), now)
        if owed.is_reply and owed.owner == "bot":
            self._fetch_people(connection, owed, now)
        return "warned"

    def _fetch_people(self, connection: sa.Connection, owed: Owed, now: int) -> None:
        """Somebody has to look at it, without a word to the customer; who has it already keeps it."""
        words = self._said_by(owed, from_ms(now))
        ticket = NewTicket(self._of(owed).name, "promise", f"{owed.promise.what}: {words}", to_ms(owed.promise.due_at))
        floor.enqueue(connection, owed.conversation_id, ticket, now)

    def _renew(self, connection: sa.Connection, owed: Owed, now: int) -> str:
        renewal = self._renewal(owed, from_ms(now))
        new = renewal.new
        due_at, warn_at, renew_at = (to_ms(mark) for mark in (new.due_at, new.warn_at, new.renew_at))
        stored = NewPromise(
            new.what, renewal.words, due_at, warn_at, renew_at, made_by=new.made_by, renewal=True, about=owed.about,
            agent_id=owed.agent_id,
        )  # fmt: skip
        promises.renew(connection, owed, renewal.old, stored, now)
        _tell(connection, owed, Fact("overdue", {"due": renewal.words}), now)
        return "renewed"

    def _renewal(self, owed: Owed, now: datetime) -> Renewal:
        team, channel = self._of(owed), self._channels.get(owed.channel)
        language, window = self._language(owed), closes_at(channel, owed.last_in_at)
        return renew(owed.promise, now, calendar=team.calendar, policy=team.policy, window=window, language=language)

    def _break(self, connection: sa.Connection, owed: Owed, now: int) -> str:
        """An answer is apologised for by the dialogue; a person's own word, and what is no answer, whoever has the floor."""
        promises.end(connection, owed.id, break_(owed.promise, from_ms(now)))
        if owed.promise.what in ENDED_ELSEWHERE:  # its own part of the shop tells of it
            return "broken"
        if owed.is_reply and (owed.agent_id is None or owed.owner == "queue"):
            _tell(connection, owed, Fact("broken", {}), now)
        else:
            self._own_up(connection, owed, now)
        return "broken"

    def _own_up(self, connection: sa.Connection, owed: Owed, now: int) -> None:
        self._fetch_people(connection, owed, now)
        wording = "promise-broken-words" if owed.is_reply else "promise-broken-deed"
        language = self._language(owed)
        if not self._wording.has(wording):  # a shop whose wording is older than this
            wording = "broken"
        text = self._wording.render(wording, {"due": self._said_by(owed, from_ms(now))}, language, from_ms(now))
        outbox.tell(connection, owed.conversation_id, owed.floor, key=f"broken:{owed.id}", text=text, now=now)

    def _said_by(self, owed: Owed, now: datetime) -> str:
        """By when, as the customer says it."""
        return due_words(owed.promise.due_at, now, self._of(owed).calendar.zone, self._language(owed))

    def _language(self, owed: Owed) -> Language:
        return spoken(owed.language, self._languages, self._default_language)

    def _of(self, owed: Owed) -> Team:
        return self._teams.get(owed.team) or self._teams[self._team]


def _tell(connection: sa.Connection, owed: Owed, fact: Fact, now: int) -> None:
    """The dialogue hears of it, and says it unless a person has the floor; the desk sees it in the history."""
    post_fact(connection, owed.conversation_id, fact, f"{fact.fact}:{owed.id}", now)
