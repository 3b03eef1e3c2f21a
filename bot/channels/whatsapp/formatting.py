"""Turns markup into WhatsApp's own: `*bold*` and `_italic_`, in which nothing that people typed formats anything."""

from __future__ import annotations

import html
import re

_TOKEN = re.compile(r"</?[bi]>|[^<]+|<")
_SIGNS = {"b": "*", "i": "_"}
_LINK = re.compile(r"https?://\S+|\S+@\S+\.\S+")
_HARMLESS = {"*": "∗", "_": "＿", "~": "∼", "`": "ˋ"}  # look like the signs that format, and format nothing
_ACTIVE = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")  # between two letters a sign is never one of formatting


def to_whatsapp(markup: str) -> str:
    """Return markup as WhatsApp shows it.

    >>> to_whatsapp("<b>Atlas &amp; fils</b> *new*")
    '*Atlas & fils* ∗new∗'
    """
    written = ""
    style = ""
    for token in _TOKEN.findall(markup):
        if token in ("<b>", "<i>"):
            style = token[1]
        elif token in ("</b>", "</i>"):
            style = ""
        else:
            text = neutral(html.unescape(token))
            written += _styled(text, _SIGNS[style]) if style else text
    return _without_glued(written)


def neutral(text: str) -> str:
    """Return plain text whose stars and underscores format nothing; links and addresses stay as they are.

    >>> neutral("*big* sale, a_b_c, ~50~ https://x.ma/?a=_b_")
    '∗big∗ sale, a_b_c, ∼50∼ https://x.ma/?a=_b_'
    """
    if not any(sign in text for sign in _HARMLESS):
        return text
    parts, end = [], 0
    for link in _LINK.finditer(text):
        parts += [_ACTIVE.sub(_look_alike, text[end : link.start()]), link.group()]
        end = link.end()
    return "".join([*parts, _ACTIVE.sub(_look_alike, text[end:])])


def _look_alike(sign: re.Match[str]) -> str:
    return _HARMLESS[sign.group()]


_BEGIN, _END = "\ue000", "\ue001"  # private use: stand beside a sign of ours until its neighbours are known


def _styled(text: str, sign: str) -> str:
    """Put the signs around each line: WhatsApp does not format over a line's end, nor next to a space."""
    return "\n".join(_styled_line(line, sign) for line in text.split("\n"))


def _styled_line(line: str, sign: str) -> str:
    bare = line.strip()
    if not bare:
        return line
    before, after = line[: len(line) - len(line.lstrip())], line[len(line.rstrip()) :]
    return f"{before}{_BEGIN}{sign}{bare}{sign}{_END}{after}"


_STYLED = f"{_BEGIN}[*_]([^{_BEGIN}{_END}]*)[*_]{_END}"
_GLUED = re.compile(rf"(?<=\w){_STYLED}|{_STYLED}(?=\w)")


def _without_glued(text: str) -> str:
    """Leave out the signs beside a letter, where WhatsApp would show them instead of formatting."""
    bare = _GLUED.sub(lambda found: found.group(1) or found.group(2) or "", text)
    return bare.replace(_BEGIN, "").replace(_END, "")
