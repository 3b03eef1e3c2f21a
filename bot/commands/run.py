"""`mawid run`: every configured channel and the web chat, until Ctrl-C."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys

from bot.app import App
from bot.channels.base import ChannelRefused
from bot.channels.whatsapp.webhook import PATH
from bot.logs import set_up_logs
from bot.opening import run_until
from bot.settings import Settings
from events.event import Event
from storage.database import DatabaseUnavailable
from storage.occupancy import Occupied


def run(settings: Settings, event: Event) -> int:
    """Run the house; return the exit code."""
    set_up_logs(settings.log_format)
    try:
        asyncio.run(_serve(settings, event))
    except OSError as problem:
        return _refuse(
            f"cannot listen on {settings.host}:{settings.port}: {problem.strerror or problem}",
            "Is another mawid running? Stop it, or choose another port: MAWID_PORT=8081 make run",
        )
    except DatabaseUnavailable as problem:
        return _refuse(
            f"the database does not answer: {str(problem).partition(chr(10))[0]}",
            "Check DATABASE_URL, that the server runs, and that its disk has room: mawid doctor",
        )
    except Occupied as problem:
        return _refuse(
            str(problem),
            "Stop it first. Several processes may share a PostgreSQL, see DATABASE_URL in the README.",
        )
    except ChannelRefused as problem:
        return _refuse(str(problem), "Check what the environment or .env says of the channel: mawid doctor")
    return 0


def _refuse(problem: str, advice: str) -> int:
    print(f"mawid: {problem}\n{advice}", file=sys.stderr)
    return 1


async def _serve(settings: Settings, event: Event) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await run_until(stopped, settings, event, _opened)
    print("Stopped. Everything is saved; start again to go on.", flush=True)


def _opened(app: App) -> None:
    gc.freeze()
    gc.enable()
    announce(app)


def announce(app: App) -> None:
    """Print where to find what runs."""
    event = app.event
    base = app.settings.public_url or f"http://{app.settings.host}:{app.port}"
    lines = [
        f"{event.name.in_('en')} is open.",
        f"  Web chat:  {base}/",
        f"  Telegram:  {_telegram(app)}",
        *_whatsapp(app),
        "  Become an organiser:  mawid organiser invite",
        "Ctrl-C stops it.",
    ]
    print("\n".join(lines), flush=True)


def _whatsapp(app: App) -> list[str]:
    """Return where WhatsApp is reached; nothing when it is not configured."""
    if not app.settings.whatsapp_token:
        return []
    number = app.house.whatsapp_number
    return [f"  WhatsApp:  {f'https://wa.me/{number}, ' if number else ''}webhook {app.settings.web_base}{PATH}"]


def _telegram(app: App) -> str:
    if not app.settings.telegram_token:
        return "off (set TELEGRAM_BOT_TOKEN to start it)"
    how = "webhook" if app.settings.telegram_webhook_url else "polling"
    name = f"https://t.me/{app.house.telegram_name}, " if app.house.telegram_name else ""
    return f"on ({name}{how})"
