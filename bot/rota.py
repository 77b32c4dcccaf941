"""The clock of the desk: without it a customer would wait for ever for somebody who went to lunch.

What is asked for at a moment stands in handoff/patience.py, whom a customer is given to in handoff/assign.py; here both are done,
each conversation in a transaction of its own.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import assert_never

import sqlalchemy as sa
import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.port import Channel
from bot.doorbell import Doorbell
from bot.epoch import from_ms, to_ms
from bot.kit import closes_at
from bot.store import overview, presence, rota, snoozes
from bot.store.database import Database
from bot.store.model import NewPromise
from bot.store.promises import REPLY
from bot.store.rota import Due
from config.desk import Desk
from handoff import desk
from handoff.assign import Need, choose
from handoff.patience import ahead, review
from handoff.teams import Team
from nlu.model import Language, spoken

LOOK = 2.0  # seconds between looks, at most
ROOM = 128  # conversations found in one look
ROW = 64  # of a team's queue, beyond what its people have room for
AGAIN = 60_000  # ms until one that could not be judged is looked at again

_log = structlog.get_logger()


class Rota:
    """Keeps presence true, brings back what was put aside, ends waits, and gives customers to who is here.

    `teams` by name; `team` stands in for one that is no more.
    """

    def __init__(
        self, database: Database, doorbell: Doorbell, clock: Callable[[], int], *, settings: Desk, teams: Mapping[str, Team],
        team: str, channels: Mapping[str, Channel], languages: tuple[Language, ...], default_language: Language,
    ) -> None:  # fmt: skip
        self.database, self.doorbell, self.clock, self.settings = database, doorbell, clock, settings
        self._teams, self._team, self._channels = teams, team, channels
        self._languages, self._default_language = languages, default_language
        self._running = True

    async def run(self) -> None:
        """Look when something is due, until `stop`."""
        while self._running:
            if not await self.look():
                soon = await self.database.read(rota.next_due)
                pause = LOOK if soon is None else (soon - self.clock()) / 1000
                await self.doorbell.wait("desk", min(LOOK, max(0.05, pause)))

    def stop(self) -> None:
        """Begin nothing more."""
        self._running = False
        self.doorbell.ring("desk")

    async def look(self) -> int:
        """Do what is due now; how many things were done."""
        now = self.clock()
        moved: Sequence[int] = ()
        if await self.database.read(presence.at_work):
            moved = await self.database.write(partial(presence.settle, now=now, limits=self.settings))
        ids = await self.database.read(partial(rota.due, now=now, room=ROOM))
        done = len(moved) + sum([await self._see(id_, now) for id_ in ids])
        done += await self._give(now) if self.settings.assign else 0
        if done:
            self.doorbell.ring("turns")
            self.doorbell.ring("pages")
        return done

    # --- waits -------------------------------------------------------------------------------------------------

    async def _see(self, id_: int, now: int) -> bool:
        try:
            return await self.database.write(partial(self._review, id_=id_, now=now))
        except (SQLAlchemyError, OSError):
            raise
        except Exception:  # noqa: BLE001 - one conversation that cannot be judged keeps nobody from the others
            _log.exception("wait_not_reviewed", conversation=id_)
            await self.database.write(partial(rota.put_off, id_=id_, at=now + AGAIN))
            return False

    def _review(self, connection: sa.Connection, id_: int, now: int) -> bool:
        """Whether anything was done about one conversation; then it is looked at again when the next thing is due."""
        due = rota.hold(connection, id_, now)
        if due is None:
            return False
        step = review(due.wait, from_ms(now), self.settings, self._of(due).calendar)
        match step:
            case "wake":
                snoozes.wake_by_clock(connection, due.standing, now)
            case "warn":
                rota.warn(connection, due.standing, now)
            case "requeue":
                self._requeue(connection, due, now)
            case "offer":
                rota.offer(connection, due.standing, now)
            case "give_up":
                rota.give_up(connection, due.standing, now)
            case "nothing":
                pass
            case _:
                assert_never(step)
        self._look_again(connection, id_, now)
        return step != "nothing"

    def _look_again(self, connection: sa.Connection, id_: int, now: int) -> None:
        due = rota.hold(connection, id_, now)
        if due is None:
            return
        soon = ahead(due.wait, self.settings, self._of(due).calendar)
        rota.look_again(connection, due.standing, max(to_ms(soon.at), now + 1) if soon is not None else None)

    def _requeue(self, connection: sa.Connection, due: Due, now: int) -> None:
        """Where nothing stands promised any more, the customer is told anew by when somebody writes."""
        team, held = self._of(due), due.standing
        reply = None
        if rota.promised(connection, held.conversation_id) is None:
            over = desk.hand_over(
                from_ms(now), team.name, "outside", calendar=team.calendar, policy=team.policy,
                waiting=overview.waiting(connection, team.name), language=self._language(due.language),
                window=closes_at(self._channels.get(held.channel), due.last_in_at),
            )  # fmt: skip
            promised = over.promise
            marks = (to_ms(promised.due_at), to_ms(promised.warn_at), to_ms(promised.renew_at))
            reply = NewPromise(REPLY, over.words, *marks)
        rota.requeue(connection, held, team.name, reply, now)

    def _of(self, due: Due) -> Team:
        return self._teams.get(due.standing.team) or self._teams[self._team]

    def _language(self, code: str) -> Language:
        return spoken(code, self._languages, self._default_language)

    # --- giving ------------------------------------------------------------------------------------------------

    async def _give(self, now: int) -> int:
        """Give those who wait to those who are here, in the order of the queue; how many."""
        given = 0
        for team in await self.database.read(rota.teams):
            given += await self._give_of(team, now)
        return given

    async def _give_of(self, team: str, now: int) -> int:
        here = {one.id: one for one in await self.database.read(partial(presence.colleagues, capacity=self.settings.capacity))}
        room = sum(one.capacity - one.load for one in here.values() if one.has_room and one.serves(team))
        if not room:
            return 0
        given = 0
        for waiting in await self.database.read(partial(rota.queue, team=team, room=room + ROW)):
            skill = self.settings.skills.get(waiting.topic, "")
            need = Need(team, waiting.language, from_ms(waiting.since), skill, waiting.last)  # type: ignore[arg-type]  # an id
            chosen = choose(need, list(here.values()), self.settings.assign, from_ms(now), self.settings.speaker_wait)
            if chosen is None:
                continue
            assign = partial(rota.assign, id_=waiting.id, agent_id=chosen, capacity=self.settings.capacity, now=now)
            done = await self.database.write(assign)
            given += done is not None
            here[chosen] = replace(here[chosen], load=here[chosen].load + 1)
        return given
