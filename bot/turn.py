"""One turn, the product on one page: what was read becomes events, events become effects, effects become one outcome.

No clock, no database, no network: what a turn needs from outside it asks of its `Kit`, and only reads.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from hashlib import sha256
from typing import assert_never

import msgspec

from bot.channels.port import Attachment, Contact, Control, Echo, Message, Press, Reach, Start, Text
from bot.epoch import to_ms
from bot.store import marks
from bot.store.letters import CallResult, Decision, Fact, Letter
from bot.store.model import (
    FACTS,
    NOTICES,
    PEOPLE,
    Conversation,
    Draft,
    Holder,
    Lease,
    NewApproval,
    NewCall,
    NewPromise,
    NewTicket,
    Outcome,
)
from flows.dialogue import Dialogue, dump, load, pack
from flows.engine import advance, begin
from flows.flowset import FlowSet
from flows.model import (
    Answered,
    Approve,
    Attached,
    Call,
    Decided,
    Duration,
    Effect,
    Elapsed,
    Event,
    Forget,
    Handoff,
    Heard,
    Leave,
    Opened,
    Pressed,
    Promise,
    Record,
    Remind,
    Say,
    Shared,
    Told,
)  # fmt: skip
from flows.moving import Move, Moves, Redo, Stays, is_inside, left_behind, move
from flows.recording import Recorder
from flows.steps import Collect
from handoff.model import Handover
from nlu.model import Language, Nlu, Utterance, spoken
from nlu.unkept import marked

SPREAD = 20_000  # ms over which timers of different conversations are spread
READS = 50  # calls a single event may make before something is wrong with the flow
LONGEST = 4096  # characters of a message that are understood, as many as Telegram takes; the desk sees all of it
_encode = msgspec.json.Encoder().encode


def _never(_channel: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Kit:
    """What a turn may ask of the world.

    `flows` is the published set, `pinned` finds an older one by its hash. `read` answers a call that only reads; `keep` stores a
    customer's file and says under what id; `hand_over` is the desk's word: who answers and by when; `submit` is the same for a
    decision inside a flow; `later` makes a moment of a duration, working time where it says so; `compose` makes messages of what
    was said, fitted to the channel; `pause` lets others go on for a moment. `passes` tells whether people answer a channel in an
    inbox of the platform's own, to which the thread is passed when they are wanted. `withdrawn` tells of a set whether nobody may
    go on with it.
    """

    flows: FlowSet
    pinned: Callable[[str], Awaitable[FlowSet | None]]
    nlu: Nlu
    languages: Sequence[Language]
    default_language: Language
    read: Callable[[Call, Conversation, datetime], Awaitable[Answered]]
    keep: Callable[[Conversation, Attachment], Awaitable[Attached | None]]
    hand_over: Callable[[Conversation, FlowSet, Handoff, Language, datetime], Awaitable[Handover]]
    submit: Callable[[Conversation, FlowSet, Approve, Language, datetime], NewApproval]
    later: Callable[[Duration, datetime], datetime]
    compose: Callable[[str, FlowSet, Sequence[Say], str, datetime], Sequence[Draft]]
    pause: Callable[[], Awaitable[None]]
    engine: str = ""
    passes: Callable[[str], bool] = _never
    withdrawn: Callable[[str], bool] = _never


async def take_turn(lease: Lease, kit: Kit, now: datetime) -> Outcome:
    """Everything one lease brings, as one outcome to commit. Raises only for faults of ours or the world's."""
    dialogue = _dialogue(lease.conversation, kit)
    flows, moved = await _place(dialogue, kit)
    turn = _Turn(lease, kit, flows, moved.dialogue if not isinstance(moved, Stays) else dialogue, now)
    if isinstance(moved, Redo):
        await turn.happen(Told("moved", {"flow": moved.flow, "step": moved.step}))
    elif isinstance(moved, Stays) and flows is kit.flows:
        await turn.happen(Told("withdrawn", {"flow": moved.flow, "step": moved.step}))
    for number, letter in enumerate(lease.letters):
        if number:
            await kit.pause()  # a flood of letters to one conversation keeps nobody else waiting
        await turn.read(letter)
    for name, due in sorted(lease.conversation.timers.items(), key=lambda timer: timer[1]):
        if due <= to_ms(now) and turn.timers.get(name) == due:
            del turn.timers[name]
            await turn.happen(Elapsed(name))
    return turn.outcome()


def _dialogue(conversation: Conversation, kit: Kit) -> Dialogue:
    if conversation.state:
        return load(conversation.state)
    hint = conversation.locale[:2].lower()
    language = spoken(hint, kit.languages, kit.default_language)
    return begin(kit.flows, language)


async def _place(dialogue: Dialogue, kit: Kit) -> tuple[FlowSet, Move]:
    """The set a conversation goes on with: the one in use where its place is in it, else the one it began with, if it may."""
    if dialogue.flows == kit.flows.hash or not is_inside(dialogue):
        return kit.flows, Moves(dialogue)
    if (old := await kit.pinned(dialogue.flows)) is None:
        return kit.flows, left_behind(kit.flows, dialogue)
    found = move(old, kit.flows, dialogue)
    return (old if isinstance(found, Stays) and not kit.withdrawn(old.hash) else kit.flows), found


