"""Runs conversations written down as tests: without it a change of a script would be tried out on customers.

What is tried out, from the bare engine to the whole program, stands behind the `Session` port; `dezura test` gives the whole.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from fnmatch import fnmatchcase
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
    Document,
    Happen,
    Later,
    Offered,
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
    """One message of the bot to the customer: the wordings it is made of, in order, its text, its file's name and kind."""

    wordings: tuple[str, ...]
    text: str
    buttons: tuple[Button, ...] = ()
    file: str = ""
    kind: str = ""  # of the file, as MIME has it


class ImpossibleError(RuntimeError):
    """A test asks for what cannot happen as things stand; the message says why."""


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
class Line:
    """Something that was said or done in a conversation, and by whom; `what` are the wordings of the bot's."""

    who: Literal["customer", "bot", "desk", "clock", "shop"]
    text: str
    what: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """What was expected, and what came instead; `wanted` and `came` are the same in parts, where there are parts to compare."""

    expected: str
    got: str
    wanted: tuple[str, ...] = ()
    came: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A fault and its place; `upto` is how many lines of the conversation had been said by then."""

    place: Place
    expected: str
    got: str
    wanted: tuple[str, ...] = ()
    came: tuple[str, ...] = ()
    upto: int = 0

    @classmethod
    def of(cls, place: Place, fault: Fault, upto: int) -> "Failure":
        """A fault at a place."""
        return cls(place, fault.expected, fault.got, fault.wanted, fault.came, upto)

    def __str__(self) -> str:
        return f"{self.place}: expected {self.expected}, got {self.got}"


@dataclass(frozen=True, slots=True)
class Result:
    """How one conversation went, and all that was said in it."""

    case: Case
    failures: tuple[Failure, ...]
    talk: tuple[Line, ...] = ()
    records: tuple[str, ...] = ()  # of its turns, where what was tried out keeps them

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        return not self.failures


async def run(case: Case, session: Session) -> Result:
    """Hold one conversation and compare. A button nobody offered ends it, since what follows would make no sense."""
    failures: list[Failure] = []
    talk: list[Line] = []
    said = _Said((), case.place)

    def found(place: Place, faults: Iterable[Fault]) -> None:
        failures.extend(Failure.of(place, fault, len(talk)) for fault in faults)

    for step in case.steps:
        match step.what:
            case User() | Press() | Later() | Agent() | AgentSays() | Attach() | Share() | Decide() | Happen() as act:
                found(said.place, said.left_over())
                start = len(session.replies())
                talk.append(_line(act))
                try:
                    missing = await do(act, session)
                except ImpossibleError as error:
                    found(step.place, [Fault(talk[-1].text, str(error))])
                    return Result(case, tuple(failures), tuple(talk))
                if missing is not None:
                    found(step.place, [Fault(f"a button “{missing}”", _titles(session.replies()))])
                    return Result(case, tuple(failures), tuple(talk))
                said = _Said(tuple(session.replies()[start:]), step.place)
                talk += [Line("bot", _text_of(reply), reply.wordings) for reply in said.replies]
            case Owned() | SlotsSet() as state:
                found(step.place, _compare(state, session))
            case words:
                said.place = step.place
                found(step.place, said.compare(words))
    found(said.place, said.left_over())
    return Result(case, tuple(failures), tuple(talk))


def _line(act: Act) -> Line:  # noqa: PLR0911 - one line for each kind of act
    """What happened, as the desk would read it."""
    match act:
        case User(text):
            return Line("customer", text)
        case Press(button):
            return Line("customer", f"[{button}]")
        case Later(after):
            return Line("clock", f"+ {after}")
        case Agent(what, summary):
            return Line("desk", " ".join(filter(None, (what, summary))))
        case AgentSays(text):
            return Line("desk", text)
        case Attach(type_):
            return Line("customer", f"({type_})")
        case Share(phone):
            return Line("customer", f"({phone})")
        case Decide(decision):
            return Line("desk", decision)
        case Happen(what, values):
            return Line("shop", " ".join((what, *(f"{name}={value}" for name, value in values.items()))))
        case _:
            assert_never(act)


def _text_of(reply: Reply) -> str:
    buttons = " ".join(f"[{button.title}]" for button in reply.buttons)
    return " ".join(filter(None, (reply.text.strip(), f"({reply.file})" if reply.file else "", buttons)))


async def do(act: Act, session: Session) -> str | None:
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


def _compare(state: Owned | SlotsSet, session: Session) -> Iterator[Fault]:
    if isinstance(state, Owned):
        if session.owner != state.owner:
            yield Fault(f"owner {state.owner}", session.owner)
        return
    for name in state.known:
        if (session.slots.get(name) is None) is not state.but:
            got = session.slots.get(name)
            yield Fault(f"{name} {'unknown' if state.but else 'known'}", "nothing" if got is None else str(got))
    for name, value in state.values.items():
        got = session.slots.get(name)
        if ((None if got is None else str(got)) == value) is state.but:
            yield Fault(f"{name} {'other than' if state.but else '='} {value}", "nothing" if got is None else str(got))


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

    def compare(self, words: Utter | Bot | Contains | Silent | Offered | Document) -> Iterator[Fault]:
        """What is not as expected."""
        match words:
            case Utter(wordings):
                yield from self._utter(wordings)
            case Bot(text):
                yield from self._bot(text)
            case Contains(text, lacks):
                if any(text in reply.text for reply in self.replies) is lacks:
                    yield Fault(f"{'no ' if lacks else ''}“{text}”", self._texts())
            case Silent():
                if self.replies:
                    yield Fault("silence", self._texts())
            case Offered(buttons):
                yield from self._offered(buttons)
            case Document(named):
                files = [(reply.file, reply.kind) for reply in self.replies if reply.file or reply.kind]
                if not any(_is_named(named, *file) for file in files):
                    yield Fault(f"a document {named}", ", ".join(name or kind for name, kind in files) or "none")
            case _:
                assert_never(words)

    def _offered(self, wanted: tuple[str, ...]) -> Iterator[Fault]:
        offered = [button for reply in self.replies for button in reply.buttons]
        fits = len(offered) == len(wanted) and all(
            name in {button.title, button.payload} for name, button in zip(wanted, offered, strict=True)
        )
        if not fits:
            titles = tuple(button.title for button in offered)
            yield Fault(f"buttons {', '.join(wanted) or 'none'}", ", ".join(titles) or "none", wanted, titles)

    def _utter(self, wordings: tuple[str, ...]) -> Iterator[Fault]:
        at = self.named or 0
        rest = self.wordings[at:]
        self.named = at + len(wordings)
        if rest[: len(wordings)] != wordings:
            self.named = len(self.wordings)  # one mistake is told once
            yield Fault(f"wording {', '.join(wordings)}", ", ".join(rest) or "nothing", wordings, rest)

    def _bot(self, text: str) -> Iterator[Fault]:
        at, self.quoted = self.quoted or 0, (self.quoted or 0) + 1
        got = self.replies[at].text.strip() if at < len(self.replies) else ""
        if got != text:
            parts = (tuple(text.splitlines()), tuple(got.splitlines()))
            yield Fault(f"“{text}”", f"“{got}”" if got else "nothing", *parts)

    def left_over(self) -> Iterator[Fault]:
        """Where a test names what is said, it names all of it."""
        if self.named is not None and (more := self.wordings[self.named :]):
            yield Fault("nothing more", ", ".join(more), (), more)
        if self.quoted is not None and (texts := self.replies[self.quoted :]):
            said = tuple(reply.text for reply in texts)
            yield Fault("nothing more", ", ".join(f"“{text}”" for text in said), (), said)

    def _texts(self) -> str:
        return ", ".join(f"“{reply.text}”" for reply in self.replies) or "nothing"


def _is_named(named: str, file: str, kind: str) -> bool:
    """Whether a file is meant by its name, its ending, or its kind."""
    return fnmatchcase(file, named) or kind == named or file.endswith(f".{named}") or kind.endswith(f"/{named}")
