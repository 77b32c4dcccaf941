"""A run in which everything goes wrong, in a process of its own, so that a test can read all that it logs.

    python -m tests.line.failing json
"""

import asyncio
import gc
import sys
import tempfile
from pathlib import Path

from bot import deliver, logs
from bot.app import load_model
from bot.channels import telegram_methods  # noqa: F401 - loaded before the first send has to wait for it
from bot.commands.common import secrets_in
from bot.store.database import connect
from bot.store.schema import migrate
from config.settings import CHECKOUT, read_environment
from config.shop import read_shop
from tests.line.house import MONDAY, House, at
from tests.platforms.clock import Clock
from tests.platforms.graph import GraphEmulator
from tests.platforms.telegram import TelegramEmulator

WORDS = "mans noslēpums ir zils ķirsis"  # what a customer writes, and no log may hold
SECRETS = {
    "TELEGRAM_BOT_TOKEN": "123456789:telegram-token-of-the-test-run", "TELEGRAM_WEBHOOK_SECRET": "webhook-secret-of-the-run",
    "MESSENGER_PAGE_TOKEN": "page-token-of-the-run", "MESSENGER_APP_SECRET": "app-secret-of-the-run",
    "MESSENGER_VERIFY_TOKEN": "verify-token-of-the-run", "SECRET_KEY": "secret-key-of-the-run",
    "ADMIN_PASSWORD": "admin-password-of-the-run",
}  # fmt: skip


async def main(form: str) -> None:
    """Everything that can go wrong with words and tokens about."""
    vars(deliver)["SWEEP"] = 0.05
    clock, folder = at(Clock(), MONDAY), Path(tempfile.mkdtemp(prefix="dezura-failing-"))
    tg = TelegramEmulator(SECRETS["TELEGRAM_BOT_TOKEN"], secret=SECRETS["TELEGRAM_WEBHOOK_SECRET"], clock=clock)
    fb = GraphEmulator(
        page_token=SECRETS["MESSENGER_PAGE_TOKEN"], app_secret=SECRETS["MESSENGER_APP_SECRET"],
        verify_token=SECRETS["MESSENGER_VERIFY_TOKEN"], clock=clock,
    )  # fmt: skip
    shop = read_shop(CHECKOUT)
    database = connect(f"sqlite:///{folder}/failing.db")
    await database.write(migrate)
    async with tg, fb:
        places = {"TELEGRAM_API_URL": tg.url, "MESSENGER_GRAPH_URL": fb.url, "LOG_FORMAT": form, "LOG_LEVEL": "debug"}
        page = {"MESSENGER_PAGE_ID": fb.page_id, "MESSENGER_APP_ID": fb.app_id, "ADMIN_EMAIL": "admin@shop.example"}
        environment = read_environment({**SECRETS, **places, **page})
        logs.configure(environment.log_format, environment.log_level, secrets_in(environment, shop))
        async with House(database, clock, environment, shop, load_model(environment, shop, lambda: int(MONDAY * 1000))) as house:
            tg.postman.deliver_to(f"{house.url}/webhooks/telegram")
            fb.postman.deliver_to(f"{house.url}/webhooks/messenger")
            await _misfortunes(house, tg, fb)
    database.close()


async def _misfortunes(house: House, tg: TelegramEmulator, fb: GraphEmulator) -> None:
    anna, boris = tg.user(), fb.user()
    for kind in (401, 403, 500, "drop", "garbage", "proxy"):
        tg.fail("sendMessage", kind)
        fb.fail("me/messages", kind)
        await asyncio.gather(house.hold(anna, WORDS), house.hold(boris, WORDS))
        house.forward(120)
    tg.fail("getFile", 400)
    await anna.photo(b"\xff\xd8\xff", WORDS)
    await house.post("/webhooks/telegram", WORDS.encode(), {"X-Telegram-Bot-Api-Secret-Token": "guess"})
    await house.post("/webhooks/messenger?hub.verify_token=guess&access_token=abc", WORDS.encode())
    await house.quiet()
    await _a_broken_database(house, tg)
    _an_exception_nobody_fetches()
    await asyncio.sleep(0)
    gc.collect()
    await tg._server.stop()  # connections are refused from here on
    await anna.write(WORDS)
    await house.floor.doorbell.wait("pages", 0.2)


async def _a_broken_database(house: House, tg: TelegramEmulator) -> None:
    """Turns fail, webhooks fail, and the statements that fail hold the customer's words."""
    await house.database.write(lambda connection: connection.exec_driver_sql("ALTER TABLE turns RENAME TO elsewhere"))
    await tg.user().write(WORDS)
    await house.until("SELECT COUNT(*) FROM conversations WHERE attempts > 0 AND lease_token = ''", 1)
    await house.database.write(lambda connection: connection.exec_driver_sql("ALTER TABLE inbox RENAME TO nowhere"))
    await house.post("/webhooks/telegram", _update(), {"X-Telegram-Bot-Api-Secret-Token": tg.secret})
    await house.database.write(lambda connection: connection.exec_driver_sql("ALTER TABLE nowhere RENAME TO inbox"))
    await house.database.write(lambda connection: connection.exec_driver_sql("ALTER TABLE elsewhere RENAME TO turns"))


def _update() -> bytes:
    message = '{"message_id":1,"date":1,"from":{"id":7,"first_name":"A"},"chat":{"id":7,"type":"private"},"text":"%s"}'
    return f'{{"update_id":9,"message":{message % WORDS}}}'.encode()


def _an_exception_nobody_fetches() -> None:
    async def fail() -> None:
        raise RuntimeError(f"{WORDS} {SECRETS['MESSENGER_PAGE_TOKEN']}")

    asyncio.get_running_loop().create_task(fail())  # that nobody keeps it is the point


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
