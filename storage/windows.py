"""The time in which somebody may be written to freely, and the messages that wait until they write again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from storage.models import address, inbox, outbox
from storage.outbox import LEASE

WINDOW_CLOSED = "window_closed"
"""Why a message is held that waits for the person to write."""

DAY = timedelta(hours=24)


class WindowRepository:
    """Opens and closes windows, holds messages back and lets them go."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def until(self, wanted: str) -> datetime | None:
        """Return until when an address may be written to freely."""
        found: datetime | None = self._connection.execute(
            select(address.c.window_until).where(address.c.address == wanted)
        ).scalar()
        return found

    def move(self, wanted: str, until: datetime) -> None:
        """Open the window of an address until an instant, or close it by one that is over."""
        self._connection.execute(update(address).where(address.c.address == wanted).values(window_until=until))

    def hold(self, row_id: int) -> None:
        """Keep a message that is in somebody's hand until its person writes."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id == row_id, outbox.c.status == "sending")
            .values(status="held", lease_until=None, reason=WINDOW_CLOSED)
        )

    def held(self, wanted: str) -> Sequence[int]:
        """Return the messages that wait until the person behind an address writes, oldest first."""
        query = select(outbox.c.id).where(
            outbox.c.address == wanted, outbox.c.status == "held", outbox.c.reason == WINDOW_CLOSED
        )
        return self._connection.execute(query.order_by(outbox.c.id)).scalars().all()

    def release(self, wanted: str) -> int:
        """Queue what was held for an address; return how many messages."""
        released = self._connection.execute(
            update(outbox)
            .where(outbox.c.address == wanted, outbox.c.status == "held", outbox.c.reason == WINDOW_CLOSED)
            .values(status="queued", reason=None)
        )
        return released.rowcount

    def reopen(self, row_id: int, *, ref: str, now: datetime) -> bool:
        """Take a message back in hand that was sent as `ref` and did not arrive; False when it is not that one."""
        taken = self._connection.execute(
            update(outbox)
            .where(
                outbox.c.id == row_id,
                outbox.c.status == "sent",
                outbox.c.sent_ref == ref,
                outbox.c.delivered_at.is_(None),
            )
            .values(status="sending", lease_until=now + LEASE, sent_ref=None, sent_at=None)
        )
        return taken.rowcount > 0

    def is_being_marked(self, row_id: int) -> bool:
        """Tell whether a message left so lately that its mark is not written yet."""
        query = select(outbox.c.id).where(outbox.c.id == row_id, outbox.c.status == "sending", outbox.c.attempts > 0)
        return self._connection.execute(query).first() is not None

    def postpone(self, row_id: int, *, at: datetime, reason: str) -> None:
        """Put a message back until an instant; others to the same address need not wait for it."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id == row_id, outbox.c.status == "sending")
            .values(status="queued", lease_until=None, due_at=at, reason=reason[:64])
        )

    def readdress(self, row_id: int, *, to: str, after_inbox_id: int, reason: str) -> None:
        """Queue a message that is in somebody's hand, or held, for another address of the same person."""
        self._connection.execute(
            update(outbox)
            .where(outbox.c.id == row_id, outbox.c.status.in_(("sending", "held")))
            .values(
                status="queued",
                lease_until=None,
                address=to,
                after_inbox_id=after_inbox_id,
                attempts=0,
                reason=reason[:64],
            )
        )

    def reached_outside(self, channel: str, *, now: datetime) -> set[str]:
        """Return the addresses to which something was sent in the last day although they had not written before."""
        prefix = f"{channel}:"
        sent = self._rows(
            select(outbox.c.address, outbox.c.sent_at).where(
                outbox.c.sent_at > now - DAY,
                outbox.c.status == "sent",
                outbox.c.address.startswith(prefix, autoescape=True),
            )
        )
        written = self._rows(
            select(inbox.c.address, inbox.c.received_at).where(
                inbox.c.received_at > now - 2 * DAY, inbox.c.address.startswith(prefix, autoescape=True)
            )
        )
        return {
            one
            for one, instants in sent.items()
            for sent_at in instants
            if not any(sent_at - DAY < at <= sent_at for at in written.get(one, ()))
        }

    def closed(self, channel: str, *, now: datetime) -> set[str]:
        """Return the living addresses of a channel that may not be written to freely."""
        query = select(address.c.address, address.c.window_until).where(
            address.c.address.startswith(f"{channel}:", autoescape=True), address.c.dead_reason.is_(None)
        )
        return {one for one, until in self._connection.execute(query) if until is None or until <= now}

    def _rows(self, query: object) -> Mapping[str, Sequence[datetime]]:
        found: dict[str, list[datetime]] = {}
        for one, at in self._connection.execute(query):  # type: ignore[call-overload]  # a select of two columns
            found.setdefault(one, []).append(at)
        return found
