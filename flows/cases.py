"""Conversations written down as tests: without this file a mistake in one would look like a mistake of the bot.

The format follows Rasa's end-to-end tests (`test_cases`, `test_case`, `steps`, `user`, `bot`, `utter`, `slot_was_set`);
docs/dialogues.md explains every step.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal, get_args

from config.near import did_you_mean
from config.source import Path_, Place, Problem, Problems, Source
from flows import literals
from flows.fixtures import FixtureReader, Fixtures
from nlu.model import LANGUAGES, Language

AgentAct = Literal["take", "release", "close"]
Upload = Literal["photo", "document", "broken"]
Owner = Literal["bot", "queue", "agent"]
CASE_KEYS = ("test_case", "language", "now", "fixtures", "steps")
IGNORED = ("metadata", "description")  # what Rasa's files may say besides

# --- what happens ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class User:
    """The customer writes."""

    text: str


@dataclass(frozen=True, slots=True)
class Press:
    """The customer presses a button, named by its title or, when forged, by a payload."""

    button: str


@dataclass(frozen=True, slots=True)
class Later:
    """Time passes."""

    after: timedelta


@dataclass(frozen=True, slots=True)
class Agent:
    """A person at the desk does something; `summary` is what was agreed, where they give the conversation back."""

    act: AgentAct
    summary: str = ""


@dataclass(frozen=True, slots=True)
class AgentSays:
    """A person at the desk writes to the customer."""

    text: str


@dataclass(frozen=True, slots=True)
class Attach:
    """The customer sends a file: a photo, a document, or a photo that cannot be opened."""

    type: Upload


@dataclass(frozen=True, slots=True)
class Share:
    """The customer shares a phone number by the messenger's own button; the platform vouches that it is theirs."""

    phone: str


@dataclass(frozen=True, slots=True)
class Decide:
    """A person decides what waits longest for a decision, and may change its fields."""

    decision: Literal["approved", "rejected"]
    fields: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Happen:
    """Something happens in the shop's business: the bank brings money, the carrier brings a parcel. `what` names it."""

    what: str
    values: Mapping[str, str] = field(default_factory=dict)


Act = User | Press | Later | Agent | AgentSays | Attach | Share | Decide | Happen

# --- what is expected since the last thing that happened -------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Utter:
    """The next wordings said are these, by id."""

    wordings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bot:
    """The next message is exactly this text."""

    text: str


@dataclass(frozen=True, slots=True)
class Contains:
    """Some message holds this text; with `lacks`, none does."""

    text: str
    lacks: bool = False


@dataclass(frozen=True, slots=True)
class Owned:
    """The conversation is the bot's, the queue's or an agent's."""

    owner: Owner


@dataclass(frozen=True, slots=True)
class SlotsSet:
    """The slots have these values, compared as text; None: not known. `known`: with any value; with `but`, none has its value."""

    values: Mapping[str, str | None]
    known: tuple[str, ...] = ()
    but: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """The buttons of what was said, in order, by their titles or payloads; none where there are none."""

    buttons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A file was sent, of this name (`invoice-*.pdf`) or kind (`pdf`, `application/pdf`)."""

    named: str


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing was said."""


Expectation = Utter | Bot | Contains | Owned | SlotsSet | Silent | Offered | Document


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a conversation, and where it stands."""

    place: Place
    what: Act | Expectation


@dataclass(frozen=True, slots=True)
class Case:
    """One conversation. `now` is the shop's wall clock at its begin."""

    name: str
    place: Place
    language: Language
    now: datetime | None
    steps: tuple[Step, ...]
    fixtures: Fixtures = field(default_factory=Fixtures)


# --- reading ---------------------------------------------------------------------------------------------------


def parse(source: Source, intents: Collection[str] | None = None) -> tuple[Case, ...]:
    """The conversations of one file; `intents` are those of the model, None when not known. Raises Problems with all mistakes."""
    reader = _Reader(source, intents)
    cases = tuple(reader.cases())
    if reader.problems:
        raise Problems(reader.problems)
    return cases


