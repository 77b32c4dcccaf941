"""What the API's answers look like, where more than one of them shares a shape."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, cast

from pydantic import AfterValidator, Field

from bot.api.endpoints import BASE
from bot.api.errors import Problem
from bot.api.shape import Shape
from bot.epoch import from_ms
from bot.store import ledger
from bot.store.history import Author, Enclosed, Line
from bot.store.letters import storable
from bot.store.tags import Tag

Way = Literal["", "channel", "template", "email", "later", "person"]
Sending = Literal["queued", "sent", "seen", "failed", "unknown", "owed", "dropped"]
FileType = Literal["photo", "document", "audio", "video", "other"]
Names = Mapping[int, str]  # of agents, by id

TEXT = 4_000  # characters of one message


def _words(text: str) -> str:
    if not (clean := storable(text).strip()):
        raise ValueError("write something")
    return clean


def clean_name(text: str) -> str:
    """One line without what cannot be seen: a name stands in letters, lists and files."""
    if not (clean := "".join(sign for sign in " ".join(storable(text).split()) if sign.isprintable()).strip()):
        raise ValueError("write a name")
    return clean


Name = Annotated[str, Field(max_length=80), AfterValidator(clean_name)]
Words = Annotated[str, Field(max_length=TEXT), AfterValidator(_words)]
Key = Annotated[
    str, Field(min_length=1, max_length=128, pattern=r"^[!-~]+$", description="Chosen by the sender; a repeat does nothing")
]


def when(ms: int | None) -> datetime | None:
    """A stored moment that may be missing."""
    return from_ms(ms) if ms is not None else None


class ButtonOut(Shape):
    """A button offered to the customer: `payload` comes back when it is pressed; with `url` it opens a link."""

    title: str
    payload: str
    url: str


class FileOut(Shape):
    """A file of a message; `url` is null where the file itself could not be kept."""

    name: str
    mime: str
    type: FileType
    url: str | None


class MessageOut(Shape):
    """One message. `id` is `i…` for what came in and `o…` for what went out; `by` is the agent who wrote it.

    A `system` message says what happened (`fact`, `values`). `turn` leads to the explanation in `turns`. `key` is the one
    an agent's client gave it; until `leaves_at` its author may take it back.
    """

    id: str
    author: Author
    text: str
    at: datetime
    sending: Sending
    reason: str
    way: Way
    by: str | None
    turn: int | None
    edited: bool
    buttons: list[ButtonOut]
    file: FileOut | None
    fact: str | None
    values: dict[str, Any]
    key: str | None = None
    leaves_at: datetime | None = None


class TagOut(Shape):
    """A tag; `colour` is 0 to 7, `uses` how many conversations have it (in the shop's list of tags)."""

    id: int
    name: str
    colour: int
    uses: int = 0


class PromiseOut(Shape):
    """What a customer was told would happen, and by when. `by` is the person who promised, null for the bot.

    `warned_at`: three quarters of its time were over; `about`: which of several; `renewal`: it renews another, and is not
    renewed again.
    """

    id: int
    conversation_id: int
    what: str
    made_by: str
    text: str
    made_at: datetime
    due_at: datetime
    state: Literal["open", "kept", "renewed", "broken"]
    renewed_by: int | None
    settled_at: datetime | None
    by: str | None
    about: str
    renewal: bool
    warned_at: datetime | None


class TicketOut(Shape):
    """A hand-over to people."""

    id: int
    team: str
    reason: str
    summary: str
    opened_at: datetime
    due_at: datetime | None
    state: Literal["open", "taken", "closed", "left"]
    agent: str | None
    answered_at: datetime | None
    closed_at: datetime | None


def message_out(line: Line, names: Names) -> MessageOut:
    """A line of the history as the API shows it."""
    return MessageOut(
        id=line.id, author=line.author, text=line.text or _sentence(line, names), at=from_ms(line.at),
        sending=sending(line), reason=line.reason, way=cast("Way", line.way), by=_by(line, names), turn=line.turn,
        edited=line.edited,
        buttons=[ButtonOut(title=b.title, payload=b.payload, url=b.url) for b in line.buttons],
        file=file_out(line.file), fact=line.fact or None, values=dict(line.values), key=_key(line),
        leaves_at=when(line.leaves_at),
    )  # fmt: skip


def sending(line: Line) -> Sending:
    """How a message went; one that is just being sent still counts as queued."""
    return "queued" if line.sending == "sending" else cast("Sending", line.sending)


def file_out(file: Enclosed | None) -> FileOut | None:
    """A file with the address it is read at."""
    if file is None:
        return None
    url = f"{BASE}/files/{file.id}" if file.id else None
    return FileOut(name=file.name, mime=file.mime, type=cast("FileType", file.type), url=url)


def tag_out(tag: Tag) -> TagOut:
    """A tag as the API shows it."""
    return TagOut(id=tag.id, name=tag.name, colour=tag.colour, uses=tag.uses)


def promise_out(promise: ledger.Promise, names: Names) -> PromiseOut:
    """A promise as the API shows it."""
    return PromiseOut(**promise_fields(promise, names))


def promise_fields(promise: ledger.Promise, names: Names) -> dict[str, Any]:
    """Its fields, for answers that say more of it."""
    return {
        "id": promise.id, "conversation_id": promise.conversation_id, "what": promise.what, "text": promise.text,
        "made_by": "bot" if promise.agent_id is None else "person", "by": _name(promise.agent_id, names), "state": promise.state,
        "made_at": from_ms(promise.made_at), "due_at": from_ms(promise.due_at), "settled_at": when(promise.settled_at),
        "warned_at": when(promise.warned_at), "renewed_by": promise.successor_id, "renewal": bool(promise.renewal),
        "about": "" if promise.about.startswith("key:") else promise.about,
    }  # fmt: skip


def ticket_out(ticket: ledger.Ticket, names: Names) -> TicketOut:
    """A ticket as the API shows it."""
    return TicketOut(
        id=ticket.id, team=ticket.team, reason=ticket.reason, summary=ticket.summary, opened_at=from_ms(ticket.opened_at),
        due_at=when(ticket.due_at), state=ticket.state, agent=_name(ticket.agent_id, names),
        answered_at=when(ticket.answered_at), closed_at=when(ticket.closed_at),
    )  # fmt: skip


def _key(line: Line) -> str | None:
    """Of `agent:3:12:abc` what its sender chose."""
    return line.key.split(":", 3)[-1] if line.author in {"agent", "note"} and line.agent_id is not None else None


def _by(line: Line, names: Names) -> str | None:
    if line.fact == "outside":
        return "outside"
    agent = line.agent_id if line.agent_id is not None else line.values.get("agent")
    return _name(agent, names) if isinstance(agent, int) else None


def _name(agent: int | None, names: Names) -> str | None:
    return names.get(agent, f"#{agent}") if agent is not None else None


def _sentence(line: Line, names: Names) -> str:
    """A system line in English, for those who read the API without the console."""
    if line.author != "system":
        return ""
    who = _by(line, names) or "Somebody"
    to_agent = line.values.get("to_agent")
    to = _name(to_agent, names) if isinstance(to_agent, int) else line.values.get("team") or "another team"
    sentences = {
        "taken": f"{who} took the conversation",
        "released": f"{who} gave it back to the bot",
        "closed": f"{who} closed the conversation",
        "reopened": f"{who} took it up again",
        "assigned": f"The desk gave it to {who}",
        "came_back": f"The customer wrote again and is back with {who}",
        "snoozed": f"{who} put it aside",
        "woken": "It is back from being put aside",
        "gone_quiet": f"{who} has gone quiet: it waits for everybody again",
        "waits_long": "The customer was asked whether to wait on",
        "gave_up": "Nobody came in time, and the customer has gone",
        "transferred": f"{who} handed it to {to}",
        "joined": f"{who} joined the conversation",
        "parted": f"{who} left the conversation",
        "started": "The customer opened the conversation",
        "blocked": "The customer cannot be reached any more",
        "reachable": "The customer can be reached again",
        "unsettled": "It is not known whether a message arrived",
        "overdue": "The promised moment has come",
        "goodwill": "A discount code was given",
        "callback_due": "The customer is to be called now",
        "callback_missed": "The customer was not called in time",
        "barred": "A supervisor blocked the customer",
        "unbarred": "The customer is not blocked any more",
        "language_set": f"{who} set the customer's language: {line.values.get('language')}",
        "thread_passed": "The conversation went to the page's own inbox",
        "thread_kept": "The conversation could not be passed to the page's own inbox",
        "thread_gone": "Another app took the conversation",
        "thread_back": "Another app gave the conversation back",
    }
    return sentences.get(line.fact, line.fact.replace("_", " ").capitalize())


# --- cursors ---------------------------------------------------------------------------------------------------

_CURSOR = re.compile(r"(-|\d{1,19})\.(\d{1,19})", re.ASCII)
_FARTHEST = 2**62  # what is written where nothing of a kind was read yet; databases count little farther


def write_cursor(first: int | None, second: int) -> str:
    """Two numbers as one opaque word; the first may be missing."""
    return f"{'-' if first is None else first}.{second}"


def read_cursor(text: str, field: str) -> tuple[int | None, int]:
    """The other way round. Raises Problem 422 naming the field."""
    if (found := _CURSOR.fullmatch(text)) is None:
        raise Problem(422, f"{field}: this is not a `next` of an earlier answer.", path=field)
    first, second = None if found[1] == "-" else int(found[1]), int(found[2])
    if max(first or 0, second) > _FARTHEST:
        raise Problem(422, f"{field}: this is not a `next` of an earlier answer.", path=field)
    return first, second
