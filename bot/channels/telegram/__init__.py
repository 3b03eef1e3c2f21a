"""Telegram: aiogram for the conversation, python-telegram-bot for pushes; neither's types leave this package.

Importing it imports aiogram, which is large: do so only where Telegram is configured.
"""

from bot.channels.base import ChannelRefused
from bot.channels.telegram.channel import TelegramChannel

__all__ = ["ChannelRefused", "TelegramChannel"]
