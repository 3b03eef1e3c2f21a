"""What channels read of the database and write to it beside the conversation: windows, templates, receipts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.channels.base import Receipt, RetryLater
from bot.channels.whatsapp.updates import TemplateChange
from bot.delivery import Deliverer
from bot.worker import Worker
from handlers import template_news
from handlers.visit import House
from locales.message_templates import find_template
from storage.unit_of_work import UnitOfWork


class ChannelLedger:
    """Implements the ledgers of the channels over the database."""

    def __init__(self, *, worker: Worker, house: House, deliverer: Deliverer, clock: Callable[[], datetime]) -> None:
        self._worker = worker
        self._house = house
        self._deliverer = deliverer
        self._clock = clock

    async def free_until(self, address: str) -> datetime | None:
        """Return until when somebody may be written to freely."""
        return await self._worker.run(lambda uow: uow.windows.until(address))

    async def template_states(self, name: str) -> Mapping[str, str]:
        """Return the state of a template by language."""
        template = find_template(name, "en")
        api_name = name if template is None else template.api_name
        return await self._worker.run(lambda uow: uow.templates.states(api_name))

    async def take_receipts(self, receipts: Sequence[Receipt]) -> None:
        """Keep what became of messages; one that failed is dealt with as if it had failed at once."""
        await self._worker.run(lambda uow: _keep(uow, receipts))
        for receipt in receipts:
            if receipt.kind == "failed":
                await self._deliverer.fail_late(receipt)

    async def take_template_changes(self, changes: Sequence[TemplateChange]) -> None:
        """Keep the states of templates, and tell the organisers of those that may no longer be used."""
        now = self._clock()

        def keep(uow: UnitOfWork) -> None:
            for change in changes:
                template_news.take(
                    uow,
                    self._house,
                    name=change.name,
                    language=change.language,
                    status=change.status,
                    reason=change.reason,
                    now=now,
                )

        await self._worker.run(keep)


def _keep(uow: UnitOfWork, receipts: Sequence[Receipt]) -> None:
    for receipt in receipts:
        match receipt.kind:
            case "delivered":
                uow.outbox.mark_delivered(receipt.outbox_id, at=receipt.at)
            case "read":
                uow.outbox.mark_read(receipt.outbox_id, at=receipt.at)
            case "failed" if uow.windows.is_being_marked(receipt.outbox_id):
                raise RetryLater("not_marked_yet")  # the platform repeats what was not taken
            case _:
                continue
