"""The shop speaks to its Messenger customers when Meta lets it, and says honestly what became of each message."""

import hashlib
import hmac
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import messenger as module
from bot.channels.messenger import Messenger
from bot.channels.messenger_bodies import Template
from bot.channels.meta import SIGNATURE_HEADER
from bot.channels.metrics import failures
from bot.channels.port import (
    Button,
    Echo,
    FetchError,
    File,
    Inbound,
    Message,
    NotSent,
    Outgoing,
    Receipt,
    Refused,
    Rejected,
    Result,
    Sent,
    Text,
    Unknown,
)
from tests.platforms.graph import PAGE_INBOX, GraphEmulator
from tests.platforms.graph_api import RETIRED_TAGS
from tests.platforms.receiver import Receiver

HOUR = 3600 * 1000
PDF = File("f1", 'rēķins "1".pdf', "application/pdf")
CREDENTIALS: dict[str, Any] = {
    "page_id": "10",
    "page_token": "page-token",
    "app_secret": "app-secret",
    "app_id": "77",
    "verify_token": "verify-me",
}


def offline(**fields: Any) -> Messenger:
    return Messenger(**{"name": "page", **CREDENTIALS, **fields})


def to_anna(fb: GraphEmulator, message: Message, **fields: Any) -> Outgoing:
    now = int(fb.clock.now() * 1000)
    return Outgoing(**{"address": "5001", "message": message, "key": "k1", "last_in_at": now, **fields})


# --- the webhook's door -----------------------------------------------------------------------------------------


def said_on(page: str, text: str = "hi") -> bytes:
    event = {"sender": {"id": "5001"}, "recipient": {"id": page}, "timestamp": 5, "message": {"mid": f"m_{page}", "text": text}}
    return json.dumps({"object": "page", "entry": [{"id": page, "time": 5, "messaging": [event]}]}).encode()


def signed_by(secret: str, body: bytes) -> dict[str, str]:
    return {SIGNATURE_HEADER.lower(): "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}


def accounts(inbounds: list[Inbound]) -> list[tuple[str, str]]:
    return [(inbound.account, inbound.key) for inbound in inbounds]


def test_a_signed_batch_is_read() -> None:
    body = said_on("10")
    assert [inbound.content for inbound in offline().receive(signed_by("app-secret", body), body)] == [Text("hi")]


def test_an_unsigned_one_is_turned_away_before_it_is_read() -> None:
    for headers in ({}, signed_by("another", b"x"), {"X-Forwarded-For": "157.240.0.1"}):
        with pytest.raises(Rejected) as rejected:
            offline().receive(headers, b"x")
        assert rejected.value.status == 401


def test_a_signed_body_that_is_no_json_is_a_bad_request() -> None:
    with pytest.raises(Rejected) as rejected:
        offline().receive(signed_by("app-secret", b"x"), b"x")
    assert rejected.value.status == 400


def test_one_address_serves_several_pages_of_one_app() -> None:
    pages = [offline(), offline(name="second", page_id="20")]
    body = said_on("20")
    assert accounts(module.receive(pages, signed_by("app-secret", body), body)) == [("second", "m_20")]


def test_an_app_cannot_speak_for_another_apps_page() -> None:
    pages = [offline(), offline(name="theirs", page_id="20", app_secret="their-secret")]
    body = said_on("20")
    assert module.receive(pages, signed_by("app-secret", body), body) == []
    assert accounts(module.receive(pages, signed_by("their-secret", body), body)) == [("theirs", "m_20")]


def test_a_page_of_nobody_is_ignored() -> None:
    body = said_on("30")
    assert offline().receive(signed_by("app-secret", body), body) == []


@given(st.binary(max_size=100))
def test_any_signed_bytes_get_an_answer(body: bytes) -> None:
    try:
        offline().receive(signed_by("app-secret", body), body)
    except Rejected:
        return


async def test_metas_question_is_answered_for_any_of_the_pages() -> None:
    asked = {"hub.mode": "subscribe", "hub.challenge": "42", "hub.verify_token": "verify-me"}
    assert offline().verify(asked) == "42"
    assert module.verify([offline(verify_token="other"), offline()], asked) == "42"
    with pytest.raises(Rejected):
        module.verify([offline(verify_token="other")], asked)


@pytest.mark.parametrize("field", list(CREDENTIALS))
@pytest.mark.parametrize("value", ["", "sēcret", "two\nlines"])
def test_a_page_that_could_not_be_safe_does_not_start(field: str, value: str) -> None:
    with pytest.raises(ValueError, match="Messenger") as refused:
        offline(**{field: value})
    assert not value or value not in str(refused.value)


# --- the window -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "author", "approved", "open_"),
    [
        (23.99, "bot", False, True),
        (24, "bot", False, False),
        (24, "agent", False, False),
        (24, "bot", True, False),
        (24, "agent", True, True),
        (167.99, "agent", True, True),
        (168, "agent", True, False),
    ],
)
def test_who_may_write_and_until_when(hours: float, author: Any, approved: bool, open_: bool) -> None:
    outgoing = Outgoing("5001", Message("x"), "k", author, last_in_at=1000)
    assert (offline(human_agent=approved).window(outgoing, 1000 + int(hours * HOUR)) is None) == open_


