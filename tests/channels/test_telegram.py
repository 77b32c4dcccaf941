"""The shop speaks to its Telegram customers within the platform's limits, and says honestly what became of each message."""

import contextlib
import logging
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels import telegram as module
from bot.channels.metrics import failures
from bot.channels.port import (
    Button,
    FetchError,
    File,
    Message,
    NotSent,
    Outgoing,
    Refused,
    Rejected,
    Result,
    Sent,
    Text,
    Unknown,
)
from bot.channels.telegram import SECRET_HEADER, Telegram
from bot.channels.text import units
from tests.platforms.receiver import Receiver
from tests.platforms.telegram import TelegramEmulator

SECRET = "s3cret-s3cret"
UPDATE = b'{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5},"text":"hi"}}'
PDF, PICTURE = File("f1", "rēķins.pdf", "application/pdf"), File("f2", "foto.jpg", "image/jpeg")
JPEG = b"\xff\xd8\xff-a-picture"
DAY = 24 * 3600 * 1000


def offline(**fields: Any) -> Telegram:
    return Telegram("telegram", **{"token": "42:abc", "secret": SECRET, **fields})


def to_anna(message: Message, **fields: Any) -> Outgoing:
    return Outgoing(**{"address": "1001", "message": message, "key": "k1", **fields})


# --- the webhook's door -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{SECRET_HEADER: SECRET}, {SECRET_HEADER.lower(): SECRET}, {SECRET_HEADER.upper(): SECRET}])
def test_the_right_secret_opens(headers: dict[str, str]) -> None:
    assert [inbound.content for inbound in offline().receive(headers, UPDATE)] == [Text("hi")]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {SECRET_HEADER: ""},
        {SECRET_HEADER: "wrong"},
        {SECRET_HEADER: SECRET + "x"},
        {SECRET_HEADER: SECRET.upper()},
        {SECRET_HEADER: "sēcret"},
        {SECRET_HEADER: "s3cret\udcff"},
        {SECRET_HEADER: "\ud800"},
        {"X-Forwarded-For": "149.154.167.220"},
    ],
)
def test_anything_else_is_turned_away_before_it_is_read(headers: dict[str, str]) -> None:
    with pytest.raises(Rejected) as rejected:
        offline().receive(headers, b"not even JSON")
    assert rejected.value.status == 401


def test_a_body_that_is_no_update_is_a_bad_request() -> None:
    with pytest.raises(Rejected) as rejected:
        offline().receive({SECRET_HEADER: SECRET}, b"[]")
    assert rejected.value.status == 400


@given(st.binary(max_size=100), st.text(max_size=20))
def test_any_caller_with_any_body_gets_an_answer(body: bytes, secret: str) -> None:
    for given_secret in (secret, SECRET):
        with contextlib.suppress(Rejected):
            offline().receive({SECRET_HEADER: given_secret}, body)


@pytest.mark.parametrize(
    ("field", "value"),
    [("secret", ""), ("secret", "a b"), ("secret", "a" * 257), ("token", ""), ("token", "abc"), ("token", "42:a b")],
)
def test_a_bot_that_could_not_be_safe_does_not_start(field: str, value: str) -> None:
    with pytest.raises(ValueError, match="Telegram") as refused:
        offline(**{field: value})
    assert not value or value not in str(refused.value).split()


# --- rendering --------------------------------------------------------------------------------------------------

YES, NO = Button("Jā", "yes"), Button("Nē", "no")


def test_a_short_message_is_one_request() -> None:
    message = Message("Sveiki!", (YES, NO))
    assert offline().render(message) == [message]


def test_a_long_text_is_cut_at_4096_units_with_the_buttons_below_the_last_piece() -> None:
    pieces = offline().render(Message("👍 " * 3000, (YES,)))
    assert [units(piece.text) <= 4096 for piece in pieces] == [True, True, True]
    assert [piece.buttons for piece in pieces] == [(), (), (YES,)]


