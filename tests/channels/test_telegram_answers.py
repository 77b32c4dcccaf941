"""An answer to a call is understood whatever its shape."""

import json
from typing import Any

import msgspec
import pytest

from bot.channels.port import NotSent, Refused, Sent, Unknown
from bot.channels.telegram_answers import opened, sent
from bot.channels.wire import Answer, Failed


def failure(status: int, body: Any, **headers: str) -> Any:
    """What a refusal means for a send."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    with pytest.raises(Failed) as failed:
        opened(Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, raw))
    return failed.value.result


def test_a_result_is_given_as_it_came() -> None:
    raw = opened(Answer(200, {}, b'{"ok":true,"result":{"message_id":5,"more":[1]}}'))
    assert sent(raw) == Sent("5")


@pytest.mark.parametrize("result", [b"true", b"null", b"{}", b'{"message_id":"5"}'])
def test_what_was_sent_was_sent_even_if_the_result_says_little(result: bytes) -> None:
    assert sent(msgspec.Raw(result)) == Sent()


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"ok":1}', b"[" * 100_000, b"\xff", b'{"description":"\xff"}'])
def test_an_answer_that_cannot_be_read_leaves_everything_open(body: bytes) -> None:
    assert isinstance(failure(200, body), Unknown)


def test_an_error_that_says_ok_false_with_200_is_no_success() -> None:
    assert isinstance(failure(200, {"ok": False, "description": "?"}), Unknown)


def test_the_wait_may_stand_in_the_header_alone() -> None:
    assert failure(429, {"ok": False, "description": "slow"}, Retry_After="9") == NotSent("slow", 9)
    assert failure(429, {"ok": False, "description": "slow"}, Retry_After="soon") == NotSent("slow")
    assert failure(429, b"<html>", Retry_After="9") == NotSent("HTTP 429 that is not Telegram's", 9)


def test_a_refusal_without_words_still_says_something() -> None:
    assert failure(400, {"ok": False}) == Refused("HTTP 400")
    assert failure(500, {"ok": False}) == Unknown("HTTP 500")