def test_who_never_wrote_is_not_written_to() -> None:
    assert offline().window(Outgoing("5001", Message("x"), "k"), 0) is not None


async def test_a_closed_window_is_told_without_asking_meta(fb: GraphEmulator, messenger: Messenger) -> None:
    late = to_anna(fb, Message("x"), last_in_at=int(fb.clock.now() * 1000) - 25 * HOUR)
    result = await messenger.send(late)
    assert isinstance(result, Refused)
    assert result.blame == "window"
    assert fb.calls == []


async def test_a_person_answers_late_under_the_one_tag_that_is_left(fb: GraphEmulator) -> None:
    channel = Messenger("page", **fb.credentials, human_agent=True, clock=fb.clock.now)
    anna = fb.user()
    await anna.write("hi")
    wrote_at = int(fb.clock.now() * 1000)
    fb.clock.advance(25 * 3600)
    late = to_anna(fb, Message("Te Jānis"), author="agent", last_in_at=wrote_at)
    unapproved = await channel.send(late)
    assert isinstance(unapproved, Refused)
    assert unapproved.blame == "window"
    fb.human_agent = True
    assert isinstance(await channel.send(late), Sent)
    assert anna.seen[-1].tag == "HUMAN_AGENT"
    await channel.close()
    assert not {call.params.get("tag") for call in fb.calls} & RETIRED_TAGS


# --- utility templates -------------------------------------------------------------------------------------------

TEMPLATES = {"refund-paid": Template("refund_paid", {"lv": "lv", "en": "en"}), "*": Template("news", {"en": "en"})}


async def late_fact(fb: GraphEmulator, text: str, **fields: Any) -> Result:
    channel = Messenger("page", **fb.credentials, templates=TEMPLATES, clock=fb.clock.now)
    wrote_at = int(fb.clock.now() * 1000)
    fb.clock.advance(25 * 3600)
    result = await channel.send(to_anna(fb, Message(text), last_in_at=wrote_at, **{"fact": True, "language": "lv", **fields}))
    await channel.close()
    return result


async def test_a_fact_goes_by_an_approved_template_when_the_window_has_closed(fb: GraphEmulator) -> None:
    fb.templates["refund_paid", "lv"] = "Ziņa no veikala: {{1}} Atbildiet šeit."
    anna = fb.user()
    await anna.write("hi")
    result = await late_fact(fb, "Nauda ir atmaksāta:\n90,00 EUR.", says="refund-paid")
    assert isinstance(result, Sent)
    assert result.way == "template"
    assert anna.seen[-1].text == "Ziņa no veikala: Nauda ir atmaksāta: 90,00 EUR. Atbildiet šeit."
    (call,) = fb.called()
    assert call.params["messaging_type"] == "UTILITY"
    assert call.params["message"]["metadata"] == "k1"


async def test_within_the_window_it_goes_as_it_was_written(fb: GraphEmulator) -> None:
    channel = Messenger("page", **fb.credentials, templates=TEMPLATES, clock=fb.clock.now)
    await fb.user().write("hi")
    result = await channel.send(to_anna(fb, Message("Samaksāts."), fact=True, says="refund-paid", language="lv"))
    assert result == Sent(fb.user().seen[-1].id, "channel")
    await channel.close()