def test_a_file_takes_its_text_as_a_caption_if_that_fits() -> None:
    short, long = Message("Rēķins", (YES,), PDF), Message("Rēķins " * 200, (YES,), PDF)
    assert offline().render(short) == [short]
    first, second = offline().render(long)
    assert (first, second.buttons) == (Message(file=PDF), (YES,))


def test_buttons_and_a_wish_for_the_phone_number_take_two_messages() -> None:
    both = offline().render(Message("Kā turpinām?", (YES,), ask_contact="Dot numuru"))
    assert both == [Message("Kā turpinām?", (YES,)), Message("Dot numuru", ask_contact="Dot numuru")]


@pytest.mark.parametrize(
    ("message", "texts"),
    [
        (Message(""), []),
        (Message(" \n "), []),
        (Message("", (YES,)), ["👇"]),
        (Message("", ask_contact="Dot numuru"), ["Dot numuru"]),
        (Message("", file=PDF), [""]),
        (Message("a\0b\ud800"), ["ab?"]),
    ],
)
def test_no_message_goes_out_empty_or_unsendable(message: Message, texts: list[str]) -> None:
    assert [piece.text for piece in offline().render(message)] == texts


def test_a_payload_over_64_bytes_is_our_own_mistake() -> None:
    with pytest.raises(AssertionError):
        offline().render(Message("?", (Button("Jā", "ā" * 33),)))


def test_only_business_chats_have_a_window() -> None:
    old, fresh = to_anna(Message("x"), last_in_at=0), to_anna(Message("x"), address="bc1:1001", last_in_at=DAY)
    assert offline().window(old, 400 * DAY) is None
    assert offline().window(fresh, 2 * DAY - 1) is None
    assert "24 hours" in (offline().window(fresh, 2 * DAY) or "")
    assert offline().window(to_anna(Message("x"), address="bc1:1001"), DAY) is not None


# --- sending ----------------------------------------------------------------------------------------------------


async def test_what_is_sent_is_seen(tg: TelegramEmulator, telegram: Telegram) -> None:
    anna = tg.user(1001)
    await anna.start()
    result = await telegram.send(to_anna(Message("Vai tā? 👍", (YES, Button("Sekot", url="https://dpd.lv/1")))))
    (seen,) = anna.seen
    assert result == Sent(str(seen.id))
    assert seen.text == "Vai tā? 👍"
    assert [(one.title, one.data, one.url) for one in seen.buttons] == [("Jā", "yes", ""), ("Sekot", "", "https://dpd.lv/1")]


async def test_a_text_is_never_taken_for_markup(tg: TelegramEmulator, telegram: Telegram) -> None:
    await tg.user(1001).start()
    await telegram.send(to_anna(Message("<b>Anna_Ozola*</b> [x](http://evil.example)")))
    (call,) = tg.called("sendMessage")
    assert "parse_mode" not in call.params
    assert call.params["text"] == "<b>Anna_Ozola*</b> [x](http://evil.example)"


async def test_what_is_to_be_copied_is_copied_at_a_tap(tg: TelegramEmulator, telegram: Telegram) -> None:
    await tg.user(1001).start()
    for value in ("LV80BANK0000435195001", "<b>Šveiks & 👍</b>"):
        (piece,) = telegram.render(Message(value, copy=True))
        await telegram.send(to_anna(piece))
        call = tg.called("sendMessage")[-1]
        assert call.params["entities"] == [{"type": "code", "offset": 0, "length": units(value)}]
        assert call.params["text"] == value
        assert "parse_mode" not in call.params


async def test_a_button_for_the_phone_number_comes_and_goes(tg: TelegramEmulator, telegram: Telegram) -> None:
    anna = tg.user(1001)
    await anna.start()
    await telegram.send(to_anna(Message("Jūsu numurs?", ask_contact="Dot numuru")))
    await telegram.send(to_anna(Message("Paldies!")))
    assert anna.seen[0].ask_contact == "Dot numuru"
    assert tg.called("sendMessage")[1].params["reply_markup"] == {"remove_keyboard": True}


