"""The phone of somebody on the fake WhatsApp: what it shows, and what they send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.fakes.waiting import until

if TYPE_CHECKING:
    from tests.fakes.graph_server import FakeGraph, Sent


@dataclass(kw_only=True)
class GraphPerson:
    """`omits` names parts of webhooks that Meta leaves out: contacts, wa_id, user_id, from."""

    fake: FakeGraph
    phone: str
    name: str
    user_id: str | None
    shown: list[Sent] = field(default_factory=list)
    omits: frozenset[str] = frozenset()
    wrote_at: float = 0.0
    has_blocked: bool = False

    def show(self, sent: Sent) -> None:
        self.shown.append(sent)

    # -- what they send ----------------------------------------------------------------------------------

    async def say(self, text: str) -> str:
        """Type words; return the id of the message."""
        return await self.send({"type": "text", "text": {"body": text}})

    async def tap(self, data: str) -> str:
        """Tap the newest reply button, list row or template button with this data."""
        sent, answer = self._find(data)
        return await self.send({**answer, "context": {"from": "212500000000", "id": sent.wamid}})

    async def send(self, message: dict[str, Any]) -> str:
        """Send a message of any type; fail unless it is accepted."""
        raw = self.message(message)
        assert await self.fake.deliver([self.value(raw)]) == 200
        return str(raw["id"])

    def message(self, content: dict[str, Any], *, at: float | None = None) -> dict[str, Any]:
        """Return a message as webhooks carry it."""
        self.wrote_at = self.fake.clock() if at is None else at
        raw = {"from": self.phone, "id": self.fake.new_id(), "timestamp": str(int(self.wrote_at)), **content}
        if self.user_id is not None and "user_id" not in self.omits:
            raw["from_user_id"] = self.user_id
        if "from" in self.omits:
            del raw["from"]
        return raw

    def value(self, *messages: dict[str, Any]) -> dict[str, Any]:
        """Return the value of a change with messages of this person."""
        parts: dict[str, Any] = {"messages": list(messages)}
        if "contacts" not in self.omits:
            contact: dict[str, Any] = {"profile": {"name": self.name}}
            if "wa_id" not in self.omits:
                contact["wa_id"] = self.phone
            if self.user_id is not None and "user_id" not in self.omits:
                contact["user_id"] = self.user_id
            parts["contacts"] = [contact]
        return self.fake.value(**parts)

    # -- what they see -----------------------------------------------------------------------------------

    @property
    def texts(self) -> list[str]:
        """The words of each message, oldest first."""
        return [words_of(sent.body) for sent in self.shown]

    async def wait_for_messages(self, count: int, *, seconds: float = 10.0) -> None:
        await self.wait_until(lambda: len(self.shown) >= count, seconds, f"{count} messages")

    async def wait_until(self, condition: Callable[[], object], seconds: float, what: str) -> None:
        try:
            await until(condition, seconds=seconds)
        except TimeoutError:
            raise AssertionError(f"waited for {what}; refused {self.fake.refused}; shown {self.texts}") from None

    def choices(self) -> dict[str, str]:
        """Return what can be tapped on every message: data and title, the newest last."""
        return {data: title for sent in self.shown for data, (title, _) in taps_of(sent.body).items()}

    def _find(self, data: str) -> tuple[Sent, dict[str, Any]]:
        for sent in reversed(self.shown):
            found = taps_of(sent.body).get(data)
            if found is not None:
                return sent, found[1]
        raise AssertionError(f"nothing to tap for {data!r}; there is {self.choices()}")


def words_of(body: dict[str, Any]) -> str:
    """Return what a message says."""
    content = body[body["type"]]
    match body["type"]:
        case "text":
            return str(content["body"])
        case "interactive":
            return str(content["body"]["text"])
        case "document":
            return str(content.get("caption", ""))
    return str(content["name"])


def taps_of(body: dict[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return what can be tapped on a message: data → title, and the webhook that the tap causes."""
    content = body[body["type"]]
    taps: dict[str, tuple[str, dict[str, Any]]] = {}
    if body["type"] == "template":
        for component in content.get("components", []):
            if component["type"] == "button":
                payload = component["parameters"][0]["payload"]
                taps[payload] = ("button", {"type": "button", "button": {"payload": payload, "text": "button"}})
    if body["type"] != "interactive":
        return taps
    for button in content["action"].get("buttons", []):
        reply = dict(button["reply"])
        answer = {"type": "button_reply", "button_reply": reply}
        taps[reply["id"]] = (reply["title"], {"type": "interactive", "interactive": answer})
    for section in content["action"].get("sections", []):
        for row in section["rows"]:
            answer = {"type": "list_reply", "list_reply": dict(row)}
            taps[row["id"]] = (row["title"], {"type": "interactive", "interactive": answer})
    return taps
