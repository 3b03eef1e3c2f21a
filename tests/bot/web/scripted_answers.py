"""What the assistant of the browser tests answers: a greeting, a role, toggles, a file."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.messages import Attachment, Button, Incoming, Reply

ROLE = Reply(
    text="<b>Role?</b>",
    language="en",
    rows=((Button(label="Buyer", data="role=buyer"), Button(label="Provider", data="role=provider")),),
)
SECTORS = ("bank", "energy", "telecom")


class Script:
    """Remembers which toggles are on."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.on: set[str] = set()

    def __call__(self, incoming: Incoming) -> Sequence[Reply]:
        said = incoming.text or incoming.choice or ""
        if said.startswith("/start"):
            return [Reply(text="Welcome", language=self.language), ROLE] if self.language == "en" else [ARABIC]
        if said.startswith("role="):
            return [self._toggles(edits=None)]
        if said in SECTORS:
            self.on ^= {said}
            return [self._toggles(edits=incoming.message_ref)]
        if said == "file":
            file = Attachment(filename="export.json", media_type="application/json", content=b'{"me": 1}')
            return [Reply(text="Your file", language="en", attachment=file)]
        return [Reply(text=f"Got it: {len(said)}", language=self.language)]

    def _toggles(self, *, edits: str | None) -> Reply:
        rows = tuple((Button(label=name.title(), data=name, is_on=name in self.on),) for name in SECTORS)
        done = (Button(label="Done", data="done", style="primary"),)
        return Reply(text=f"{len(self.on)} chosen", language="en", rows=(*rows, done), edits=edits)


ARABIC = Reply(
    text="مرحبًا بكم في <b>\u2068Euroffshore\u2069</b>",
    language="ar",
    rows=((Button(label="جهة متعاقدة", data="role=buyer"), Button(label="مناول", data="role=provider")),),
)
