"""Asks Telegram whose token this is, for `mawid doctor`."""

from __future__ import annotations

from bot.channels.telegram.budget import Budget
from bot.channels.telegram.conversation import Conversation

_SECONDS = 8.0


async def ask_who_we_are(token: str, api_base: str) -> str:
    """Return the bot's user name, or raise what Telegram or the network answered."""
    client = Conversation(token=token, api_base=api_base, budget=Budget())
    try:
        return str((await client.call("getMe", {}, seconds=_SECONDS))["username"])
    finally:
        await client.close()
