"""What Messenger shares with Meta's other messengers: signatures, the verify call, the meaning of Graph errors.

Without it a forged webhook would be believed, and a lost answer or a closed window misread. Instagram and WhatsApp can use
it as it is. Sources: developers.facebook.com/docs/messenger-platform (webhooks, error codes), /docs/graph-api.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from bot.channels.port import NotSent, Refused, Rejected, Result, Sent, Unknown
from bot.channels.wire import Answer, header

SIGNATURE_HEADER = "X-Hub-Signature-256"
_LIMITED = {4, 17, 32, 613, 80004, 80006}  # too many calls: of the app, the user, the page, this call, the business
_PASSING = {-1, 1, 2, 1200}  # "temporary"; sent or not, nobody can tell
_ACCOUNT = {10, 190, 102, 200, 368}  # permission, token, session, permission, blocked for abuse
_GONE = {1545041, 2018001, 2018108}  # not available, no such user, receives no messages from us
# out of the window (old and new, Instagram's); HUMAN_AGENT without approval; another app has the thread
_WINDOW = {2018065, 2018276, 2018278, 2534022, 2018300}
OTHER_APP = 2018300  # "another app is controlling this thread"
Blame = Literal["message", "unreachable", "window", "account"]


class _Error(msgspec.Struct):
    message: str = ""
    code: int = 0
    error_subcode: int = 0


class _Envelope(msgspec.Struct):
    message_id: str = ""
    error: _Error | None = None


class _Usage(msgspec.Struct):
    estimated_time_to_regain_access: float = 0  # minutes


_envelope = msgspec.json.Decoder(_Envelope)
_usage = msgspec.json.Decoder(dict[str, list[_Usage]])


def signed(headers: Mapping[str, str], body: bytes, app_secret: str) -> bool:
    """True when the SHA-256 signature is that of these very bytes; Meta signs what it sends, escapes and all."""
    given = header(headers, SIGNATURE_HEADER)
    digest = hmac.new(app_secret.encode(), body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(given, f"sha256={digest}".encode())


def proof(token: str, app_secret: str) -> str:
    """appsecret_proof, which makes a stolen token useless to who does not know the app's secret."""
    return hmac.new(app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()


def challenge(query: Mapping[str, str], verify_tokens: Iterable[str]) -> str:
    """What to answer, as text/plain, to Meta's question whether this address is ours. Raises Rejected(403)."""
    given, asked = query.get("hub.verify_token", ""), query.get("hub.challenge", "")
    fits = [hmac.compare_digest(given.encode("utf-8", "surrogatepass"), token.encode()) for token in verify_tokens]
    if query.get("hub.mode") != "subscribe" or not any(fits) or not re.fullmatch(r"[\w.~-]{1,200}", asked):
        raise Rejected(403, "the verify token is wrong")
    return asked


def result(answer: Answer) -> Result:
    """What Graph's answer to a send means. Its own messages hold no customer's words and no token."""
    try:
        envelope = _envelope.decode(answer.body)
    except (ValueError, RecursionError):
        return _not_graphs(answer)
    if envelope.error is None and answer.status < 300:
        return Sent(envelope.message_id)
    return _trouble(answer, envelope.error or _Error(f"HTTP {answer.status}"))


def _not_graphs(answer: Answer) -> NotSent | Unknown:
    """Something between us and Graph answered: below 500 it let nothing through, above and at 2xx nobody can tell."""
    reason = f"HTTP {answer.status} that is not Graph's"
    return NotSent(reason) if 300 <= answer.status < 500 else Unknown(reason)


def _trouble(answer: Answer, error: _Error) -> NotSent | Unknown | Refused:
    reason = f"{error.message} ({error.code}/{error.error_subcode})"
    if error.code in _LIMITED or answer.status == 429:
        return NotSent(reason, _regained(answer), "account")
    if error.code in _PASSING or answer.status >= 500:
        return Unknown(reason)
    return Refused(reason, _blame(error), code=error.error_subcode if error.error_subcode == OTHER_APP else 0)


def _blame(error: _Error) -> Blame:
    if error.error_subcode in _WINDOW or "outside of allowed window" in error.message:
        return "window"
    if error.error_subcode in _GONE or error.code == 551:
        return "unreachable"
    if error.code in _ACCOUNT or "appsecret_proof" in error.message:
        return "account"
    return "message"


def _regained(answer: Answer) -> float | None:
    """Seconds until calls are allowed again, where Meta says so (X-Business-Use-Case-Usage, in minutes)."""
    try:
        usage = _usage.decode(answer.headers.get("X-Business-Use-Case-Usage", ""))
    except (ValueError, RecursionError):
        return None
    longest = max((use.estimated_time_to_regain_access for uses in usage.values() for use in uses), default=0)
    return longest * 60 or None