async def test_documents_and_pictures_are_uploaded(tg: TelegramEmulator, telegram: Telegram) -> None:
    anna = tg.user(1001)
    await anna.start()
    assert isinstance(await telegram.send(to_anna(Message("Rēķins", (YES,), PDF)), b"%PDF-1"), Sent)
    assert isinstance(await telegram.send(to_anna(Message(file=PICTURE)), JPEG), Sent)
    document, picture = anna.seen
    assert (document.kind, document.text, document.buttons[0].title) == ("document", "Rēķins", "Jā")
    assert document.file is not None
    assert (document.file.name, document.file.content) == ("rēķins.pdf", b"%PDF-1")
    assert (picture.kind, picture.text) == ("photo", "")


async def test_a_picture_telegram_cannot_show_goes_as_a_document(tg: TelegramEmulator, telegram: Telegram) -> None:
    anna = tg.user(1001)
    await anna.start()
    assert isinstance(await telegram.send(to_anna(Message(file=PICTURE)), b"not a picture"), Sent)
    tg.largest_photo = 5
    assert isinstance(await telegram.send(to_anna(Message(file=PICTURE)), JPEG), Sent)
    assert isinstance(await telegram.send(to_anna(Message(file=PICTURE)), JPEG + b"x" * 10_000_000), Sent)
    assert [seen.kind for seen in anna.seen] == ["document", "document", "document"]


async def test_a_file_that_cannot_go_is_refused_before_anything_is_sent(tg: TelegramEmulator, telegram: Telegram) -> None:
    await tg.user(1001).start()
    assert await telegram.send(to_anna(Message(file=PDF))) == Refused("the file is missing")
    assert isinstance(await telegram.send(to_anna(Message(file=PDF)), bytes(50_000_001)), Refused)
    assert tg.calls == []


async def test_a_press_is_acknowledged_along_the_way(
    tg: TelegramEmulator, telegram: Telegram, telegram_webhook: Receiver
) -> None:
    anna = tg.user(1001)
    await anna.start()
    await telegram.send(to_anna(Message("Vai tā?", (YES,))))
    pressed = await anna.press("Jā")
    callback = pressed["callback_query"]["id"]
    assert isinstance(await telegram.send(to_anna(Message("Labi!"), answers=callback)), Sent)
    assert await telegram.send(to_anna(Message(), answers=callback)) == Sent()  # too late by now, which is nobody's loss
    assert [call.params["callback_query_id"] for call in tg.called("answerCallbackQuery")] == [callback, callback]
    assert len(anna.seen) == 2


async def test_a_business_chat_is_answered_on_its_connection(tg: TelegramEmulator, telegram: Telegram) -> None:
    shop, anna = tg.business(9001), tg.user(1001)
    await shop.write(anna, "Labdien")
    address = f"{shop.id}:1001"
    assert isinstance(await telegram.send(to_anna(Message("Labdien!"), address=address)), Sent)
    await telegram.typing(address)
    assert {call.params["business_connection_id"] for call in tg.calls} == {shop.id}
    assert "reply_markup" not in tg.calls[0].params
    tg.clock.advance(24 * 3600 + 1)
    late = await telegram.send(to_anna(Message("Vēl šeit?"), address=address))
    assert isinstance(late, Refused)
    assert late.blame == "window"


@pytest.mark.parametrize("address", ["", "anna", "bc1:", "1" * 30, "-"])
async def test_an_address_that_is_no_chat_is_refused(telegram: Telegram, address: str) -> None:
    assert isinstance(await telegram.send(to_anna(Message("x"), address=address)), Refused)


# --- what can go wrong ------------------------------------------------------------------------------------------

