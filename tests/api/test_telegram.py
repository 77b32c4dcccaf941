"""One's own Telegram account: a code that counts once, what is linked, and a while without alerts."""

from functools import partial

from bot.api.context import Api
from bot.channels.telegram import Telegram
from bot.store import telegram_links
from bot.store.database import Database
from tests.api.conftest import NOW, Agent


async def test_a_code_links_whoever_shows_it_and_can_be_undone(anna: Agent, api: Api, sqlite: Database) -> None:
    assert await anna.get("/account/telegram") == {"there": False, "name": None, "linked_at": None, "snoozed_until": None}
    await anna.post("/account/telegram/code", {}, 409)
    await anna.post("/account/telegram/snooze", {"minutes": 60}, 409)
    object.__setattr__(api, "channels", {**api.channels, "telegram": Telegram("telegram", "1:x", "secret")})
    code = (await anna.post("/account/telegram/code", {}))["code"]
    redeem = partial(telegram_links.redeem, code=code, telegram_id=11, name="Anna O.", secret=api.secret, now=NOW)
    assert await sqlite.write(redeem) is not None
    assert (await anna.get("/account/telegram"))["name"] == "Anna O."
    assert (await anna.post("/account/telegram/snooze", {"minutes": 60}))["snoozed_until"] is not None
    assert (await anna.post("/account/telegram/snooze", {"minutes": 0}))["snoozed_until"] is None
    async with anna.client.delete("/api/v1/account/telegram", headers={"Authorization": f"Bearer {anna.token}"}) as answer:
        assert answer.status == 204
    assert (await anna.get("/account/telegram"))["name"] is None
