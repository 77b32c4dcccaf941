"""Runs conversations written down as tests: without it a change of a script would be tried out on customers.

What is tried out, from the bare engine to the whole program, stands behind the `Session` port; `dezura test` gives the whole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal, Protocol, assert_never

from config.source import Place
from flows.cases import (
    Act,
    Agent,
    AgentAct,
    AgentSays,
    Attach,
    Bot,
    Case,
    Contains,
    Decide,
    Happen,
    Later,
    Owned,
    Press,
    Share,
    Silent,
    SlotsSet,
    Upload,
    User,
    Utter,
)

PAYLOAD = re.compile(r"[a-z]+:\S+|\d+\.\d+")  # what a payload looks like that no button bore


@dataclass(frozen=True, slots=True)
class Button:
    """A button as the customer saw it."""

    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class Reply:
    """One message of the bot to the customer: the wordings it is made of, in order, its text, and the name of its file."""

    wordings: tuple[str, ...]
    text: str
    buttons: tuple[Button, ...] = ()
    file: str = ""


class Session(Protocol):
    """One conversation with the thing tried out. Every act returns when all that follows from it has happened."""

    async def say(self, text: str) -> None:
        """The customer writes."""

    async def press(self, payload: str) -> None:
        """The customer presses a button."""

    async def wait(self, duration: timedelta) -> None:
        """The clock goes on, and what falls due happens."""

    async def agent(self, act: AgentAct, summary: str = "") -> None:
        """A person takes the conversation, gives it back to the bot, perhaps with what was agreed, or closes it."""

    async def agent_says(self, text: str) -> None:
        """The person who has the conversation writes."""

    async def attach(self, type_: Upload) -> None:
        """The customer sends a file."""

    async def share(self, phone: str) -> None:
        """The customer shares their own phone number."""

    async def decide(self, decision: Literal["approved", "rejected"], fields: Mapping[str, str]) -> None:
        """A person decides what waits longest for a decision."""

    async def happen(self, what: str, values: Mapping[str, str]) -> None:
        """Something happens in the shop's business."""

    def replies(self) -> Sequence[Reply]:
        """Everything the bot has said so far, oldest first."""

    @property
    def owner(self) -> str:
        """`bot`, `queue` or `agent`."""

    @property
    def slots(self) -> Mapping[str, Any]:
        """What is known of the flow at hand, or of the last one."""


@dataclass(frozen=True, slots=True)
class Failure:
    """What was expected at a place, and what came instead."""

    place: Place
    expected: str
    got: str

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True, slots=True)
class Result:
    """How one conversation went."""

    case: Case
    failures: tuple[Failure, ...]

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


async def run(case: Case, session: Session) -> Result:
    """Hold one conversation and compare. A button nobody offered ends it, since what follows would make no sense."""
    failures: list[Failure] = []
    said = _Said((), case.place)
    for step in case.steps:
        match step.what:
            case User() | Press() | Later() | Agent() | AgentSays() | Attach() | Share() | Decide() | Happen() as act:
                failures += said.left_over()
                start = len(session.replies())
                if (missing := await _do(act, session)) is not None:
                    failures.append(Failure(step.place, f"a button “{missing}”", _titles(session.replies())))
                    return Result(case, tuple(failures))
                said = _Said(tuple(session.replies()[start:]), step.place)
            case Owned() | SlotsSet() as state:
                failures += (Failure(step.place, *found) for found in _compare(state, session))
            case words:
                said.place = step.place
                failures += (Failure(step.place, *found) for found in said.compare(words))
    return Result(case, (*failures, *said.left_over()))


async def _do(act: Act, session: Session) -> str | None:
    """Let it happen; the name of a button that is not there, if so."""
    match act:
        case User(text):
            await session.say(text)
        case Press(button):
            if (payload := _payload(button, session.replies())) is None:
                return button
            await session.press(payload)
        case Later(after):
            await session.wait(after)
        case Agent(what, summary):
            await session.agent(what, summary)
        case AgentSays(text):
            await session.agent_says(text)
        case Attach(type_):
            await session.attach(type_)
        case Share(phone):
            await session.share(phone)
        case Decide(decision, fields):
            await session.decide(decision, fields)
        case Happen(what, values):
            await session.happen(what, values)
        case _:
            assert_never(act)
    return None


def _payload(button: str, replies: Sequence[Reply]) -> str | None:
    for offered in (found for reply in reversed(replies) for found in reply.buttons):
        if offered.title == button:
            return offered.payload
    return button if PAYLOAD.fullmatch(button) else None


def _titles(replies: Sequence[Reply]) -> str:
    titles = dict.fromkeys(found.title for reply in replies for found in reply.buttons)
    return ", ".join(f"“{title}”" for title in titles) or "none at all"


def _compare(state: Owned | SlotsSet, session: Session) -> Iterator[tuple[str, str]]:
    """Pairs of what was expected and what there is instead."""
    if isinstance(state, Owned):
        if session.owner != state.owner:
            yield f"owner {state.owner}", session.owner
        return
    for name, value in state.values.items():
        got = session.slots.get(name)
        if (None if got is None else str(got)) != value:
            yield f"{name} = {value}", "nothing" if got is None else str(got)


@dataclass(slots=True)
class _Said:
    """What the bot said since the last act, and how far the test has read in it."""

    replies: tuple[Reply, ...]
    place: Place  # of the last line of the test that looked at it
    named: int | None = None  # wordings named so far; None while the test names none
    quoted: int | None = None  # the same for texts

    @property
    def wordings(self) -> tuple[str, ...]:
        return tuple(wording for reply in self.replies for wording in reply.wordings)

    def compare(self, words: Utter | Bot | Contains | Silent) -> Iterator[tuple[str, str]]:
        """Pairs of what was expected and what came instead."""
        match words:
            case Utter(wordings):
                yield from self._utter(wordings)
            case Bot(text):
                yield from self._bot(text)
            case Contains(text, lacks):
                if any(text in reply.text for reply in self.replies) is lacks:
                    yield f"{'no ' if lacks else ''}“{text}”", self._texts()
            case Silent():
                if self.replies:
                    yield "silence", self._texts()
            case _:
                assert_never(words)

    def _utter(self, wordings: tuple[str, ...]) -> Iterator[tuple[str, str]]:
        at = self.named or 0
        rest = self.wordings[at:]
        self.named = at + len(wordings)
        if rest[: len(wordings)] != wordings:
            self.named = len(self.wordings)  # one mistake is told once
            yield f"wording {', '.join(wordings)}", ", ".join(rest) or "nothing"

    def _bot(self, text: str) -> Iterator[tuple[str, str]]:
        at, self.quoted = self.quoted or 0, (self.quoted or 0) + 1
        got = self.replies[at].text.strip() if at < len(self.replies) else ""
        if got != text:
            yield f"“{text}”", f"“{got}”" if got else "nothing"

    def left_over(self) -> Iterator[Failure]:
        """Where a test names what is said, it names all of it."""
        if self.named is not None and (more := self.wordings[self.named :]):
            yield Failure(self.place, "nothing more", ", ".join(more))
        if self.quoted is not None and (texts := self.replies[self.quoted :]):
            yield Failure(self.place, "nothing more", ", ".join(f"“{reply.text}”" for reply in texts))

    def _texts(self) -> str:
        return ", ".join(f"“{reply.text}”" for reply in self.replies) or "nothing"