ERRORS: list[tuple[Any, dict[str, Any], Result]] = [
    (429, {"retry_after": 7}, NotSent("Too Many Requests: retry after 7", 7)),
    (400, {"migrate_to_chat_id": -100}, Refused("Bad Request: group chat was upgraded to a supergroup chat", moved_to="-100")),
    (400, {"description": "Bad Request: chat not found"}, Refused("Bad Request: chat not found", "unreachable")),
    (400, {"description": "Bad Request: message is too long"}, Refused("Bad Request: message is too long")),
    (400, {"description": "Bad Request: BUSINESS_PEER_INVALID"}, Refused("Bad Request: BUSINESS_PEER_INVALID", "window")),
    (401, {}, Refused("Unauthorized", "account")),
    (404, {}, Refused("Not Found", "account")),
    (403, {}, Refused("Forbidden: bot was blocked by the user", "unreachable")),
    (403, {"description": "Forbidden: user is deactivated"}, Refused("Forbidden: user is deactivated", "unreachable")),
    (409, {"description": "Conflict: x"}, Refused("Conflict: x")),
    (413, {}, Refused("Request Entity Too Large")),
    (500, {}, Unknown("Internal Server Error: sendMessage")),
    (502, {"description": "Bad Gateway"}, Unknown("Bad Gateway")),
    ("proxy", {"status": 502}, Unknown("HTTP 502 that is not Telegram's")),
    ("proxy", {"status": 403}, NotSent("HTTP 403 that is not Telegram's")),
    ("garbage", {}, Unknown("HTTP 200 that is not Telegram's")),
]


@pytest.mark.parametrize(("kind", "details", "result"), ERRORS)
async def test_each_answer_means_one_thing(
    tg: TelegramEmulator, telegram: Telegram, kind: Any, details: dict[str, Any], result: Result
) -> None:
    await tg.user(1001).start()
    tg.fail("sendMessage", kind, **details)
    assert await telegram.send(to_anna(Message("x"))) == result
    assert isinstance(await telegram.send(to_anna(Message("x"))), Sent)


@pytest.mark.parametrize("kind", ["lost", "drop"])
async def test_an_answer_that_got_lost_is_not_asked_for_again(tg: TelegramEmulator, telegram: Telegram, kind: str) -> None:
    anna = tg.user(1001)
    await anna.start()
    tg.fail("sendMessage", kind)
    assert isinstance(await telegram.send(to_anna(Message("x"))), Unknown)
    assert len(tg.called("sendMessage")) == 1
    assert len(anna.seen) == (kind == "lost")


async def test_a_server_that_says_nothing_is_waited_for_no_longer_than_allowed(tg: TelegramEmulator) -> None:
    await tg.user(1001).start()
    channel = Telegram("telegram", tg.token, SECRET, api_url=tg.url, timeout=0.2)
    await channel.prepare()
    tg.fail("sendMessage", "hang")
    assert await channel.send(to_anna(Message("x"))) == Unknown("TimeoutError")
    await channel.close()


async def test_a_server_that_is_not_there_has_received_nothing() -> None:
    channel = Telegram("telegram", "42:abc", SECRET, api_url="http://127.0.0.1:1")
    assert await channel.send(to_anna(Message("x"))) == NotSent("ClientConnectorError")
    assert await channel.send(to_anna(Message(file=PDF)), b"%PDF") == NotSent("ClientConnectorError")
    with pytest.raises(FetchError, match="ClientConnectorError"):
        await channel.fetch("file1")
    await channel.close()


