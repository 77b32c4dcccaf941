"""The whole line on a database of its own, with a clock that stands until it is moved: `dezura test` and `dezura chat`.

Nothing here imitates the program: a message is posted, leased, understood, answered, committed, claimed and marked as in the
running program; only the clock is ours, and a channel that keeps what it is given.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from bot.app import Shopfloor, keeper_of, rota_of, rounds_of, runner_of
from bot.channels.port import Attachment, Contact, Inbound, Message, Person, Press, Text
from bot.epoch import from_ms, length_ms, to_ms
from bot.letterbox import Letterbox
from bot.shutter import Shutter
from bot.store import approvals, files, floor, outbox, people, promises, rota, turns
from bot.store.approvals import Verdict
from bot.store.floor import Claim, Conflict
from bot.store.model import Lease
from bot.store.outbox import Mark, unpack
from bot.turn import take_turn
from flows.cases import AgentAct, Upload
from flows.dialogue import FORMAT, Dialogue, dump, load
from flows.dialogues import Button, ImpossibleError, Reply
from flows.engine import begin
from flows.walking import typed
from nlu.model import spoken

PHOTO = b"\x89PNG\r\n\x1a\n"  # what a picture begins with; nobody looks at it here
AGENT = 1  # the person at the desk in a test


class Clock:
    """Time that passes when it is told to; in ms since the epoch."""

    def __init__(self, now: datetime) -> None:
        self.now = to_ms(now)

    def __call__(self) -> int:
        return self.now

    def forward(self, duration: timedelta) -> None:
        """Let it pass."""
        self.now += length_ms(duration)


class Conversation:
    """One customer talking to the whole program; the `Session` of flows/dialogues.py."""

    def __init__(
        self, floor: Shopfloor, clock: Clock, address: str, locale: str = "", *, channel: str = "web", name: str = "",
        known: Mapping[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.floor, self.clock, self.address, self.channel, self.locale = floor, clock, address, channel, locale
        self.name, self.known = name, known or {}
        self._keeper, self._runner, self._rounds = keeper_of(floor), runner_of(floor), rounds_of(floor)
        self._rota = rota_of(floor)
        self._replies: list[Reply] = []
        self.records: list[str] = []  # of every turn
        self.dialogue = Dialogue(FORMAT)  # where it stands
        self._owner, self._slots, self._id, self._count = "bot", dict[str, Any](), 0, 0

    async def say(self, text: str) -> None:
        """The customer writes; the answer comes after the pause in which a thought may go on."""
        mailer = self.floor.office.mailer
        await self._post(Text(text.replace("{code}", mailer.code) if isinstance(mailer, Letterbox) else text))
        self.clock.forward(timedelta(milliseconds=self.floor.mailbox.burst))
        await self.settle()

    async def press(self, payload: str) -> None:
        """The customer presses a button."""
        await self._post(Press(payload))
        await self.settle()

    async def wait(self, duration: timedelta) -> None:
        """The clock goes on, and what falls due on the way happens when it is due."""
        end = self.clock.now + length_ms(duration)
        while (due := await self._next()) is not None and due <= end:
            self.clock.now = max(due, self.clock.now)
            await self.settle()
        self.clock.now = end
        await self.settle()

    async def agent(self, act: AgentAct, summary: str = "") -> None:
        """A person takes the conversation, gives it back, perhaps with what was agreed, or closes it."""
        works: Mapping[AgentAct, Callable[..., floor.Change]] = {
            "take": floor.take, "release": partial(floor.release, summary=summary), "close": floor.close
        }  # fmt: skip
        changed = await self.floor.database.write(partial(works[act], claim=self._claim()))
        if isinstance(changed, Conflict):
            raise ImpossibleError(
                f"the desk cannot {act} this conversation: {changed.reason}"
            )
        await self.settle()

    async def agent_says(self, text: str) -> None:
        """The person who has the conversation writes."""
        self._count += 1
        key = f"tryout:{self.address}:{self._count}"
        await self.floor.database.write(lambda connection: floor.answer(connection, self._claim(), text, key))
        await self.settle()

    async def attach(self, type_: Upload) -> None:
        """The customer sends a file, which the web chat's door would have stored before; a broken one could not be kept."""
        if type_ == "broken":
            await self._post(Attachment("", "photo", "photo.png", "image/png"))
            await self.settle()
            return
        picture = ("photo.png", "image/png", PHOTO)
        name, mime, content = picture if type_ == "photo" else ("paper.pdf", "application/pdf", b"%PDF-1.4")
        await self._look()
        save = partial(
            files.save, conversation_id=self._id or None, name=name, mime=mime, content=content + str(self._count).encode(),
            now=self.clock.now,
        )  # fmt: skip
        await self._post(Attachment(await self.floor.database.write(save), type_, name, mime))
        await self.settle()

    async def share(self, phone: str) -> None:
        """The customer shares their own number."""
        await self._post(Contact(phone, own=True))
        await self.settle()

    async def decide(self, decision: Literal["approved", "rejected"], fields: Mapping[str, str]) -> None:
        """A person decides what waits longest."""

        def work(connection: sa.Connection) -> None:
            waiting = approvals.open_ones(connection, (0, 0), 1)
            if not waiting:
                raise ImpossibleError("nothing waits for a decision")
            verdict = Verdict(decision, {**waiting[0].fields, **fields}, AGENT)
            approvals.decide(connection, waiting[0].id, verdict, self.clock.now)

        await self.floor.database.write(work)
        await self.settle()

    async def happen(self, what: str, values: Mapping[str, str]) -> None:
        """Something happens in the shop's business, as the departments know it; its software falls silent, or answers; the people

        at its desk speak other languages.
        """
        shop = self.floor.office.shop
        if isinstance(shop, Shutter) and what in {"shop_silent", "shop_answers"}:
            shop.shut = what == "shop_silent"
            return
        if what == "desk":
            speaks = tuple(values.get("speaks", "").split())
            await self.floor.database.write(partial(people.set_languages, user_id=AGENT, languages=speaks))
            return
        for department in self.floor.departments:
            if (event := department.events.get(what)) is not None:
                await event(values)
                await self.settle()
                return
        raise ImpossibleError(f"nothing here is called `{what}`")

    def replies(self) -> Sequence[Reply]:
        """Everything that reached the customer from the bot, oldest first."""
        return self._replies

    @property
    def owner(self) -> str:
        """Who has the floor."""
        return self._owner

    @property
    def slots(self) -> Mapping[str, Any]:
        """What is known of the flow at hand."""
        return self._slots

    async def settle(self) -> None:
        """Until nothing is due: turns, then sends, then promises and what departments do, then what they brought about."""
        steps = (self._turn, self._send, self._keeper.look, self._rota.look, self._runner.look, self._rounds.look)
        idle: dict[int, int | None] = {}  # by step, how the database stood when it found nothing to do
        going = True
        while going:
            going = False
            for number, step in enumerate(steps):
                if (version := self.floor.database.version) is not None and idle.get(number) == version:
                    continue  # nothing was written since, and the clock stands
                found = bool(await step())
                idle[number] = None if found else self.floor.database.version
                going = going or found
        await self._look()

    async def _next(self) -> int | None:
        """When something falls due next."""
        wake = await self.floor.mailbox.next_wake(self.clock.now)
        review = await self.floor.database.read(promises.next_due)
        look = await self.floor.database.read(rota.next_due)
        round_ = await self._rounds.next_due()
        return min((moment for moment in (wake, review, look, round_) if moment is not None), default=None)

    def _claim(self) -> Claim:
        if not self._id:
            raise ImpossibleError("the customer has not written yet")
        return Claim(self._id, AGENT, self.clock.now)

    async def _post(self, content: Text | Press | Attachment | Contact) -> None:
        self._count += 1
        key = f"{self.address}:{self._count}"
        inbound = Inbound(self.channel, self.address, key, content, position=self._count, person=Person(self.name, self.locale))
        await self.floor.mailbox.post([inbound], self.clock.now)

    async def _turn(self) -> bool:
        leases = await self.floor.mailbox.lease(16, self.clock.now)
        for lease in leases:
            outcome = await take_turn(self._knowing(lease), self.floor.kit, from_ms(self.clock.now))
            self.records.append(outcome.record)
            await self.floor.mailbox.commit(outcome, self.clock.now)
        return bool(leases)

    def _knowing(self, lease: Lease) -> Lease:
        """Whoever is known from before begins with that."""
        if not self.known or lease.conversation.state:
            return lease
        flows, language = self.floor.flows, self.locale[:2].lower()
        kit = self.floor.kit
        dialogue = begin(flows, spoken(language, kit.languages, kit.default_language))
        declared = {slot.name: slot for flow in flows.flows.values() for slot in flow.slots.values()}
        persisted = {name: typed(declared.get(name), value) for name, value in self.known.items()}
        state = dump(msgspec.structs.replace(dialogue, persisted=persisted))
        return replace(lease, conversation=replace(lease.conversation, state=state))

    async def _send(self) -> bool:
        return await self.floor.database.write(self._deliver)

    def _deliver(self, connection: sa.Connection) -> bool:
        envelopes = outbox.claim(connection, 16, self.clock.now, "tryout")
        marks = []
        for envelope in envelopes:
            state: outbox.State = "dropped" if envelope.is_stale else "sent"
            marks.append((Mark(envelope.id, envelope.token, state), envelope.conversation_id))
            if not envelope.is_stale and envelope.kind != "agent":
                self._replies.append(_reply(unpack(envelope.body), envelope.says))
        if marks:
            outbox.mark(connection, marks, self.clock.now)
        return bool(envelopes)

    async def _look(self) -> None:
        self._id, self._owner, state = await self.floor.database.read(self._state)
        if state:
            self.dialogue = load(state)
            self._slots = dict(self.dialogue.slots)

    def _state(self, connection: sa.Connection) -> tuple[int, str, str]:
        found = turns.standing(connection, self.channel, self.address)
        return found if found is not None else (0, "bot", "")


def _reply(message: Message, says: str) -> Reply:
    buttons = tuple(Button(button.title, button.payload) for button in message.buttons)
    file, kind = (message.file.name, message.file.mime) if message.file is not None else ("", "")
    return Reply(tuple(says.split()), message.text, buttons, file, kind)
