"""The emulated Graph refuses what Meta refuses, so what passes on it can be believed."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from tests.platforms.graph import PAGE_INBOX, GraphEmulator
from tests.platforms.receiver import Receiver
from tests.platforms.trouble import Server

DAY = 24 * 3600


@pytest.fixture
async def fb() -> AsyncIterator[GraphEmulator]:
    async with GraphEmulator() as emulator:
        emulator.receipts = False
        await emulator.user().write("hi")
        yield emulator


async def post(fb: GraphEmulator, path: str = "me/messages", *, token: str = "", proof: str = "", **body: Any) -> Any:
    token = token or fb.page_token
    proof = proof or hmac.new(fb.app_secret.encode(), token.encode(), hashlib.sha256).hexdigest()
    headers = {"Authorization": f"Bearer {token}"}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{fb.url}/v26.0/{path}", params={"appsecret_proof": proof}, json=body, headers=headers) as answer,
    ):
        return await answer.json()


async def send(fb: GraphEmulator, message: dict[str, Any], to: str = "5001", **fields: Any) -> tuple[int, int]:
    """The error's code and subcode, 0 for none."""
    fields = {"messaging_type": "RESPONSE", **fields}
    answer = await post(fb, recipient={"id": to}, message=message, **fields)
    error = answer.get("error", {})
    return error.get("code", 0), error.get("error_subcode", 0)


SENT = (0, 0)
WEB = {"type": "web_url", "title": "x", "url": "https://x.lv"}


def reply(title: str = "Jā", payload: str = "yes") -> dict[str, str]:
    return {"content_type": "text", "title": title, "payload": payload}


def template(text: str = "x", buttons: tuple[dict[str, str], ...] = (WEB,)) -> dict[str, Any]:
    payload = {"template_type": "button", "text": text, "buttons": buttons}
    return {"attachment": {"type": "template", "payload": payload}}


@pytest.mark.parametrize(
    "message",
    [
        {"text": "x" * 1999},
        {"text": "x", "quick_replies": [reply()] * 13, "metadata": "m" * 1000},
        {"text": "x", "quick_replies": [{"content_type": "user_phone_number"}]},
        template("x" * 640, (WEB, WEB, WEB)),
        {**template(), "quick_replies": [reply()]},
    ],
)
async def test_what_stays_within_the_limits_is_sent(fb: GraphEmulator, message: dict[str, Any]) -> None:
    assert await send(fb, message) == SENT


@pytest.mark.parametrize(
    "message",
    [
        {"text": "x" * 2000},
        {"text": " "},
        {"text": "x", "attachment": {"type": "file"}},
        {"metadata": "only"},
        {"text": "x", "quick_replies": [reply()] * 14},
        {"text": "x", "quick_replies": [reply(title="x" * 21)]},
        {"text": "x", "quick_replies": [reply(payload="x" * 1001)]},
        {"text": "x", "quick_replies": [{"content_type": "location"}]},
        {"text": "x", "metadata": "m" * 1001},
        template("x" * 641),
        template(buttons=()),
        template(buttons=(WEB,) * 4),
        template(buttons=({**WEB, "url": "javascript:alert(1)"},)),
        {"attachment": {"type": "file", "payload": {}}},
    ],
)
async def test_what_goes_beyond_them_is_not(fb: GraphEmulator, message: dict[str, Any]) -> None:
    code, _ = await send(fb, message)
    assert code == 100
    assert fb.user().seen == []


async def test_the_window_closes_a_day_after_the_customers_last_word(fb: GraphEmulator) -> None:
    fb.clock.advance(DAY + 1)
    assert await send(fb, {"text": "x"}) == (10, 2018278)
    await fb.user().read()
    assert await send(fb, {"text": "x"}) == (10, 2018278)
    await fb.user().write("still here")
    assert await send(fb, {"text": "x"}) == SENT


@pytest.mark.parametrize("tag", ["CONFIRMED_EVENT_UPDATE", "POST_PURCHASE_UPDATE", "ACCOUNT_UPDATE", "", None])
async def test_retired_tags_open_nothing(fb: GraphEmulator, tag: str | None) -> None:
    assert await send(fb, {"text": "x"}, messaging_type="MESSAGE_TAG", tag=tag) == (100, 0)


async def test_a_persons_tag_needs_approval_and_ends_after_a_week(fb: GraphEmulator) -> None:
    tagged = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    assert await send(fb, {"text": "x"}, **tagged) == (100, 2018276)
    fb.human_agent = True
    fb.clock.advance(7 * DAY - 60)
    assert await send(fb, {"text": "x"}, **tagged) == SENT
    fb.clock.advance(120)
    assert await send(fb, {"text": "x"}, **tagged) == (10, 2018278)


async def test_who_cannot_be_written_to(fb: GraphEmulator) -> None:
    assert await send(fb, {"text": "x"}, to="404") == (100, 2018001)
    await fb.pass_thread(fb.user(), PAGE_INBOX)
    assert await send(fb, {"text": "x"}) == (10, 2018300)
    fb.user().unavailable = True
    assert await send(fb, {"text": "x"}) == (551, 1545041)


async def test_token_and_proof_are_both_checked(fb: GraphEmulator) -> None:
    assert (await post(fb, token="revoked"))["error"]["code"] == 190
    assert "appsecret_proof" in (await post(fb, proof="0" * 64))["error"]["message"]


async def test_a_message_and_an_action_do_not_go_together(fb: GraphEmulator) -> None:
    both = await post(fb, recipient={"id": "5001"}, message={"text": "x"}, sender_action="typing_on")
    assert both["error"]["error_subcode"] == 2018081
    assert (await post(fb, recipient={"id": "5001"}, sender_action="dancing"))["error"]["code"] == 100


async def test_every_delivery_is_signed_twice_over_its_escaped_bytes(fb: GraphEmulator) -> None:
    seen: list[tuple[dict[str, str], bytes]] = []

    async def keep(request: web.Request) -> web.Response:
        seen.append((dict(request.headers), await request.read()))
        return web.Response()

    app = web.Application()
    app.router.add_post("/", keep)
    server = Server(app, 0)
    fb.postman.discard()
    fb.postman.deliver_to(await server.start())
    await fb.user().write("ā/👍")
    await server.stop()
    headers, body = seen[0]
    assert b'"text":"\\u0101\\/\\ud83d\\udc4d"' in body
    assert json.loads(body)["object"] == "page"
    for name, kind in (("X-Hub-Signature", hashlib.sha1), ("X-Hub-Signature-256", hashlib.sha256)):
        assert headers[name].partition("=")[2] == hmac.new(fb.app_secret.encode(), body, kind).hexdigest()


async def test_an_address_that_fails_for_an_hour_is_unsubscribed(fb: GraphEmulator) -> None:
    async with Receiver() as receiver:
        receiver.statuses = [500] * 20
        fb.postman.deliver_to(receiver.url)
        for _ in range(12):
            await fb.settled()
            fb.clock.advance(600)
        assert fb.postman.url is None