class _Reader:
    def __init__(self, source: Source, intents: Collection[str] | None) -> None:
        self.source, self.problems = source, list[Problem]()
        self.fixtures = FixtureReader(source, self.problems, intents)

    def cases(self) -> Iterator[Case]:
        data = self.source.data
        found = data.get("test_cases") if isinstance(data, dict) else None
        if not isinstance(found, list) or not found:
            self._wrong((), "there are no `test_cases` here", "docs/dialogues.md shows a file")
            return
        self.fixtures.read_named(data.get("fixtures"))
        names: set[str] = set()
        for index, case in enumerate(found):
            at: Path_ = ("test_cases", index)
            if not isinstance(case, dict) or not isinstance(name := case.get("test_case"), str):
                self._wrong(at, "a conversation needs a name", "begin it with `- test_case: name`")
                continue
            if name in names:
                self._wrong((*at, "test_case"), f"`{name}` stands twice")
            names.add(name)
            yield self._case(at, name, case)

    def _case(self, at: Path_, name: str, case: Mapping[Any, Any]) -> Case:
        for key in case:
            if key not in (*CASE_KEYS, *IGNORED):
                self._unknown((*at, key), str(key), CASE_KEYS)
        steps = case.get("steps")
        if not isinstance(steps, list) or not steps:
            self._wrong((*at, "steps"), f"`{name}` has no steps")
            steps = []
        return Case(
            name=name,
            place=self.source.place(*at),
            language=self._language((*at, "language"), case.get("language", "en")),
            now=self._now((*at, "now"), case.get("now")),
            steps=tuple(step for index, step in enumerate(steps) for step in self._step((*at, "steps", index), step)),
            fixtures=self.fixtures.read((*at, "fixtures"), case.get("fixtures") or {}),
        )

    def _step(self, at: Path_, step: Any) -> Iterator[Step]:
        if not isinstance(step, dict):
            self._wrong(at, f"`{step}` is no step", "write it as `- user: Hello`")
            return
        for key, value in step.items():
            where = (*at, key)
            if key in IGNORED:
                continue
            if key not in READERS:
                self._unknown(where, str(key), tuple(READERS))
                continue
            try:
                yield Step(self.source.place(*where), READERS[key](value))
            except StepError as error:
                self._wrong(where, f"`{key}`: {error}")

    def _language(self, at: Path_, value: Any) -> Language:
        for language in LANGUAGES:
            if value == language:
                return language
        self._wrong(at, f"`{value}` is not a language here", f"there are {', '.join(LANGUAGES)}")
        return "en"

    def _now(self, at: Path_, value: Any) -> datetime | None:
        if value is None or (isinstance(value, datetime) and value.tzinfo is None):
            return value
        try:
            now = datetime.fromisoformat(str(value))
        except ValueError:
            now = None
        if now is None or now.tzinfo is not None:
            self._wrong(at, f"`{value}` is no time of the shop's clock", "write it as 2026-11-23T10:00")
            return None
        return now

    def _unknown(self, at: Path_, key: str, known: Sequence[str]) -> None:
        hint = did_you_mean(key, known) or f"there are {', '.join(known)}"
        self._wrong(at, f"`{key}` means nothing here", hint)

    def _wrong(self, at: Path_, text: str, hint: str = "") -> None:
        self.problems.append(self.source.problem(at, text, hint))


class StepError(Exception):
    """A step's value cannot be; the message says what to write."""


def _text(value: Any) -> str:
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
        return str(value).strip()
    raise StepError("write a text here")


def _later(value: Any) -> Later:
    if (length := literals.duration(str(value))) is None or length.open:
        raise StepError("write a length of time such as 30m, 2h or 3d")
    return Later(timedelta(seconds=length.seconds))


def _agent(value: Any) -> Agent:
    if isinstance(value, dict) and value.keys() == {"release"}:
        return Agent("release", _text(value["release"]))
    if value not in get_args(AgentAct):
        raise StepError(f"an agent does one of {', '.join(get_args(AgentAct))}; what an agent writes is `agent_says`")
    return Agent(value)


def _owner(value: Any) -> Owned:
    if value not in get_args(Owner):
        raise StepError(f"the owner is one of {', '.join(get_args(Owner))}")
    return Owned(value)


def _slots(value: Any) -> SlotsSet:
    parts = value if isinstance(value, list) else [value]
    if not parts or isinstance(value, str) or not all(isinstance(part, dict | str) for part in parts):
        raise StepError("write names and values here, as {order_number: '10023'}")
    pairs = [pair for part in parts if isinstance(part, dict) for pair in part.items()]
    known = tuple(part for part in parts if isinstance(part, str))
    return SlotsSet({str(name): None if found is None else str(found) for name, found in pairs}, known)


def _silent(value: Any) -> Silent:
    if value is not True:
        raise StepError("it can only be `true`")
    return Silent()


def _buttons(value: Any) -> Offered:
    found = value if isinstance(value, list) else [value]
    return Offered(tuple(map(_text, found)))


def _document(value: Any) -> Document:
    return Document(_text(value))


def _attach(value: Any) -> Attach:
    if value not in get_args(Upload):
        raise StepError("a customer attaches a `photo`, a `document`, or what is `broken`")
    return Attach(value)


def _decide(value: Any) -> Decide:
    decision, fields = (value.get("decision"), value.get("fields") or {}) if isinstance(value, dict) else (value, {})
    if decision not in {"approved", "rejected"} or not isinstance(fields, dict):
        raise StepError("write `approved`, `rejected`, or {decision: approved, fields: {amount: 20 EUR}}")
    return Decide(decision, {str(name): str(found) for name, found in fields.items()})


def _happen(value: Any) -> Happen:
    if not isinstance(value, dict) or len(value) != 1 or not isinstance(values := next(iter(value.values())) or {}, dict):
        raise StepError("write what happens, with its values, as {bank: {amount: 12.50 EUR}}")
    return Happen(str(next(iter(value))), {str(name): str(found) for name, found in values.items()})


READERS: Mapping[str, Callable[[Any], Act | Expectation]] = {
    "user": lambda value: User(_text(value)),
    "press": lambda value: Press(_text(value)),
    "later": _later,
    "agent": _agent,
    "agent_says": lambda value: AgentSays(_text(value)),
    "attach": _attach,
    "share": lambda value: Share(_text(value)),
    "decide": _decide,
    "happen": _happen,
    "utter": lambda value: Utter(tuple(map(_text, value if isinstance(value, list) else [value]))),
    "bot": lambda value: Bot(_text(value)),
    "contains": lambda value: Contains(_text(value)),
    "lacks": lambda value: Contains(_text(value), lacks=True),
    "owner": _owner,
    "slots": _slots,
    "slot_was_set": _slots,
    "slot_was_not_set": lambda value: replace(_slots(value), but=True),
    "buttons": _buttons,
    "document": _document,
    "silent": _silent,
}
