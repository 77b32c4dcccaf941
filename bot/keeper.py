"""The promise keeper: without it a promise would be written down and then forgotten by everybody but the customer.

What a promise asks for at a moment stands in handoff/promises.py; here it is done, each promise in a transaction of its own. Who
is looked after by a person already is left to that person: nothing is said over their head, and a renewal that nobody hears
of would not be honest.
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
from bot.metrics import PROMISES, WAITING
from bot.store import overview, promises
from bot.store.arrivals import post_fact
from bot.store.database import Database
from bot.store.letters import Fact
from bot.store.model import NewPromise
from bot.store.promises import Owed
from handoff.promises import Renewal, break_, can_hold, renew, review, warned
from handoff.teams import Team
from nlu.model import Language

LOOK = 2.0  # seconds between looks, at most
ROOM = 64  # promises found in one look
AGAIN = 60_000  # ms until one that could not be judged is looked at again

_log = structlog.get_logger()


class Keeper:
    """Warns the desk, renews in time, owns up to what was broken. `teams` by name; `team` stands in for one that is no more."""

    def __init__(
        self, database: Database, doorbell: Doorbell, clock: Callable[[], int], *, teams: Mapping[str, Team], team: str,
        channels: Mapping[str, Channel], languages: tuple[Language, ...], default_language: Language,
    ) -> None:  # fmt: skip
        self.database, self.doorbell, self.clock = database, doorbell, clock
        self._teams, self._team, self._channels = teams, team, channels
        self._languages, self._default_language = languages, default_language
        self._running = True

    async def run(self) -> None:
        """Look at promises when they are due, until `stop`."""
        await self.check_calendars()
        while self._running:
            WAITING.set(await self.database.read(overview.waiting))
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

    async def check_calendars(self) -> None:
        """After a change of a team's hours: what can no longer be kept is renewed now, not when it breaks."""
        now, after = self.clock(), (0, 0)
        while True:
            found, after = await self.database.read(partial(promises.page, after=after, room=ROOM))
            lost = [owed.id for owed in found if not can_hold(owed.promise, self._of(owed).calendar, from_ms(now))]
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
        self.doorbell.ring("turns")
        self.doorbell.ring("pages")
        return True

    def _review(self, connection: sa.Connection, id_: int, now: int) -> str:
        """What was done about one promise, empty where somebody else did it or there was nothing to do."""
        owed = promises.hold(connection, id_, now)
        if owed is None:
            return ""
        asked = review(owed.promise, from_ms(now))
        match asked:
            case "warn":
                promises.warn(connection, owed.id, warned(owed.promise, from_ms(now)), now)
                return "warned"
            case "renew" if owed.owner == "queue":
                self._renew(connection, owed, now)
                return "renewed"
            case "break":
                self._break(connection, owed, now)
                return "broken"
            case "renew" | "nothing":
                promises.put_off(connection, owed.id, to_ms(owed.promise.due_at))
                return ""
            case _:
                assert_never(asked)

    def _renew(self, connection: sa.Connection, owed: Owed, now: int) -> None:
        renewal = self._renewal(owed, from_ms(now))
        new = renewal.new
        due_at, warn_at, renew_at = (to_ms(mark) for mark in (new.due_at, new.warn_at, new.renew_at))
        stored = NewPromise(new.what, renewal.words, due_at, warn_at, renew_at, made_by=new.made_by, renewal=True)
        promises.renew(connection, owed, renewal.old, stored, now)
        _tell(connection, owed, Fact("overdue", {"due": renewal.words}), now)

    def _renewal(self, owed: Owed, now: datetime) -> Renewal:
        team, channel = self._of(owed), self._channels.get(owed.channel)
        language = next((known for known in self._languages if known == owed.language), self._default_language)
        window = closes_at(channel, owed.last_in_at)
        return renew(owed.promise, now, calendar=team.calendar, policy=team.policy, window=window, language=language)

    def _break(self, connection: sa.Connection, owed: Owed, now: int) -> None:
        promises.end(connection, owed.id, break_(owed.promise, from_ms(now)))
        _tell(connection, owed, Fact("broken", {}), now)

    def _of(self, owed: Owed) -> Team:
        return self._teams.get(owed.team) or self._teams[self._team]


def _tell(connection: sa.Connection, owed: Owed, fact: Fact, now: int) -> None:
    """The dialogue hears of it, and says it unless a person has the floor; the desk sees it in the history."""
    post_fact(connection, owed.conversation_id, fact, f"{fact.fact}:{owed.id}", now)
