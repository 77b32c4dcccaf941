"""The desk calls its people: without it a customer would wait for as long as nobody happens to look at the console.

What is the matter stands in the database; whom to call, in handoff/alerts.py. Each call is a notice with a key of its own, so
that any number of processes tell everybody once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa

from bot.channels.port import Button
from bot.doorbell import Doorbell
from bot.epoch import from_ms
from bot.store import alarms, group_desks, group_topics, notices
from bot.store.alarms import Matter
from bot.store.database import Database
from bot.store.notices import Notice
from bot.voice import Voice
from bot.ways import Reachable
from config.topics import Alerts
from handoff.alerts import Kind, Person, called, silent, steps
from handoff.teams import Team

LOOK = 5.0  # seconds between looks
HEARD = 300_000  # ms between looks for channels that have fallen silent
RECENT = 3600_000  # ms for which something is news


@dataclass(frozen=True, slots=True)
class Call:
    """Something to tell: its kind, what tells it from another, whose team it is, and the values of its words."""

    kind: Kind
    mark: str
    team: str = ""
    matter: Matter | None = None
    values: Mapping[str, str] | None = None


class Alarms:
    """Looks every few seconds. `stopped` are the channels that a platform refuses, with the reason."""

    def __init__(
        self, database: Database, doorbell: Doorbell, clock: Callable[[], int], *, settings: Alerts, reach: Reachable,
        teams: Mapping[str, Team], team: str, stopped: Callable[[], Mapping[str, str]], watched: Sequence[str],
    ) -> None:  # fmt: skip
        self._database, self._doorbell, self._clock = database, doorbell, clock
        self._settings, self._reach, self._teams, self._team = settings, reach, teams, team
        self._stopped, self._watched = stopped, watched
        self._heard_at, self._began, self._running = 0, clock(), True

    async def run(self) -> None:
        """Until `stop`."""
        while self._running:
            if self._settings.by:
                await self.look()
            await self._doorbell.wait("alarms", LOOK)

    def stop(self) -> None:
        """Look no more."""
        self._running = False
        self._doorbell.ring("alarms")

    async def look(self) -> int:
        """Call whom there is something to call for; how many notices were made."""
        now = self._clock()
        stopped = dict(self._stopped()) if self._settings.stopped else {}
        hear = bool(self._settings.silence) and now - self._heard_at >= HEARD
        self._heard_at = now if hear else self._heard_at
        made = await self._database.read(partial(self._notices, now=now, stopped=stopped, hear=hear))
        if made:
            await self._database.write(partial(notices.put_all, made=made, now=now))
            self._doorbell.ring("group")
            self._doorbell.ring("notices")
        return len(made)

    # --- what is the matter --------------------------------------------------------------------------------------------

    def _notices(self, connection: sa.Connection, now: int, stopped: Mapping[str, str], *, hear: bool) -> Sequence[Notice]:
        calls = [*self._customers(connection, now), *self._channels(connection, now, stopped, hear=hear)]
        if not calls:
            return []
        people = alarms.people(connection)
        wanted = [notice for call in calls for notice in self._told(connection, call, people, now)]
        new = alarms.untold(connection, [notice.key for notice in wanted])
        return [notice for notice in wanted if notice.key in new]

    def _customers(self, connection: sa.Connection, now: int) -> Iterator[Call]:
        settings, moment = self._settings, from_ms(now)
        for matter in alarms.waiting(connection):
            calendar = (self._teams.get(matter.team) or self._teams[self._team]).calendar
            for kind in steps(from_ms(matter.at), moment, calendar, settings.after, settings.supervisors_after):
                yield Call(kind, matter.mark, matter.team, matter)
        about: list[tuple[Kind, bool, Callable[[sa.Connection, int], Sequence[Matter]]]] = [
            ("at_risk", settings.at_risk, alarms.at_risk),
            ("broken", settings.broken, alarms.broken),
            ("unknown", settings.unknown, alarms.unknown),
        ]
        for kind, wanted, find in about:
            found = find(connection, now - RECENT) if wanted else ()
            yield from (Call(kind, matter.mark, matter.team, matter) for matter in found)

    def _channels(self, connection: sa.Connection, now: int, stopped: Mapping[str, str], *, hear: bool) -> Iterator[Call]:
        day = f"{from_ms(now):%Y-%m-%d}"
        for name, reason in stopped.items():
            yield Call("stopped", f"{name}:{day}", values={"channel": name, "reason": reason})
        desk = group_desks.one(connection, self._reach.account) if self._reach.chat else None
        if desk is not None and desk.trouble:
            yield Call("group_lost", f"{desk.chat}:{day}", values={"reason": desk.trouble})
        if hear:
            heard = alarms.last_heard(connection)
            calendar = self._teams[self._team].calendar
            for name in self._watched:
                last = heard.get(name)
                if last is not None and silent(from_ms(last), from_ms(now), calendar, self._settings.silence):
                    yield Call("silence", f"{name}:{last}", values={"channel": name, "at": str(last)})

    # --- who is told, and where ----------------------------------------------------------------------------------------

    def _told(self, connection: sa.Connection, call: Call, people: Sequence[Person], now: int) -> Iterator[Notice]:
        holder = call.matter.agent_id if call.matter is not None else None
        reach, ways = self._reach, self._settings.by
        if call.kind != "group_lost":
            group = reach.group(self._written(call, reach.say, now), ways, self._thread(connection, call))
            yield from filter(None, [group])
        for person in called(call.kind, call.team, people, now, holder):
            yield from filter(None, [reach.person(self._written(call, reach.voice(person), now), person, ways)])

    def _thread(self, connection: sa.Connection, call: Call) -> int | None:
        """The topic of the conversation it is about, where that stands in the group as it is now."""
        place = group_topics.place_of(connection, call.matter.conversation_id) if call.matter is not None else None
        return place[1] if place is not None and place[0] == self._reach.chat else None

    def _written(self, call: Call, say: Voice, now: int) -> Notice:
        values, matter = dict(call.values or {}), call.matter
        conversation = matter.conversation_id if matter is not None else None
        if matter is not None:
            at, moment = from_ms(matter.at), from_ms(now)
            promised = call.kind in {"at_risk", "broken"}
            values["when"] = say.moment(at, moment) if promised else say.clock(at, moment)
            values["name"] = matter.name or say("group.visitor", code=matter.address[-4:])
        if "at" in values:
            values["when"] = say.clock(from_ms(int(values["at"])), from_ms(now))
        buttons = self._link(conversation, say)
        text = say(f"calling.{call.kind}", **values)
        subject = say(f"calling.subject_{call.kind}", **values)  # it names no customer: subjects are seen by many
        return Notice(
            f"{call.kind}:{call.mark}", call.kind, "private", "", text, subject, conversation_id=conversation, buttons=buttons
        )

    def _link(self, conversation: int | None, say: Voice) -> tuple[tuple[Button, ...], ...]:
        if not self._reach.console.startswith("https://"):
            return ()
        url = f"{self._reach.console}/console" + (f"#/{conversation}" if conversation is not None else "")
        return ((Button(say("group.button_console"), url=url),),)
