"""What the channel has to know of the database, and what it has to tell it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from bot.channels.base import Receipt
from bot.channels.whatsapp.updates import TemplateChange


class Ledger(Protocol):
    """Answers from the database; `bot.ledger.ChannelLedger` implements it."""

    async def free_until(self, address: str) -> datetime | None:
        """Return until when somebody may be written to freely; None when not at all."""
        ...

    async def template_states(self, name: str) -> Mapping[str, str]:
        """Return the state of a template by language, as far as it is known."""
        ...

    async def take_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Keep what became of messages; return once that is committed."""
        ...

    async def take_template_changes(self, changes: Sequence[TemplateChange]) -> None:
        """Keep the states of templates; return once that is committed."""
        ...