@pytest.mark.parametrize(
    ("fields", "allowed"),
    [
        ({"says": "refund-paid"}, True),
        ({"says": "greeting refund-paid"}, True),
        ({"says": "promise", "language": "en"}, True),
        ({"says": "promise", "language": "lv"}, False),
        ({"says": "refund-paid", "fact": False}, False),
        ({"says": "refund-paid", "fact": False, "author": "agent"}, False),
        ({"says": "refund-paid", "message": Message("see this", file=PDF)}, False),
    ],
)
def test_only_facts_in_a_language_that_meta_approved_have_this_way(fields: dict[str, Any], allowed: bool) -> None:
    usual = {"address": "1", "message": Message("x"), "key": "k", "fact": True, "language": "lv", "last_in_at": 0}
    outgoing = Outgoing(**{**usual, **fields})
    assert (offline(templates=TEMPLATES).window(outgoing, 30 * HOUR) is None) == allowed


async def test_a_template_that_meta_has_paused_leaves_the_fact_owed(fb: GraphEmulator) -> None:
    await fb.user().write("hi")
    result = await late_fact(fb, "Samaksāts.", says="refund-paid")
    assert isinstance(result, Refused)
    assert result.blame == "window"


# --- the Page inbox ----------------------------------------------------------------------------------------------


@pytest.fixture
async def inbox(fb: GraphEmulator) -> AsyncIterator[Messenger]:
    channel = Messenger("page", **fb.credentials, page_inbox=True, clock=fb.clock.now)
    yield channel
    await channel.close()


async def test_the_thread_is_passed_to_the_page_inbox(fb: GraphEmulator, inbox: Messenger) -> None:
    anna = fb.user()
    await anna.write("hi")
    assert isinstance(await inbox.send(to_anna(fb, Message(thread="pass"), fact=True)), Sent)
    assert anna.owner == PAGE_INBOX
    assert anna.seen == []


@pytest.mark.parametrize("author", ["agent", "bot"])
async def test_who_has_the_floor_takes_it_back_and_is_heard_once(fb: GraphEmulator, inbox: Messenger, author: Any) -> None:
    anna = fb.user()
    await anna.write("hi")
    await fb.pass_thread(anna, PAGE_INBOX)
    assert isinstance(await inbox.send(to_anna(fb, Message("Te Jānis"), author=author)), Sent)
    assert anna.owner == fb.app_id
    assert [seen.text for seen in anna.seen] == ["Te Jānis"]


async def test_a_fact_waits_until_the_thread_comes_back(fb: GraphEmulator, inbox: Messenger) -> None:
    anna = fb.user()
    await anna.write("hi")
    await fb.pass_thread(anna, PAGE_INBOX)
    result = await inbox.send(to_anna(fb, Message("Samaksāts."), fact=True))
    assert isinstance(result, Refused)
    assert result.blame == "window"
    assert anna.owner == PAGE_INBOX


async def test_a_page_whose_people_answer_here_takes_nothing_back(fb: GraphEmulator, messenger: Messenger) -> None:
    anna = fb.user()
    await anna.write("hi")
    await fb.pass_thread(anna, PAGE_INBOX)
    assert isinstance(await messenger.send(to_anna(fb, Message("Te Jānis"), author="agent")), Refused)
    assert anna.owner == PAGE_INBOX

# --- sending ----------------------------------------------------------------------------------------------------


async def test_what_is_sent_is_seen(fb: GraphEmulator, messenger: Messenger) -> None:
    anna = fb.user()
    await anna.write("hi")
    buttons = (Button("Jā", "yes"), Button("Sekot", url="https://dpd.lv/1"))
    (rendered,) = messenger.render(Message("Vai tā? 👍", buttons))
    result = await messenger.send(to_anna(fb, rendered))
    (seen,) = anna.seen
    assert result == Sent(seen.id)
    assert (seen.text, {button.title for button in seen.buttons}) == ("Vai tā? 👍", {"Jā", "Sekot"})
    assert fb.called()[0].params["messaging_type"] == "RESPONSE"


async def test_the_token_travels_in_a_header_with_its_proof(fb: GraphEmulator, messenger: Messenger) -> None:
    await fb.user().write("hi")
    assert isinstance(await messenger.send(to_anna(fb, Message("x"))), Sent)
    (call,) = fb.calls
    assert call.token == fb.page_token
    assert set(call.in_url) == {"appsecret_proof"}
    assert fb.page_token not in json.dumps(call.params)


