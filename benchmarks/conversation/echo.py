"""The yardstick: a bare aiogram bot that answers each message with its own text, and keeps nothing."""

from __future__ import annotations

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

dispatcher = Dispatcher()


@dispatcher.message()
async def echo(message: Message) -> None:
    """Say it again."""
    await message.answer(message.text or "")


async def main() -> None:
    """Poll, or serve a webhook when TELEGRAM_WEBHOOK_URL is set, until killed."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["TELEGRAM_API_BASE"]))
    bot = Bot(os.environ["TELEGRAM_BOT_TOKEN"], session=session)
    url = os.environ.get("TELEGRAM_WEBHOOK_URL")
    if not url:
        await dispatcher.start_polling(bot)
        return
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(app, path="/hook")
    setup_application(app, dispatcher, bot=bot)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", int(os.environ["MAWID_PORT"])).start()
    await bot.set_webhook(f"{url}/hook")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
