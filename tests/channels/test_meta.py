"""Only what Meta really sent is believed, and each of its refusals means one thing."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from bot.channels.meta import SIGNATURE_HEADER, challenge, proof, result, signed
from bot.channels.port import NotSent, Refused, Rejected, Result, Sent, Unknown
from bot.channels.wire import Answer

SECRET = "app-secret"
BODIES = [
    b'{"object":"page"}',
    b'{ "object" :  "page" }\n',
    '{"text":"Sveiki, ā 👍"}'.encode(),
    b'{"text":"\\u0101 \\ud83d\\udc4d \\/"}',
    b"",
    b"\x00\xff not even text",
]


def signature(body: bytes, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


@pytest.mark.parametrize("body", BODIES)
def test_the_bytes_are_what_is_signed(body: bytes) -> None:
    assert signed({SIGNATURE_HEADER: f"sha256={signature(body)}"}, body, SECRET)
    assert not signed({SIGNATURE_HEADER: f"sha256={signature(body + b' ')}"}, body, SECRET)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SIGNATURE_HEADER: ""},
        {SIGNATURE_HEADER: "sha256="},
        {SIGNATURE_HEADER: signature(BODIES[0])},
        {SIGNATURE_HEADER: "sha256=" + signature(BODIES[0]).upper()},
        {SIGNATURE_HEADER: "SHA256=" + signature(BODIES[0])},
        {SIGNATURE_HEADER: "sha256=" + signature(BODIES[0])[:-2]},
        {SIGNATURE_HEADER: "sha256=" + signature(BODIES[0], "another")},
        {SIGNATURE_HEADER: "sha256=āāā"},
        {SIGNATURE_HEADER: "sha256=\ud800\udcff"},
        {SIGNATURE_HEADER: "sha1=" + hmac.new(SECRET.encode(), BODIES[0], hashlib.sha1).hexdigest()},
        {"X-Hub-Signature": "sha1=" + hmac.new(SECRET.encode(), BODIES[0], hashlib.sha1).hexdigest()},
        {"X-Hub-Signature": "sha256=" + signature(BODIES[0])},
    ],
)
def test_nothing_but_the_right_signature_will_do(headers: dict[str, str]) -> None:
    assert not signed(headers, BODIES[0], SECRET)


def test_the_proof_is_the_one_metas_clients_compute() -> None:
    assert proof("token", SECRET) == hmac.new(b"app-secret", b"token", hashlib.sha256).hexdigest()


ASKED = {"hub.mode": "subscribe", "hub.challenge": "1158201444", "hub.verify_token": "verify-me"}


def test_meta_is_told_that_the_address_is_ours() -> None:
    assert challenge(ASKED, ["another", "verify-me"]) == "1158201444"


@pytest.mark.parametrize(
    "changed",
    [
        {"hub.verify_token": "wrong"},
        {"hub.verify_token": ""},
        {"hub.verify_token": "vērify-\ud800"},
        {"hub.mode": "unsubscribe"},
        {"hub.challenge": "<script>alert(1)</script>"},
        {"hub.challenge": ""},
    ],
)
def test_nobody_else_is(changed: dict[str, str]) -> None:
    with pytest.raises(Rejected) as rejected:
        challenge({**ASKED, **changed}, ["verify-me"])
    assert rejected.value.status == 403


def test_with_no_token_set_nobody_is_told_anything() -> None:
    with pytest.raises(Rejected):
        challenge(ASKED, [])


def answer(status: int = 400, code: int = 0, subcode: int = 0, message: str = "", **headers: str) -> Answer:
    error = {"message": message, "type": "OAuthException", "code": code, "error_subcode": subcode, "fbtrace_id": "A"}
    dashed = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, dashed, json.dumps({"error": error}).encode())


ERRORS: list[tuple[int, int, int, type[Result], str]] = [
    (403, 10, 2018278, Refused, "window"),
    (403, 10, 2018065, Refused, "window"),
    (400, 10, 2534022, Refused, "window"),
    (403, 10, 2018300, Refused, "window"),
    (403, 10, 0, Refused, "account"),
    (400, 10, 2018108, Refused, "unreachable"),
    (400, 100, 0, Refused, "message"),
    (400, 100, 2018001, Refused, "unreachable"),
    (400, 100, 2018276, Refused, "window"),
    (401, 190, 463, Refused, "account"),
    (400, 190, 0, Refused, "account"),
    (403, 200, 0, Refused, "account"),
    (403, 200, 1545041, Refused, "unreachable"),
    (403, 200, 2018108, Refused, "unreachable"),
    (400, 551, 0, Refused, "unreachable"),
    (400, 551, 1545041, Refused, "unreachable"),
    (400, 368, 0, Refused, "account"),
    (400, 613, 0, NotSent, "account"),
    (400, 4, 0, NotSent, "account"),
    (400, 17, 0, NotSent, "account"),
    (400, 32, 0, NotSent, "account"),
    (400, 80004, 0, NotSent, "account"),
    (429, 0, 0, NotSent, "account"),
    (400, 1, 0, Unknown, ""),
    (400, 2, 0, Unknown, ""),
    (400, -1, 0, Unknown, ""),
    (400, 1200, 0, Unknown, ""),
    (500, 0, 0, Unknown, ""),
    (503, 100, 0, Unknown, ""),
    (400, 12345, 0, Refused, "message"),
]


@pytest.mark.parametrize(("status", "code", "subcode", "kind", "whose"), ERRORS)
def test_each_error_means_one_thing(status: int, code: int, subcode: int, kind: type[Result], whose: str) -> None:
    meant = result(answer(status, code, subcode))
    assert isinstance(meant, kind)
    match meant:
        case Refused(blame=blame):
            assert blame == whose
        case NotSent(scope=scope):
            assert scope == whose
        case Sent() | Unknown():
            assert whose == ""


def test_words_tell_where_numbers_do_not() -> None:
    closed = result(answer(403, 10, 0, "(#10) This message is sent outside of allowed window."))
    secretless = result(answer(400, 100, 0, "Invalid appsecret_proof provided in the API argument"))
    assert isinstance(closed, Refused)
    assert isinstance(secretless, Refused)
    assert (closed.blame, secretless.blame) == ("window", "account")


@pytest.mark.parametrize(
    ("usage", "seconds"),
    [
        ('{"1":[{"type":"messenger","call_count":100,"estimated_time_to_regain_access":3}]}', 180),
        ('{"1":[{"estimated_time_to_regain_access":0}]}', None),
        ("{}", None),
        ("nonsense", None),
        ("[" * 100_000, None),
    ],
)
def test_a_rate_limit_is_waited_out_as_long_as_meta_says(usage: str, seconds: float | None) -> None:
    limited = result(answer(400, 613, X_Business_Use_Case_Usage=usage))
    assert isinstance(limited, NotSent)
    assert limited.retry_after == seconds


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b'{"recipient_id":"1","message_id":"m_1"}', Sent),
        (200, b'{"success":true}', Sent),
        (200, b"<html>", Unknown),
        (502, b"<html>", Unknown),
        (403, b"<html>", NotSent),
        (404, b"{}", Refused),
        (200, b"[" * 100_000, Unknown),
        (200, b"\xff", Unknown),
    ],
)
def test_an_answer_of_any_shape_is_understood(status: int, body: bytes, kind: Any) -> None:
    assert isinstance(result(Answer(status, {}, body)), kind)
