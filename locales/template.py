"""One message of a catalogue, parsed once and filled many times.

Only `{name}` is a placeholder: no index, attribute, conversion or format, so that a translator cannot break a
message in a way that the catalogue check does not see.
"""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from locales.markup import plain

_PARSER = string.Formatter()


class MalformedTemplate(ValueError):
    """A message with something else than `{name}` between braces."""


class UnknownPlaceholder(KeyError):
    """A message asks for a parameter that the caller did not give."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A parsed message: `text` when nothing is to be filled, else pairs of a literal and the name that follows it."""

    text: str
    plain_text: str
    parts: tuple[tuple[str, str, str | None], ...]  # literal markup, the same as plain text, placeholder
    names: frozenset[str]

    def fill(self, shown: Callable[[object], str], params: Mapping[str, object]) -> str:
        """Return the markup with every placeholder replaced by `shown(value)`."""
        return self._fill(0, shown, params)

    def fill_plain(self, shown: Callable[[object], str], params: Mapping[str, object]) -> str:
        """Return the plain text with every placeholder replaced by `shown(value)`."""
        return self._fill(1, shown, params)

    def _fill(self, column: int, shown: Callable[[object], str], params: Mapping[str, object]) -> str:
        pieces = []
        for part in self.parts:
            pieces.append(part[column])
            name = part[2]
            if name is not None:
                if name not in params:
                    raise UnknownPlaceholder(name)
                pieces.append(shown(params[name]))
        return "".join(pieces)  # type: ignore[arg-type]


def parse(text: str) -> Template:
    """Return the template of a message, `MalformedTemplate` when its braces are wrong.

    >>> parse("Hello <b>{name}</b>").names
    frozenset({'name'})
    """
    try:
        parsed = list(_PARSER.parse(text))
    except ValueError as error:
        raise MalformedTemplate(f"{error}: {text!r}") from None
    parts = tuple((literal, plain(literal), _name(field, text, *rest)) for literal, field, *rest in parsed)
    literal = "".join(part[0] for part in parts)
    names = frozenset(name for _, _, name in parts if name is not None)
    return Template(text=literal, plain_text=plain(literal), parts=parts, names=names)


def _name(field: str | None, text: str, spec: str | None, conversion: str | None) -> str | None:
    if field is None:
        return None
    if spec or conversion or not field.isidentifier():
        raise MalformedTemplate(f"only {{name}} may stand between braces: {text!r}")
    return field