async def test_a_send_that_cannot_even_begin_is_certainly_not_sent(tg: TelegramEmulator, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_LOADING_SECONDS", 0)
    channel = Telegram("telegram", tg.token, SECRET, api_url=tg.url)
    assert isinstance(await channel.send(to_anna(Message("x"))), NotSent)
    assert tg.calls == []
    await channel.prepare()
    await channel.close()


async def test_real_refusals_are_understood(tg: TelegramEmulator, telegram: Telegram) -> None:
    anna, boris, clara = tg.user(1001), tg.user(1002), tg.user(1003)
    await anna.start()
    await anna.block()
    await boris.start()
    boris.deactivated = True
    for user in (anna, boris, clara):
        result = await telegram.send(to_anna(Message("x"), address=str(user.id)))
        assert isinstance(result, Refused)
        assert result.blame == "unreachable"
    await anna.unblock()
    assert isinstance(await telegram.send(to_anna(Message("x"))), Sent)


async def test_typing_is_shown_and_a_failure_of_it_only_counted(tg: TelegramEmulator, telegram: Telegram) -> None:
    count = failures.labels("telegram", "sendChatAction", "unreachable")
    before = count._value.get()
    tg.fail("sendChatAction", 403)
    await telegram.typing("1001")
    await telegram.typing("nobody's")
    assert count._value.get() == before + 1
    assert [call.params for call in tg.calls] == [{"chat_id": 1001, "action": "typing"}]


@pytest.mark.parametrize("kind", [429, 401, 403, 404, 500, "lost", "drop", "garbage", "proxy"])
async def test_no_failure_shows_the_token(
    tg: TelegramEmulator, telegram: Telegram, kind: Any, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    for method in ("sendMessage", "sendDocument", "sendChatAction", "getFile"):
        tg.fail(method, kind)
    said = [repr(await telegram.send(to_anna(Message("x")))), repr(await telegram.send(to_anna(Message(file=PDF)), b"%PDF"))]
    await telegram.typing("1001")
    with pytest.raises(FetchError) as refused:
        await telegram.fetch("file1")
    said += [str(refused.value), repr(refused.value.__cause__), repr(telegram), caplog.text, *capsys.readouterr()]
    secret = tg.token.partition(":")[2]
    assert not [words for words in said if secret in words or SECRET in words]


# --- files ------------------------------------------------------------------------------------------------------


async def test_a_customers_file_is_fetched_with_its_type(tg: TelegramEmulator, telegram: Telegram) -> None:
    await tg.user(1001).photo(JPEG)
    await tg.user(1001).document(b"%PDF-1", "čeks.pdf")
    refs = {path: ref for ref, (path, _) in tg.files.items()}
    photo, document = (next(ref for path, ref in refs.items() if path.startswith(kind)) for kind in ("photos/large", "documents"))
    assert await telegram.fetch(photo) == (JPEG, "image/jpeg")
    assert await telegram.fetch(document) == (b"%PDF-1", "application/pdf")


@pytest.mark.parametrize("path", ["", "/etc/passwd", "a/../../b", "a//b", "./a"])
async def test_a_path_that_leads_astray_is_not_followed(tg: TelegramEmulator, telegram: Telegram, path: str) -> None:
    tg.files["f"] = (path, b"x")
    with pytest.raises(FetchError):
        await telegram.fetch("f")


@pytest.mark.parametrize("path", ["documents/100%?x#y.pdf", "documents/ā b.pdf"])
async def test_a_path_is_taken_as_it_stands(tg: TelegramEmulator, telegram: Telegram, path: str) -> None:
    tg.files["f"] = (path, b"x")
    assert await telegram.fetch("f") == (b"x", "application/pdf")


async def test_a_file_that_is_gone_or_too_large_is_not_had(tg: TelegramEmulator, telegram: Telegram) -> None:
    tg.files["large"] = ("documents/large.bin", bytes(20 * 1024 * 1024 + 1))
    for ref, why in (("large", "too big"), ("never", "file_id")):
        with pytest.raises(FetchError, match=why):
            await telegram.fetch(ref)


# --- cost -------------------------------------------------------------------------------------------------------


def test_importing_the_channel_does_not_import_aiogram() -> None:
    check = "import sys, bot.channels.telegram, bot.channels.telegram_setup; sys.exit('aiogram' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)