async def test_a_file_is_uploaded_with_the_message(fb: GraphEmulator, messenger: Messenger) -> None:
    anna = fb.user()
    await anna.write("hi")
    for piece in messenger.render(Message("Rēķins", file=PDF)):
        assert isinstance(await messenger.send(to_anna(fb, piece), b"%PDF-1" if piece.file else None), Sent)
    first, second = anna.seen
    assert first.file is not None
    assert (first.kind, first.file.content, first.file.mime) == ("file", b"%PDF-1", "application/pdf")
    assert first.file.name == "rēķins _1_.pdf"
    assert second.text == "Rēķins"


async def test_a_file_that_cannot_go_is_refused_before_anything_is_sent(fb: GraphEmulator, messenger: Messenger) -> None:
    assert await messenger.send(to_anna(fb, Message(file=PDF))) == Refused("the file is missing")
    assert isinstance(await messenger.send(to_anna(fb, Message(file=PDF)), bytes(25_000_001)), Refused)
    assert await messenger.send(to_anna(fb, Message())) == Sent()
    assert fb.calls == []


async def test_an_echo_settles_a_send_whose_answer_was_lost(
    fb: GraphEmulator, messenger: Messenger, messenger_webhook: Receiver
) -> None:
    await fb.user().write("hi")
    fb.fail("me/messages", "lost")
    assert isinstance(await messenger.send(to_anna(fb, Message("Labdien"), key="conversation-7/3")), Unknown)
    await fb.settled()
    _, echo, receipt = messenger_webhook.inbounds
    assert isinstance(echo.content, Echo)
    assert (echo.address, echo.content.ours, echo.content.metadata) == ("5001", True, "conversation-7/3")
    assert isinstance(receipt.content, Receipt)


async def test_typing_is_shown_and_a_failure_of_it_only_counted(fb: GraphEmulator, messenger: Messenger) -> None:
    anna = fb.user()
    await messenger.typing("5001")
    assert anna.typing_shown == 1
    count = failures.labels("messenger", "typing_on", "unreachable")
    before = count._value.get()
    anna.unavailable = True
    await messenger.typing("5001")
    assert count._value.get() == before + 1


# --- what can go wrong ------------------------------------------------------------------------------------------

ERRORS: list[tuple[Any, dict[str, Any], Result]] = [
    (403, {"code": 10, "subcode": 2018278, "message": "closed"}, Refused("closed (10/2018278)", "window")),
    (400, {"code": 190, "message": "bad token"}, Refused("bad token (190/0)", "account")),
    (400, {"code": 551, "subcode": 1545041, "message": "gone"}, Refused("gone (551/1545041)", "unreachable")),
    (400, {"code": 100, "message": "bad"}, Refused("bad (100/0)", "message")),
    (400, {"code": 613, "message": "slow"}, NotSent("slow (613/0)", None, "account")),
    (
        400,
        {"code": 4, "message": "slow", "headers": {"X-Business-Use-Case-Usage": '{"1":[{"estimated_time_to_regain_access":2}]}'}},
        NotSent("slow (4/0)", 120, "account"),
    ),
    (500, {"code": 2, "message": "temporary"}, Unknown("temporary (2/0)")),
    (400, {"code": 1200, "message": "temporary"}, Unknown("temporary (1200/0)")),
    ("garbage", {}, Unknown("HTTP 200 that is not Graph's")),
    ("proxy", {"status": 502}, Unknown("HTTP 502 that is not Graph's")),
    ("proxy", {"status": 403}, NotSent("HTTP 403 that is not Graph's")),
]


@pytest.mark.parametrize(("kind", "details", "result"), ERRORS)
async def test_each_answer_means_one_thing(
    fb: GraphEmulator, messenger: Messenger, kind: Any, details: dict[str, Any], result: Result
) -> None:
    await fb.user().write("hi")
    fb.fail("me/messages", kind, **details)
    assert await messenger.send(to_anna(fb, Message("x"))) == result
    assert isinstance(await messenger.send(to_anna(fb, Message("x"))), Sent)