class _Turn:
    def __init__(self, lease: Lease, kit: Kit, flows: FlowSet, dialogue: Dialogue, now: datetime) -> None:
        self.lease, self.kit, self.flows, self.dialogue, self.now = lease, kit, flows, dialogue, now
        self.conversation = lease.conversation
        self.timers = dict(self.conversation.timers)
        self.says: list[Say] = []
        self.tickets: list[NewTicket] = []
        self.promises: list[NewPromise] = []
        self.calls: list[NewCall] = []
        self.approvals: list[NewApproval] = []
        self.record = Recorder(dialogue.language)
        self.owner: Holder | None = None
        self.team, self.due_at = self.conversation.team, self.conversation.due_at
        self.reachable, self.address, self.email = self.conversation.reachable, "", ""
        self.answered_at: int | None = None

    async def read(self, letter: Letter) -> None:
        """One inbox row. What was said while another app had the thread is history, never answered; that somebody there answers

        is a take-over none the less, and where we have passed the thread ourselves the only sign of it.
        """
        if (not letter.standby or isinstance(letter.body, Echo)) and (event := await self._event(letter)) is not None:
            await self.happen(event)
            if isinstance(letter.body, Text | Attachment) and marked(_words(letter.body)):
                await self.happen(Told("unkept", {}))

    async def _event(self, letter: Letter) -> Event | None:  # noqa: PLR0911 - one line for each kind of letter
        match letter.body:
            case Text(text, edited):
                return await self._heard(text, edited)
            case Press(payload, title):
                return Pressed(payload, title)
            case Attachment():
                return await self._attached(letter.body)
            case Contact(phone, own):
                return Shared(phone, own)
            case Start(payload):
                return Opened(payload)
            case Echo():
                self.answered_at, self.due_at = letter.at, None
                return self._taken_outside()
            case Control(ours):
                return self._given_back() if ours else self._taken_outside()
            case Reach(reachable, moved_to):
                self.reachable, self.address = reachable, moved_to
                return None
            case Fact(fact, values):
                return Told(fact, values)
            case CallResult(key, value, failure):
                return Answered(key, value, failure)
            case Decision(approval, decision, fields):
                return Decided(approval, decision, fields)
            case _:
                assert_never(letter.body)

    async def _heard(self, text: str, edited: bool) -> Heard:
        before = self.dialogue.language if self.conversation.language else None
        utterance = Utterance(text[:LONGEST], before, private=is_private(self.flows, self.dialogue))
        (understanding,) = await self.kit.nlu.understand([utterance])
        return Heard(understanding, edited)

    async def _attached(self, attachment: Attachment) -> Event | None:
        if attachment.caption:
            await self.happen(await self._heard(attachment.caption, edited=False))
        return await self.kit.keep(self.conversation, attachment)

    def _taken_outside(self) -> Event | None:
        """A person answered from the Page inbox or a phone, or another app took the thread: the floor is theirs."""
        if self.conversation.owner == "agent" or self.owner == "agent":
            return None
        self.owner = "agent"
        self.tickets.append(NewTicket(self.team, "outside", "", None))
        return Told("taken", {"outside": True})

    def _given_back(self) -> Event | None:
        if self.conversation.owner != "agent" and self.owner != "agent":
            return None
        self.owner = "bot"
        return Told("released", {})

    async def happen(self, event: Event) -> None:
        """One event, and the reads it asks for, until nothing is left to answer."""
        waiting = [event]
        self.record.begins(self.flows, self.dialogue, event)
        for _ in range(READS):
            if not waiting:
                return
            current = waiting.pop(0)
            self.dialogue, effects = advance(self.flows, self.dialogue, current, self.now)
            self.record.happened(current, effects)
            waiting += [answer for effect in effects if (answer := await self._done(effect)) is not None]
        raise RuntimeError(f"a flow asked for more than {READS} answers to one event")

    async def _done(self, effect: Effect) -> Event | None:
        match effect:
            case Say():
                self.says.append(effect)
            case Call(once=True):
                self.calls.append(_ordered(effect, self.conversation.id))
            case Call():
                return self._learnt(effect, await self.kit.read(effect, self.conversation, self.now))
            case Remind(timer, after):
                self.timers[timer] = to_ms(self.kit.later(after, self.now)) + self._spread()
            case Forget(timer):
                self.timers.pop(timer, None)
            case Handoff():
                return await self._handed_over(effect)
            case Leave():
                self.owner, self.team, self.due_at = "bot", "", None
            case Promise():
                self.promises.append(NewPromise(effect.what, effect.what, to_ms(self._due(effect)), about=effect.about))
            case Approve():
                return self._submitted(effect)
            case Record():
                pass  # it stands in the turn's record, where the reports read it
            case _:
                assert_never(effect)
        return None

    def _learnt(self, call: Call, answered: Answered) -> Answered:
        """Who proved an order by its e-mail can be reached there."""
        contact = str(call.arguments.get("contact") or "").strip()
        if call.name == "prove_ownership" and "@" in contact and answered.value and answered.value.get("proved"):
            self.email = contact
        return answered

    async def _handed_over(self, handoff: Handoff) -> Event:
        over = await self.kit.hand_over(self.conversation, self.flows, handoff, self.dialogue.language, self.now)
        self.owner, self.team, self.due_at = "queue", over.ticket.team, to_ms(over.due)
        self.tickets.append(replace(ticket_of(over), topic=self._topic()))
        told = {"team": over.ticket.team, "due": over.words, "open": over.open, "answered_in": over.answered_in}
        return Told("handed_over", told)

    def _topic(self) -> str:
        """The flow that handed over, or in whose midst a pattern did."""
        records = (effect for effect in self.record.effects if isinstance(effect, Record))
        begun = [record.values["flow"] for record in records if record.what == "handed_over"]
        below = [run.flow for run in self.dialogue.stack]
        return next((flow for flow in (*reversed(begun), *reversed(below)) if not flow.startswith("pattern_")), "")

    def _due(self, promise: Promise) -> datetime:
        """A day that was told lasts until its end."""
        match promise.until:
            case datetime():
                return promise.until
            case date():
                return datetime.combine(promise.until, time(23, 59), self.flows.zone)
            case None:
                return self.kit.later(promise.within, self.now)

    def _submitted(self, approve: Approve) -> Event:
        """A person decides inside the flow; the customer hears by when, and may go on with other things."""
        approval = self.kit.submit(self.conversation, self.flows, approve, self.dialogue.language, self.now)
        self.approvals.append(approval)
        return Told("submitted", {"due": approval.text, "team": approval.team})

    def _spread(self) -> int:
        """Some ms, so that what many conversations wait for at nine o'clock does not come at once."""
        return self.conversation.id * 7919 % SPREAD

    def _lane(self) -> int:
        """Who has just written is answered first, then facts, then what a clock brought about."""
        if any(not isinstance(event, Told | Answered | Decided | Elapsed) for event in self.record.events):
            return PEOPLE
        return NOTICES if all(isinstance(event, Elapsed) for event in self.record.events) else FACTS

    def outcome(self) -> Outcome:
        """What all this comes to."""
        owner = self.owner if self.owner != self.conversation.owner else None
        return Outcome(
            lease=self.lease,
            state=dump(self.dialogue),
            language=self.dialogue.language,
            timers=self.timers,
            record=self._record(),
            messages=[replace(draft, lane=self._lane()) for draft in self._drafts()],
            owner=owner,
            team=self.team,
            due_at=self.due_at,
            tickets=self.tickets,
            promises=self.promises,
            calls=self.calls,
            approvals=self.approvals,
            marks=[mark for effect in self.record.effects if isinstance(effect, Record) for mark in marks.of(effect)],
            email=str(self.dialogue.slots.get("email") or self.email),
            reachable=self.reachable,
            address=self.address,
            answered_at=self.answered_at,
        )

    def _drafts(self) -> Sequence[Draft]:
        drafts = self.kit.compose(self.conversation.channel, self.flows, self.says, self.dialogue.question, self.now)
        return (*drafts, *passing(self.kit, self.conversation)) if self.owner == "queue" else drafts

    def _record(self) -> str:
        """What the turn read and did, so that it can be explained and replayed."""
        letters = [letter.id for letter in self.lease.letters]
        return self.record.text(self.flows.hash, self.kit.engine, to_ms(self.now), letters, self.dialogue)


