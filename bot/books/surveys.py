"""Surveys: whether a case is worth a question, when it may be asked, and what a bad answer sets going."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import Any

import sqlalchemy as sa

from bot.books.department import Department, Office
from bot.books.effects import Book
from bot.books.giving import Giver
from bot.epoch import from_ms, to_ms
from bot.store import changes, floor, surveys
from bot.store.arrivals import post_fact
from bot.store.calls import Errand
from bot.store.letters import Fact, storable
from bot.store.model import NewTicket
from bot.store.surveys import Due, Plan
from config.care import Surveys as Policy
from flows.shop.surveys import LOW, POOR, Kind, score_of
from handoff.hours import NeverOpenError, add_working, next_opening
from handoff.teams import Team
from nlu.model import Language

ROOM = 32
QUIET = 60_000  # ms of silence before a question: nobody is interrupted
LOOK_BACK = 86_400_000  # ms within which a kept promise is asked about
WINDOWS = {"messenger": 86_400_000 - 600_000}  # ms after the customer's last words in which we may write, less a little
LONGEST = 1000  # characters of a comment


@dataclass(frozen=True, slots=True)
class Surveys(Department):
    """Everything about asking afterwards."""

    office: Office

    @property
    def books(self) -> Mapping[str, Book]:
        """See Department."""
        return {"plan_survey": self._plan, "record_score": self._score, "record_comment": self._comment}

    @property
    def events(self) -> Mapping[str, Callable[[Mapping[str, str]], Awaitable[None]]]:
        """See Department: `survey: {kind}` plans one for the only conversation, due at once."""
        return {"survey": self._a_survey}

    async def look(self) -> int:
        """See Department."""
        return await self.office.database.write(partial(self._look, now=self.office.clock()))

    async def next_due(self) -> int | None:
        """See Department."""
        return await self.office.database.read(surveys.next_due)

    # --- planning ------------------------------------------------------------------------------------------------

    def _plan(self, connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
        """After a person has closed a case they had written in."""
        id_ = errand.conversation_id
        case = surveys.case_of(connection, id_)
        if not self._policy.ask or case is None:
            return {"planned": False}
        kind: Kind = "nps" if self._is_chosen(case) and self._may_ask_nps(connection, id_, now) else "csat"
        return {"planned": self._planned(connection, self._new(connection, id_, f"ticket:{case}", kind, now), now)}

    def _new(self, connection: sa.Connection, conversation_id: int, case: str, kind: Kind, now: datetime) -> Plan:
        persons, ask_at = self._persons(connection, conversation_id), to_ms(now + self._policy.after)
        return Plan(conversation_id, case, persons, kind, "case", ask_at)

    def _planned(self, connection: sa.Connection, plan: Plan, now: datetime) -> bool:
        """Nobody is asked too often."""
        since = to_ms(now - self._policy.every)
        if surveys.asked_lately(connection, plan.conversation_id, plan.persons, since):
            return False
        return surveys.plan(connection, plan, to_ms(now))

    def _may_ask_nps(self, connection: sa.Connection, conversation_id: int, now: datetime) -> bool:
        since, persons = to_ms(now - self._policy.nps_every), self._persons(connection, conversation_id)
        return not surveys.asked_lately(connection, conversation_id, persons, since, "nps")

    def _is_chosen(self, case: int) -> bool:
        """A share of the cases, the same ones whenever they are looked at."""
        drawn = int.from_bytes(sha256(f"nps:{case}".encode()).digest()[:4])
        return drawn < self._policy.nps_share * 2**32

    # --- by the clock --------------------------------------------------------------------------------------------

    def _look(self, connection: sa.Connection, now: int) -> int:
        moment = from_ms(now)
        done = 0
        if self._policy.ask:
            done += self._ease(connection, moment)
        found = surveys.due(connection, now, ROOM)
        for due in found:
            self._ask(connection, due, now)
        return done + len(found) + surveys.expire(connection, to_ms(moment - self._policy.expires))

    def _ease(self, connection: sa.Connection, now: datetime) -> int:
        """How easy it was to give something back, or to pay by invoice."""
        since, ask_at = to_ms(now) - LOOK_BACK, to_ms(now + self._policy.ces_after)
        done = [
            (row.conversation_id, f"promise:{row.id}", row.what)
            for row in surveys.kept(connection, self._policy.ces_promises, since)
        ]
        if self._policy.ces_invoices:
            done += [(row.conversation_id, f"invoice:{row.number}", "invoice") for row in surveys.invoiced(connection, since)]
        plans = (
            replace(self._new(connection, id_, case, "ces", now), about=about, ask_at=ask_at) for id_, case, about in done
        )
        return sum(self._planned(connection, plan, now) for plan in plans)

    def _ask(self, connection: sa.Connection, due: Due, now: int) -> None:
        """Now, later where that is better, or not at all."""
        is_old = from_ms(now) - from_ms(due.made_at) > self._policy.expires
        if due.owner != "bot" or due.blocked or not due.reachable or is_old:
            surveys.drop(connection, due.id)
        elif due.last_in_at is not None and now - due.last_in_at < QUIET:
            surveys.put_off(connection, due.id, due.last_in_at + QUIET)
        elif (opening := self._opening(now)) is None or not self._in_window(due, max(opening, now)):
            surveys.drop(connection, due.id)
        elif opening > now:
            surveys.put_off(connection, due.id, opening)
        elif surveys.asked(connection, due.id, now):
            said = {"survey": due.id, "kind": due.kind}
            post_fact(connection, due.conversation_id, Fact("survey_due", said), f"survey:{due.id}", now)

    def _opening(self, now: int) -> int | None:
        """The next moment of working time, now included."""
        opening = next_opening(self._team.calendar, from_ms(now))
        return to_ms(opening) if opening is not None else None

    def _in_window(self, due: Due, at: int) -> bool:
        """Whether the channel still lets us write then."""
        kind = next((known.kind for known in self.office.settings.channels if known.name == due.channel), "")
        window = WINDOWS.get(kind)
        return window is None or (due.last_in_at is not None and at < due.last_in_at + window)

    # --- answers -------------------------------------------------------------------------------------------------

    def _score(self, connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
        id_, conversation_id = int(errand.arguments.get("survey") or 0), errand.conversation_id
        kind = surveys.kind_of(connection, id_, conversation_id)
        score = score_of(kind, str(errand.arguments.get("score"))) if kind is not None else None
        if kind is None or score is None or not surveys.answer(connection, id_, conversation_id, score, to_ms(now)):
            return {"taken": False, "low": False, "poor": False}
        if low := score <= LOW[kind]:
            floor.enqueue(connection, conversation_id, self._task(kind, score, now), to_ms(now))
        changes.touch(connection, [conversation_id], to_ms(now))
        return {"taken": True, "low": low, "poor": score <= POOR[kind]}

    def _comment(self, connection: sa.Connection, errand: Errand, now: datetime) -> Mapping[str, Any]:
        id_, words = int(errand.arguments.get("survey") or 0), storable(str(errand.arguments.get("comment") or ""))[:LONGEST]
        return {"taken": bool(words.strip()) and surveys.comment(connection, id_, errand.conversation_id, words.strip())}

    def _task(self, kind: Kind, score: int, now: datetime) -> NewTicket:
        """For the desk: somebody was not happy. It is due as an answer would be, though nobody was promised one."""
        settings, team = self.office.settings, self._team
        reader: Language = next(iter(settings.teams[team.name].languages), settings.default_language)
        summary = self.office.wording.render("summary-low-score", {"kind": kind, "score": score}, reader, now)
        try:
            due = add_working(team.calendar, now, max(team.policy.reply_within, timedelta(hours=1)))
        except NeverOpenError:
            due = now
        return NewTicket(team.name, "flow", summary, to_ms(due))

    async def _a_survey(self, values: Mapping[str, str]) -> None:
        now = self.office.clock()
        kind: Kind = next(known for known in LOW if known == values.get("kind", "csat"))

        def work(connection: sa.Connection) -> None:
            surveys.plan(connection, Plan(1, f"test:{now}", (), kind, "case", now), now)

        await self.office.database.write(work)

    @property
    def _policy(self) -> Policy:
        return self.office.settings.care.surveys

    @property
    def _team(self) -> Team:
        return self.office.teams[self.office.settings.team]

    def _persons(self, connection: sa.Connection, conversation_id: int) -> Sequence[str]:
        return Giver(self.office.settings, self.office.secret).persons(connection, conversation_id)
