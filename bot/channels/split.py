"""Cuts markup too long for one message at the end of a line, a sentence or a word, never inside a tag or escape."""

from __future__ import annotations

import html
import re

from handlers.messages import plain_text

_TOKEN = re.compile(r"</?[bi]>|&(?:[a-z]+|#[0-9]+|#x[0-9a-fA-F]+);|.", re.DOTALL)
_SENTENCE_ENDS = frozenset(".!?؟…")


def width(text: str) -> int:
    """Return the length as the strictest clients count it: in UTF-16 units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le")) // 2


def visible_width(markup: str) -> int:
    return width(plain_text(markup))


def split_markup(markup: str, limit: int) -> list[str]:
    """Return parts of at most `limit` visible units each, tags closed and opened again at every cut."""
    if len(markup) * 2 <= limit or visible_width(markup) <= limit:
        return [markup]
    parts: list[str] = []
    tokens: list[str] = _TOKEN.findall(markup)
    opened: list[str] = []
    while tokens:
        end = _find_end(tokens, limit)
        piece, tokens = tokens[:end], tokens[end:]
        head = "".join(opened)
        opened = _opened_after(opened, piece)
        part = head + "".join(piece).strip() + "".join(f"</{tag[1:]}" for tag in reversed(opened))
        if plain_text(part).strip():
            parts.append(part)
    return parts


def _find_end(tokens: list[str], limit: int) -> int:
    """Return how many tokens the next part takes."""
    used = 0
    for index, token in enumerate(tokens):
        used += 0 if _is_tag(token) else width(html.unescape(token))
        if used > limit:
            return max(1, _find_break(tokens, index))
    return len(tokens)


def _find_break(tokens: list[str], end: int) -> int:
    """Return the best place to cut in the second half before `end`: a line, else a sentence, else a word."""
    half = end // 2
    for is_break in (_ends_line, _ends_sentence, _ends_word):
        for index in range(end - 1, half, -1):
            if is_break(tokens, index):
                return index + 1
    return end


def _ends_line(tokens: list[str], index: int) -> bool:
    return tokens[index] == "\n"


def _ends_sentence(tokens: list[str], index: int) -> bool:
    return tokens[index] == " " and tokens[index - 1] in _SENTENCE_ENDS


def _ends_word(tokens: list[str], index: int) -> bool:
    return tokens[index] == " "


def _opened_after(opened: list[str], tokens: list[str]) -> list[str]:
    now = list(opened)
    for token in tokens:
        if _is_tag(token):
            if token.startswith("</"):
                now.pop()
            else:
                now.append(token)
    return now


def _is_tag(token: str) -> bool:
    return len(token) > 1 and token[0] == "<"
