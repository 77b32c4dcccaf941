"""What Telegram's answer to a call means for us: without it a blocked bot would be tried for ever, a flood answered with more.

The descriptions are those of the Bot API server's own source (github.com/tdlib/telegram-bot-api).
"""

from typing import Literal

import msgspec

from bot.channels.port import NotSent, Refused, Sent, Unknown
from bot.channels.wire import Answer, Failed

_GONE = ("chat not found", "user not found", "peer_id_invalid", "chat_write_forbidden", "user is deactivated")
Trouble = NotSent | Unknown | Refused
Blame = Literal["message", "unreachable", "window", "account"]


class _Parameters(msgspec.Struct):
    retry_after: float | None = None
    migrate_to_chat_id: int | None = None


class Envelope(msgspec.Struct):
    """The outside of every answer; `result` is left as it came."""

    ok: bool
    result: msgspec.Raw = msgspec.Raw(b"null")
    description: str = ""
    parameters: _Parameters | None = None


class _MessageId(msgspec.Struct):
    message_id: int


_envelope = msgspec.json.Decoder(Envelope)
_message_id = msgspec.json.Decoder(_MessageId)


def opened(answer: Answer) -> msgspec.Raw:
    """The result inside an answer. Raises Failed with what the answer means."""
    try:
        envelope = _envelope.decode(answer.body)
    except (ValueError, RecursionError):
        raise Failed(_not_telegrams(answer)) from None
    if envelope.ok and answer.status < 300:
        return envelope.result
    raise Failed(_trouble(answer, envelope))


def sent(result: msgspec.Raw) -> Sent:
    """The send a result tells of. It was made, whatever the result looks like."""
    try:
        return Sent(str(_message_id.decode(result).message_id))
    except msgspec.DecodeError:
        return Sent()


def _not_telegrams(answer: Answer) -> Trouble:
    """Something between us and Telegram answered: below 500 it let nothing through, above and at 2xx nobody can tell."""
    reason = f"HTTP {answer.status} that is not Telegram's"
    return NotSent(reason, _seconds(answer)) if 300 <= answer.status < 500 else Unknown(reason)


def _trouble(answer: Answer, envelope: Envelope) -> Trouble:
    reason = envelope.description or f"HTTP {answer.status}"
    found = envelope.parameters or _Parameters()
    if found.migrate_to_chat_id is not None:
        return Refused(reason, moved_to=str(found.migrate_to_chat_id))
    if answer.status == 429:
        return NotSent(reason, found.retry_after or _seconds(answer))
    if not 400 <= answer.status < 500:
        return Unknown(reason)
    return Refused(reason, _blame(answer.status, reason.lower()))


def _blame(status: int, reason: str) -> Blame:
    match status:
        case 401 | 404:
            return "account"
        case 403:
            return "unreachable"
        case 400 if any(sign in reason for sign in _GONE):
            return "unreachable"
        case 400 if "business_" in reason:  # the 24 hours of a business chat are over, or its owner took the right back
            return "window"
        case _:
            return "message"


def _seconds(answer: Answer) -> float | None:
    """The Retry-After header, where it is a number."""
    given = answer.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else None