def _words(body: Text | Attachment) -> str:
    return body.text if isinstance(body, Text) else body.caption


def is_private(flows: FlowSet, dialogue: Dialogue) -> bool:
    """Whether what is written now is for people only: an agent has the floor, or a name or an address was asked for."""
    if dialogue.owner == "agent":
        return True
    run = dialogue.stack[-1] if dialogue.stack and dialogue.stack[-1].visit else None
    if run is None:
        return False
    step = flows.flows[run.top.flow].steps[run.top.step]
    return isinstance(step, Collect) and flows.flows[run.flow].slots[step.slot].foreign


def passing(kit: Kit, conversation: Conversation) -> Sequence[Draft]:
    """What gives the thread to people in the platform's own inbox, after all that is said before."""
    return (Draft("fact", _encode(Message(thread="pass")).decode()),) if kit.passes(conversation.channel) else ()


def ticket_of(over: Handover) -> NewTicket:
    """The desk's word as it is stored."""
    ticket, promise = over.ticket, over.promise
    marks = (to_ms(promise.warn_at), to_ms(promise.renew_at))
    return NewTicket(ticket.team, ticket.reason, ticket.summary, to_ms(over.due), over.words, *marks)


def _ordered(call: Call, conversation_id: int) -> NewCall:
    """The dialogue's key is unique within the conversation only."""
    arguments = _encode(pack(dict(sorted(call.arguments.items())))).decode()
    return NewCall(f"{conversation_id}:{call.key}", call.name, arguments, sha256(arguments.encode()).hexdigest())
