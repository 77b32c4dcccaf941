"""Our webhook alone: checked, decoded, deduplicated, committed with synchronous=FULL, then 200. Nobody thinks beside it."""

import asyncio
import sys
import tempfile
import time

from aiohttp import web

from bot.channels.telegram import Telegram
from bot.doorbell import LocalDoorbell
from bot.store import schema
from bot.store.database import connect
from bot.store.mailbox import Mailbox
from bot.web import Doors, routes
from tests.benchmarks.echo import TOKEN


async def main(port: int) -> None:
    """Serve until ended."""
    with tempfile.TemporaryDirectory() as folder:
        database = connect(f"sqlite:///{folder}/dezura.db")
        await database.write(schema.migrate)

        async def ready() -> dict[str, str]:
            return {}

        bot = Telegram("telegram", TOKEN, "secret")
        application = web.Application()
        doors = Doors(Mailbox(database), LocalDoorbell(), {"telegram": bot}, lambda: time.time_ns() // 1_000_000, ready)
        application.add_routes(routes(doors))
        runner = web.AppRunner(application, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
