"""Structured logs that hold no secret and no customer's word."""

import logging
import re
import sys
import traceback
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from contextlib import suppress
from typing import Any, TextIO

import structlog

_TOKEN = re.compile(r"(?<!\d)\d{6,12}:[A-Za-z0-9_-]{20,}|(?i:access_token|token|secret|password|proof)=[^&\s\"']+")
# Ends of lines, control characters of terminals, and those that turn the direction of what follows (CWE-117, CWE-150).
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_ELSEWHERE = re.compile(r"/(site|dist)-packages/|/lib/python3")


_EVENT = re.compile(r"[a-z][a-z_]{0,40}")
_counting: list[Callable[[str, str], None]] = []


def watch(count: Callable[[str, str], None]) -> None:
    """Tell of every warning and error from now on: its level, and the name of the event; `other` for what libraries say."""
    _counting[:] = [count]


def _counted(_logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    level = str(event.get("level", method))
    if _counting and level in {"warning", "error", "critical"}:
        name = str(event.get("event", ""))
        _counting[0](level, name if _EVENT.fullmatch(name) else "other")
    return event


class _Lossy:
    """A stream that loses what cannot be written: a line of the log is worth less than the part of the program that writes it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """As a stream's."""
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        """As a stream's."""
        with suppress(OSError):
            self._stream.flush()


def configure(form: str, level: str, secrets: Iterable[str] = ()) -> None:
    """Write `text` or `json` lines to standard error. `secrets` never leave, wherever they turn up."""
    hidden = sorted({secret for secret in secrets if len(secret) >= 4}, key=len, reverse=True)

    def redact(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        return {key: value if key.startswith("_") else _redacted(value, hidden) for key, value in event.items()}

    renderer: Any = structlog.processors.JSONRenderer()
    if form == "text":
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        _counted,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _without_words,
        redact,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(_Lossy(sys.stderr)),  # type: ignore[arg-type]  # all that print needs
        cache_logger_on_first_use=True,
    )
    chain = [structlog.stdlib.ProcessorFormatter.remove_processors_meta, redact, renderer]
    formatter = structlog.stdlib.ProcessorFormatter(processors=chain, foreign_pre_chain=[_first_line, *shared])
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(max(logging.WARNING, logging.getLevelNamesMapping()[level.upper()]))  # libraries: warnings and worse


def _without_words(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """An exception's message may quote what a customer wrote; its kind and its path through our files may not."""
    if (error := _error(event.pop("exc_info", None))) is not None:
        event["error"], event["path"] = type(error).__name__, _path(error)
    return event


def _path(error: BaseException) -> str:
    """Through our own files where it has come through any, the last six of them."""
    steps = traceback.extract_tb(error.__traceback__)
    ours = [step for step in steps if not _ELSEWHERE.search(step.filename)] or steps
    return " > ".join(f"{step.filename.rsplit('/', 1)[-1]}:{step.lineno}" for step in ours[-6:])


def _error(info: Any) -> BaseException | None:
    match info:
        case BaseException():
            return info
        case (_, BaseException() as error, _):
            return error
        case _:
            return sys.exc_info()[1] if info else None


def _first_line(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """asyncio says below its first line which task failed, and of what, in the exception's own words."""
    event["event"] = str(event["event"]).partition("\n")[0]
    return event


def _redacted(value: Any, hidden: list[str]) -> Any:
    match value:
        case None | bool() | int() | float():
            return value
        case Mapping():
            return {_told(str(key), hidden): _redacted(one, hidden) for key, one in value.items()}
        case list() | tuple() | set() | frozenset():
            return [_redacted(one, hidden) for one in value]
        case _:
            return _told(str(value), hidden)


def _told(text: str, hidden: list[str]) -> str:
    """Without secrets, and on one line: who could begin another one, or move the cursor, could write what never happened."""
    for secret in hidden:
        text = text.replace(secret, "…")
    return _UNSEEN.sub(lambda found: f"\\u{ord(found[0]):04x}", _TOKEN.sub("…", text))
