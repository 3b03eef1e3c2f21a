"""A line of the conversation as the JSON that the page's script reads."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from bot.web.markup import markup_runs, plain_runs
from bot.web.port import Line
from bot.web.words import known_language
from handlers.messages import Attachment, Button, Reply


def line_data(line: Line) -> dict[str, Any]:
    """Return what a page needs to show a line, and nothing more."""
    data: dict[str, Any] = {"cursor": line.cursor, "who": line.who, "at": line.at.isoformat()}
    if line.client_id is not None:
        data["id"] = line.client_id
    if line.ref is not None:
        data["ref"] = line.ref
    if line.reply is not None:
        data.update(_reply_data(line.reply, line.cursor))
    elif line.text is not None:
        data.update(runs=plain_runs(line.text), plain=line.text)
    return data


def _reply_data(reply: Reply, cursor: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "runs": markup_runs(reply.text),
        "language": known_language(reply.language) or reply.language,
    }
    if reply.rows:
        data["rows"] = [[_button_data(button) for button in row] for row in reply.rows if row]
    if reply.edits is not None:
        data["edits"] = reply.edits
    if reply.attachment is not None:
        data["file"] = _file_data(reply.attachment, cursor)
    return data


def _button_data(button: Button) -> dict[str, Any]:
    return {
        "label": button.label,
        "data": button.data,
        "style": button.style,
        "on": button.is_on,
        "quiet": button.is_quiet,
    }


def _file_data(file: Attachment, cursor: str) -> dict[str, Any]:
    return {"name": file.filename, "bytes": len(file.content), "path": f"/chat/files/{quote(cursor, safe='')}"}
