"""Calls back: agreed inside the hours, promised, brought before people in time, told honestly when they were missed."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

import sqlalchemy as sa

from bot.books.department import Department, Office
from bot.books.effects import Book, FailedError
from bot.epoch import from_ms, to_ms
from bot.store import callbacks, floor, promises
from bot.store.arrivals import post_fact
from bot.store.callbacks import PROMISE, Callback, NewCallback
from bot.store.calls import Errand
from bot.store.letters import Fact
from bot.store.model import NewPromise, NewTicket
from flows.model import Call
from flows.moments import at_words
from flows.shop.call_times import read_wanted
from flows.shop.lookups import Asked, Lookup, text
from handoff.callbacks import Free, Grid, free_times, nearest, offers
from handoff.hours import Calendar
from nlu.model import Language, spoken

ROOM = 32
OFFERS = ("first", "second", "third")


@dataclass(frozen=True, slots=True)
class Callbacks(Department):
    """Everything about calls."""

    office: Office

    @property
    def lookups(self) -> Mapping[str, Lookup]:
        """See Department."""
        return {"find_callback": self._find, "find_times": self._times, "read_time": self._read}

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {"book_callback": self._book, "cancel_callback": self._cancel}

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department: `called: {outcome: done or unreached}` is an agent's call to the only customer."""
        return {"called": self._a_call}

    async def look(self) -> int:
        """See Department."""
        now = self.office.clock()
        return await self.office.database.write(partial(self._look, now=now))

    async def next_due(self) -> int | None:
        """See Department."""
        return await self.office.database.read(callbacks.next_due)

    # --- asking --------------------------------------------------------------------------------------------------

    async def _find(self, _call: Call, asked: Asked) -> Mapping[str, Any]:
        found = await self.office.database.read(partial(callbacks.open_of, conversation_id=int(asked.chat)))
        if found is None:
            return {"found": False}
        return {"found": True, "at": from_ms(found.at), "phone": found.phone}

    async def _times(self, _call: Call, asked: Asked) -> Mapping[str, Any]:
        taken = await self._taken(asked)
        found = offers(self._calendar, self._grid, taken, asked.now)
        return {"found": bool(found), **dict(zip(OFFERS, [*found, None, None], strict=False))}

    async def _read(self, call: Call, asked: Asked) -> Mapping[str, Any]:
        """The time that was offered, or what the words mean."""
        written = text(call, "when").strip()
        taken, local = await self._taken(asked), asked.now.astimezone(self.office.settings.time_zone)
        find = partial(nearest, self._calendar, self._grid, taken, asked.now)
        offered = call.arguments.get(written) if written in OFFERS else None
        if isinstance(offered, datetime):
            found = find(moment=offered)
        elif (wanted := read_wanted(written, local)) is None:
            return {"found": False, "why": "unclear"}
        elif wanted.soon:
            found = find(moment=asked.now)
        else:
            found = find(day=wanted.day, clock=wanted.clock, moment=wanted.moment, after=wanted.after)
        if isinstance(found, Free):
            exact = found.exact if offered is None else found.at == offered
            return {"found": True, "exact": exact, "at": found.at, "why": None}
        return {"found": False, "why": found}

    async def _taken(self, asked: Asked) -> Mapping[datetime, int]:
        since, until = to_ms(asked.now), to_ms(asked.now + self._grid.ahead)
        return await self.office.database.read(
            partial(callbacks.taken, team=self._team, since=since, until=until, but=int(asked.chat))
        )

    # --- agreeing ------------------------------------------------------------------------------------------------

    def _book(self, connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
        at, phone = errand.arguments.get("at"), str(errand.arguments.get("phone") or "")
        if not isinstance(at, datetime) or not phone:
            raise FailedError("a call needs a number and a time")
        callbacks.alone(connection, self._team)
        until = to_ms(now + self._grid.ahead)
        taken = callbacks.taken(connection, self._team, to_ms(now), until, errand.conversation_id)
        if next(free_times(self._calendar, self._without_notice, taken, now, at), None) != at:
            return {"booked": False}
        callbacks.cancel(connection, errand.conversation_id, to_ms(now))
        policy = self.office.settings.care.callbacks
        moment, due_at = to_ms(at), to_ms(at + policy.tolerance)
        remind_at = max(to_ms(now), to_ms(at - policy.remind))
        new = NewCallback(errand.conversation_id, self._team, phone, moment, due_at, remind_at)
        callbacks.make(connection, new, to_ms(now))
        words = at_words(at, now, self.office.settings.time_zone, self._language(connection, errand.conversation_id))
        promises.make(connection, errand.conversation_id, NewPromise(PROMISE, words, due_at), to_ms(now))
        return {"booked": True, "at": at, "phone": phone}

    def _cancel(self, connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
        return {"cancelled": callbacks.cancel(connection, errand.conversation_id, to_ms(now))}

    # --- by the clock --------------------------------------------------------------------------------------------

    def _look(self, connection: sa.Connection, now: int) -> int:
        found = callbacks.due(connection, now, ROOM)
        for callback in found:
            if callback.state == "agreed":
                self._remind(connection, callback, now)
            else:
                self._miss(connection, callback, now)
        return len(found)

    def _remind(self, connection: sa.Connection, callback: Callback, now: int) -> None:
        """The desk has it in its queue a little before."""
        if callbacks.move(connection, callback, "due", callback.due_at + 1):
            floor.enqueue(connection, callback.conversation_id, self._ticket(callback), now)
            said = {"phone": callback.phone, "at": from_ms(callback.at)}
            post_fact(connection, callback.conversation_id, Fact("callback_due", said), f"callback_due:{callback.id}", now)

    def _miss(self, connection: sa.Connection, callback: Callback, now: int) -> None:
        """Nobody called: the promise is broken, and the customer hears it from us before they find out."""
        if callbacks.move(connection, callback, "missed", None):
            promises.settle_what(connection, callback.conversation_id, PROMISE, now)
            post_fact(connection, callback.conversation_id, Fact("callback_missed", {}), f"callback_missed:{callback.id}", now)

    def _ticket(self, callback: Callback) -> NewTicket:
        reader: Language = next(iter(self.office.settings.teams[callback.team].languages), self.office.settings.default_language)
        values = {"phone": callback.phone, "at": from_ms(callback.at)}
        summary = self.office.wording.render("summary-callback-due", values, reader, from_ms(self.office.clock()))
        return NewTicket(callback.team, "flow", summary, callback.at)

    async def _a_call(self, values: Mapping[str, str]) -> None:
        outcome: Literal["done", "unreached"] = "unreached" if values.get("outcome") == "unreached" else "done"
        now = self.office.clock()

        def work(connection: sa.Connection) -> None:
            newest = callbacks.page(connection, 2**62, 1)
            if not newest or called(connection, newest[0].id, outcome, 1, now) is None:
                raise RuntimeError("no call is agreed")

        await self.office.database.write(work)

    # --- settings ------------------------------------------------------------------------------------------------

    @property
    def _team(self) -> str:
        return self.office.settings.care.callbacks.team or self.office.settings.team

    @property
    def _calendar(self) -> Calendar:
        return self.office.teams[self._team].calendar

    @property
    def _grid(self) -> Grid:
        policy = self.office.settings.care.callbacks
        return Grid(policy.slot, policy.at_once, policy.notice, policy.ahead)

    @property
    def _without_notice(self) -> Grid:
        """A time that was offered is taken though some minutes have passed since."""
        policy = self.office.settings.care.callbacks
        return Grid(policy.slot, policy.at_once, timedelta(), policy.ahead)

    def _language(self, connection: sa.Connection, conversation_id: int) -> Language:
        settings = self.office.settings
        return spoken(floor.language(connection, conversation_id), settings.languages, settings.default_language)


def called(
    connection: sa.Connection, id_: int, outcome: Literal["done", "unreached"], agent: int, now: int
) -> Callback | None:
    """An agent has called, or tried to: the promise is kept where it was in time. None where that was said before."""
    conversation_id = callbacks.settle(connection, id_, outcome, agent, now)
    if conversation_id is None:
        return None
    promises.settle_what(connection, conversation_id, PROMISE, now)
    if outcome == "unreached":
        post_fact(connection, conversation_id, Fact("callback_unreached", {}), f"callback_unreached:{id_}", now)
    return callbacks.one(connection, id_)
