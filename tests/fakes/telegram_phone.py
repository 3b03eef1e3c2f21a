"""A phone's side of the fake: what one person does and what the person's screen shows."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from tests.fakes.telegram_parameters import Upload

if TYPE_CHECKING:
    from tests.fakes.telegram_server import FakeTelegram

_MARKS = re.compile(r"^[✅☐☑✔️\s]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Key:
    """A button under a message."""

    label: str
    data: str | None = None
    style: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """One bubble on the screen, as it stands now."""

    message_id: int
    is_from_bot: bool
    text: str
    at: float
    entities: tuple[dict[str, Any], ...] = ()
    markup: dict[str, Any] = field(default_factory=dict)
    document: Upload | None = None
    edits: int = 0

    @property
    def rows(self) -> list[list[Key]]:
        """Return the inline keyboard."""
        return [
            [Key(label=key["text"], data=key.get("callback_data"), style=key.get("style")) for key in row]
            for row in self.markup.get("inline_keyboard", ())
        ]

    @property
    def labels(self) -> list[str]:
        return [key.label for row in self.rows for key in row]

    @property
    def reply_keys(self) -> list[dict[str, Any]]:
        """Return the buttons of the keyboard that takes the place of the letters."""
        return [key for row in self.markup.get("keyboard", ()) for key in row]


class Person:
    """One private chat: `say`, `tap` … act; `messages` is what the bot's bubbles show, edits applied."""

    def __init__(
        self, fake: FakeTelegram, chat_id: int, *, language_code: str | None, first_name: str, last_name: str | None
    ) -> None:
        self._fake = fake
        self.chat_id = chat_id
        self.user: dict[str, Any] = {"id": chat_id, "is_bot": False, "first_name": first_name}
        if last_name:
            self.user["last_name"] = last_name
        if language_code:
            self.user["language_code"] = language_code
        self.shown: dict[int, Shown] = {}
        self.reply_keyboard: list[dict[str, Any]] = []
        self.has_started = True
        self.has_blocked = False
        self.is_deactivated = False
        self.actions: list[str] = []
        self.alerts: list[str | None] = []
        self._changed = asyncio.Event()

    # -- what the screen shows ---------------------------------------------------------------------------

    @property
    def messages(self) -> list[Shown]:
        """Return the bot's messages, oldest first."""
        return [shown for shown in self.shown.values() if shown.is_from_bot]

    @property
    def last(self) -> Shown:
        """Return the bot's newest message."""
        return self.messages[-1]

    def show(self, shown: Shown) -> None:
        self.shown[shown.message_id] = shown
        if shown.is_from_bot and "keyboard" in shown.markup:
            self.reply_keyboard = shown.reply_keys
        elif shown.is_from_bot and shown.markup.get("remove_keyboard"):
            self.reply_keyboard = []
        self._changed.set()

    async def wait_for_messages(self, n: int, seconds: float = 5.0) -> list[Shown]:
        """Return the bot's messages once there are at least `n` of them in all."""
        return await self.wait_until(lambda: len(self.messages) >= n, seconds, f"{n} messages")

    async def wait_for_text(self, part: str, seconds: float = 5.0) -> list[Shown]:
        """Return the bot's messages once one of them contains `part`."""
        return await self.wait_until(lambda: any(part in m.text for m in self.messages), seconds, repr(part))

    async def wait_until(self, condition: Any, seconds: float = 5.0, what: str = "the condition") -> list[Shown]:
        try:
            async with asyncio.timeout(seconds):
                while not condition():
                    self._changed.clear()
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"no {what} after {seconds} s:\n{self.transcript()}") from None
        return self.messages

    def transcript(self) -> str:
        """Return the conversation as a person would read it aloud."""
        return "\n".join(line for shown in self.shown.values() for line in _lines(shown))

    # -- what the person does ----------------------------------------------------------------------------

    def say(self, text: str) -> int:
        """Send a text; return its message id."""
        extra: dict[str, Any] = {"text": text}
        if text.startswith("/"):
            extra["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text.split()[0])}]
        return self._message(text, extra)

    def send(self, kind: str, *, caption: str | None = None) -> int:
        """Send a sticker, voice, photo, location … ; return its message id."""
        extra = dict(_media(kind))
        if caption:
            extra["caption"] = caption
        return self._message(f"[{kind}]", extra)

    def share_contact(self, phone: str, *, own: bool = True) -> int:
        """Share a phone number: the person's own, or somebody else's card."""
        contact = {"phone_number": phone, "first_name": self.user["first_name"]}
        return self._message("[contact]", {"contact": {**contact, "user_id": self.chat_id if own else 1}})

    def edit(self, message_id: int, text: str) -> None:
        """Change a text already sent."""
        old = self.shown[message_id]
        self.show(replace(old, text=text, edits=old.edits + 1))
        body = {**self._envelope(message_id), "edit_date": self._fake.unix_time(), "text": text}
        self._fake.publish("edited_message", body)

    def tap(self, label_or_data: str) -> str:
        """Tap the newest button with this label (marks aside) or data; return the callback query's id."""
        for shown in reversed(self.messages):
            for key in (key for row in shown.rows for key in row):
                if key.data is not None and label_or_data in (key.data, key.label, _MARKS.sub("", key.label)):
                    return self.tap_on(shown.message_id, key.data)
        raise AssertionError(f"no button {label_or_data!r}:\n{self.transcript()}")

    def tap_on(self, message_id: int, data: str) -> str:
        """Tap a button of any message, even one that is no longer there."""
        query_id = self._fake.open_query(self.chat_id)
        shown = self.shown.get(message_id)
        message: dict[str, Any] = {"chat": self._chat(), "message_id": message_id, "date": 0}
        if shown is not None:
            message = self._fake.message_json(self, shown)
        body = {"id": query_id, "from": self.user, "message": message, "chat_instance": "1", "data": data}
        self._fake.publish("callback_query", body)
        return query_id

    def block(self) -> None:
        self.has_blocked = True
        self._member("member", "kicked")

    def unblock(self) -> None:
        self.has_blocked = False
        self._member("kicked", "member")

    def _member(self, old: str, new: str) -> None:
        def member(status: str) -> dict[str, Any]:
            until = {"until_date": 0} if status == "kicked" else {}
            return {"user": self._fake.bot_user, "status": status, **until}

        head = {"chat": self._chat(), "from": self.user, "date": self._fake.unix_time()}
        body = {**head, "old_chat_member": member(old), "new_chat_member": member(new)}
        self._fake.publish("my_chat_member", body)

    def _message(self, text: str, extra: dict[str, Any]) -> int:
        self.has_started = True
        message_id = self._fake.next_message_id()
        self.show(Shown(message_id=message_id, is_from_bot=False, text=text, at=self._fake.elapsed()))
        self._fake.publish("message", {**self._envelope(message_id), **extra})
        return message_id

    def _envelope(self, message_id: int) -> dict[str, Any]:
        head = {"message_id": message_id, "from": self.user, "chat": self._chat()}
        return {**head, "date": self._fake.unix_time()}

    def _chat(self) -> dict[str, Any]:
        return {"id": self.chat_id, "type": "private", "first_name": self.user["first_name"]}


def _lines(shown: Shown) -> list[str]:
    who = "bot" if shown.is_from_bot else "you"
    head, *rest = shown.text.split("\n")
    lines = [f"{who}: {head}", *(f"     {line}" for line in rest)]
    if shown.document is not None:
        lines.append(f"     📎 {shown.document.filename}")
    lines += ["     " + " ".join(f"[{key.label}]" for key in row) for row in shown.rows]
    lines += [f"     ⌨ [{key['text']}]" for key in shown.reply_keys]
    return lines


def _media(kind: str) -> dict[str, Any]:
    file = {"file_id": "f", "file_unique_id": "u"}
    photo = {**file, "width": 90, "height": 90}
    bodies: dict[str, dict[str, Any]] = {
        "sticker": {"sticker": {**photo, "type": "regular", "is_animated": False, "is_video": False}},
        "voice": {"voice": {**file, "duration": 2}},
        "audio": {"audio": {**file, "duration": 2}},
        "photo": {"photo": [photo]},
        "video": {"video": {**photo, "duration": 2}},
        "video_note": {"video_note": {**file, "length": 90, "duration": 2}},
        "animation": {"animation": {**photo, "duration": 2}, "document": file},
        "document": {"document": file},
        "location": {"location": {"latitude": 33.58, "longitude": -7.6}},
        "venue": {
            "location": {"latitude": 33.58, "longitude": -7.6},
            "venue": {"location": {"latitude": 33.58, "longitude": -7.6}, "title": "Hall", "address": "1"},
        },
        "poll": {
            "poll": {
                "id": "1",
                "question": "?",
                "options": [
                    {"persistent_id": "1", "text": "a", "voter_count": 0},
                    {"persistent_id": "2", "text": "b", "voter_count": 0},
                ],
                "total_voter_count": 0,
                "is_closed": False,
                "is_anonymous": True,
                "type": "regular",
                "allows_multiple_answers": False,
                "allows_revoting": False,
                "members_only": False,
            }
        },
        "dice": {"dice": {"emoji": "🎲", "value": 3}},
        "pinned": {"pinned_message": {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}},
    }
    return bodies[kind]
