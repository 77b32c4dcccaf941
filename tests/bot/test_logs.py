"""What a log line may hold: configured in a process of its own, as the program does it once at its start."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from config.settings import CHECKOUT

SCRIPT = """
import logging, sys, warnings
import structlog
from bot import logs
logs.configure({form!r}, "info", ["s3cret-of-ours", "abc"])
log = structlog.get_logger()
def fail():
    raise ValueError("what a customer wrote")
{body}
"""


def logged(body: str, form: str = "json") -> str:
    """What such a program writes to standard error."""
    script = SCRIPT.format(form=form, body=body)
    run = subprocess.run([sys.executable, "-c", script], cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout == ""
    return run.stderr


def lines(body: str) -> list[dict[str, Any]]:
    """The same, as JSON."""
    return [json.loads(line) for line in logged(body).splitlines()]


def test_secrets_and_what_looks_like_one_are_left_out_wherever_they_stand() -> None:
    (line,) = lines(
        'log.info("sent", url="/bot123456789:AAEhBOweik6ad6PsWasUrcYu2l7I9Wyy3nU/getMe", a="s3cret-of-ours!",'
        ' b="x s3cret-of-ours", c="?access_token=EAAB&x=1", d="password=hunter2", e="abc is too short to be one")'
    )
    assert (line["url"], line["a"], line["b"]) == ("/bot…/getMe", "…!", "x …")
    assert (line["c"], line["d"], line["e"]) == ("?…&x=1", "…", "abc is too short to be one")


def test_nobody_begins_a_line_of_their_own_or_moves_the_cursor() -> None:
    name = "Anna\\r\\n2026-11-28 [info] admin signed in\\x1b[2J\\x1b]0;x\\x07\\u2028\\u202e\\x9b"
    for form in ("text", "json"):
        said = logged(f'log.info("heard", name="{name}"); logging.getLogger("x").warning("{name}")', form)
        assert len(said.splitlines()) == 2, form
        assert [sign for sign in "\r\x1b\x07\u2028\u202e\x9b" if sign in said] == [], form
        assert "Anna" in said


def test_a_secret_is_left_out_wherever_it_lies() -> None:
    (line,) = lines(
        'log.info("x", error=ValueError("s3cret-of-ours"), many=["s3cret-of-ours", 1, None],'
        ' deep={"s3cret-of-ours": {"a": ("token=b",)}})'
    )
    assert line["error"] == "…"
    assert line["many"] == ["…", 1, None]
    assert line["deep"] == {"…": {"a": ["…"]}}


def test_a_librarys_words_are_combed_too() -> None:
    (line,) = lines('logging.getLogger("aiohttp").warning("refused: %s", "s3cret-of-ours")')
    assert (line["event"], line["level"]) == ("refused: …", "warning")


def test_an_exception_tells_its_kind_and_place_but_not_its_words() -> None:
    body = """
try:
    fail()
except ValueError:
    log.exception("turn_failed")
    logging.getLogger("aiohttp").exception("handler failed")
logging.getLogger("asyncio").error("never retrieved\\nfuture: what a customer wrote", exc_info=KeyError("what a customer wrote"))
"""
    ours, theirs, asyncios = lines(body)
    assert [line["error"] for line in (ours, theirs, asyncios)] == ["ValueError", "ValueError", "KeyError"]
    assert ours["path"] == theirs["path"] == "<string>:11 > <string>:8"
    assert asyncios["event"] == "never retrieved"
    assert "customer" not in logged(body) + logged(body, "text")


def test_the_level_is_ours_and_libraries_say_only_what_matters() -> None:
    body = """
for level in ("debug", "info", "error"):
    logs.configure("json", level)
    log = structlog.get_logger()
    for name in ("debug", "info", "warning"):
        getattr(log, name)(f"{name} at {level}")
    logging.getLogger("sqlalchemy").info("chatter")
"""
    told = ["debug at debug", "info at debug", "warning at debug", "info at info", "warning at info"]
    assert [line["event"] for line in lines(body)] == told


def test_text_is_for_people() -> None:
    text = logged('log.warning("webhook_rejected", channel="telegram", token="s3cret-of-ours")', "text")
    assert "webhook_rejected" in text
    assert "channel=telegram" in text
    assert "s3cret" not in text


def test_warnings_and_errors_are_counted_by_names_of_our_own() -> None:
    said = logged(
        'seen = []\nlogs.watch(lambda *told: seen.append(told))\nlog.info("quiet")\nlog.warning("database_away", part="x")\n'
        'log.error("Anna wrote: 1")\nlogging.getLogger("library").error("Anna %s", 1)\nprint(seen, file=sys.stderr)'
    )
    assert said.splitlines()[-1] == "[('warning', 'database_away'), ('error', 'other'), ('error', 'other')]"


def test_a_full_disk_under_the_log_stops_nobody_who_says_something() -> None:
    """`/dev/full` refuses every write, as a log's disk does that has no room left."""
    script = SCRIPT.format(form="text", body='log.warning("database_away")\nlog.error("database_away")\nprint("it goes on")')
    command = [sys.executable, "-c", script]
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        run = subprocess.run(command, cwd=CHECKOUT, stdout=subprocess.PIPE, stderr=full, text=True, timeout=60, check=False)
    assert run.stdout == "it goes on\n"