@pytest.mark.parametrize("kind", ["lost", "drop"])
async def test_an_answer_that_got_lost_is_not_asked_for_again(fb: GraphEmulator, messenger: Messenger, kind: str) -> None:
    anna = fb.user()
    await anna.write("hi")
    fb.fail("me/messages", kind)
    assert isinstance(await messenger.send(to_anna(fb, Message("x"))), Unknown)
    assert len(fb.calls) == 1
    assert len(anna.seen) == (kind == "lost")


async def test_a_server_that_says_nothing_is_waited_for_no_longer_than_allowed(fb: GraphEmulator) -> None:
    channel = Messenger("page", **fb.credentials, timeout=0.2)
    await fb.user().write("hi")
    fb.fail("me/messages", "hang")
    assert await channel.send(to_anna(fb, Message("x"))) == Unknown("TimeoutError")
    await channel.close()


async def test_a_server_that_is_not_there_has_received_nothing(fb: GraphEmulator) -> None:
    channel = offline(graph_url="http://127.0.0.1:1")
    assert await channel.send(to_anna(fb, Message("x"))) == NotSent("ClientConnectorError")
    assert await channel.send(to_anna(fb, Message(file=PDF)), b"%PDF") == NotSent("ClientConnectorError")
    await channel.close()


async def test_real_refusals_are_understood(fb: GraphEmulator, messenger: Messenger) -> None:
    anna = fb.user()
    await anna.write("hi")
    await fb.pass_thread(anna, PAGE_INBOX)
    for address, blame in (("404", "unreachable"), ("5001", "window")):
        result = await messenger.send(to_anna(fb, Message("x"), address=address))
        assert isinstance(result, Refused)
        assert result.blame == blame
    stranger = Messenger("page", **{**fb.credentials, "page_token": "revoked"}, clock=fb.clock.now)
    result = await stranger.send(to_anna(fb, Message("x")))
    assert isinstance(result, Refused)
    assert result.blame == "account"
    await stranger.close()


@pytest.mark.parametrize("kind", [400, 401, 403, 429, 500, "lost", "drop", "garbage", "proxy"])
async def test_no_failure_shows_a_secret(
    fb: GraphEmulator, messenger: Messenger, kind: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    await fb.user().write("hi")
    fb.fail("me/messages", kind, times=3)
    said = [repr(await messenger.send(to_anna(fb, Message("x"))))]
    said += [repr(await messenger.send(to_anna(fb, Message(file=PDF)), b"x"))]
    await messenger.typing("5001")
    with pytest.raises(FetchError) as refused:
        await messenger.fetch("http://127.0.0.1:1/a")
    said += [str(refused.value), repr(messenger), caplog.text, *capsys.readouterr()]
    assert not [words for words in said for secret in (fb.page_token, fb.app_secret, fb.verify_token) if secret in words]


# --- files ------------------------------------------------------------------------------------------------------


async def test_a_customers_file_is_fetched_from_the_configured_server(
    fb: GraphEmulator, messenger: Messenger, messenger_webhook: Receiver
) -> None:
    await fb.user().attach(b"\xff\xd8\xff", "image/jpeg")
    (told,) = messenger_webhook.inbounds
    assert await messenger.fetch(getattr(told.content, "ref", "")) == (b"\xff\xd8\xff", "image/jpeg")
    with pytest.raises(FetchError, match="404"):
        await messenger.fetch(f"{fb.url}/files/never")


@pytest.mark.parametrize(
    "ref",
    [
        "",
        "no address",
        "http://[",
        "https://",
        "//fbcdn.net/a",
        "file:///etc/passwd",
        "http://scontent.xx.fbcdn.net/a.jpg",
        "https://fbcdn.net.evil.example/a.jpg",
        "https://evilfbcdn.net/a.jpg",
        "https://fbcdn.net@evil.example/a.jpg",
        "https://evil.example/https://fbcdn.net/a.jpg",
        "https://127.0.0.1/a.jpg",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/a.jpg",
        "https://localhost/fbcdn.net",
        "ftp://scontent.xx.fbcdn.net/a.jpg",
    ],
)
async def test_no_other_address_is_fetched_from(messenger: Messenger, ref: str) -> None:
    with pytest.raises(FetchError, match=r"does not lie with|could not be fetched: ValueError"):
        await messenger.fetch(ref)
