"""A bot as aiogram's manual has it: webhook, dispatcher, echo. It keeps and understands nothing. The baseline of a reply."""

import sys

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

TOKEN = "123456789:AAbenchmarkbenchmarkbenchmarkbenchma"
dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """Say the same."""
    await message.answer(message.text or "")


async def ready(_request: web.Request) -> web.Response:
    """Answer the probe."""
    return web.Response()


if __name__ == "__main__":
    bot = Bot(TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(sys.argv[2])))
    app = web.Application()
    app.add_routes([web.get("/readyz", ready)])
    SimpleRequestHandler(dispatcher=dispatcher, bot=bot, secret_token="secret").register(app, path="/webhooks/telegram")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=int(sys.argv[1]), access_log=None, print=None)
