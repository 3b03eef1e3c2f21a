"""The templates that a platform approves beforehand, one file for each language: `locales/fr/templates/reminder.toml`.

A template has few variables, written `{name}`, never at its beginning or end, and an example for each: people at
Meta read it. What the platform calls a template has a version, because an approved text is not simply replaced.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from locales.digits import strip_bidi
from locales.languages import LANGUAGES

LANGUAGES_TO_TRY = ("fr", "en", "ar")
BODY, BUTTON, FOOTER, VALUE = 1024, 25, 60, 120
"""Longest body, button, footer and value of a variable, in characters."""

_FOLDER = Path(__file__).parent
_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_SPACE = re.compile(r"\s+")
_NAME = re.compile(r"[a-z0-9_]{1,64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class MessageTemplate:
    """One template in one language."""

    name: str
    language: str
    api_name: str
    body: str
    examples: dict[str, str]
    button: str = ""
    footer: str = ""

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables in the order in which they first stand in the body."""
        return tuple(dict.fromkeys(_VARIABLE.findall(self.body)))

    @property
    def numbered_body(self) -> str:
        """The body as the platform wants it: `{{1}}` instead of `{name}`."""
        places = {name: place for place, name in enumerate(self.variables, start=1)}
        return _VARIABLE.sub(lambda found: f"{{{{{places[found.group(1)]}}}}}", self.body)


def sanitise(value: str) -> str:
    """Return a value that a variable may have: one line, single spaces, never empty.

    >>> sanitise("Atlas\\n\\tContact     SARL ")
    'Atlas Contact SARL'
    """
    line = _SPACE.sub(" ", strip_bidi(value)).strip()
    return (line if len(line) <= VALUE else line[: VALUE - 1].rstrip() + "…") or "–"


@cache
def find_template(name: str, language: str) -> MessageTemplate | None:
    """Return a template in a language, or None."""
    file = _FOLDER / language / "templates" / f"{name}.toml"
    if not _NAME.fullmatch(name) or not file.is_file():
        return None
    stored = tomllib.loads(file.read_text(encoding="utf-8"))
    return MessageTemplate(
        name=name,
        language=language,
        api_name=stored["name"],
        body=stored["body"].strip(),
        examples=dict(stored.get("examples", {})),
        button=stored.get("button", ""),
        footer=stored.get("footer", ""),
    )


def template_names() -> Sequence[str]:
    """Return the names of all templates, of whichever language."""
    return sorted({file.stem for file in _FOLDER.glob("*/templates/*.toml")})


def template_faults() -> list[str]:
    """Return what a platform would refuse, and what is missing in a language."""
    faults = []
    for name in template_names():
        found = {language: find_template(name, language) for language in LANGUAGES}
        faults += [f"{name}: no {language}" for language, template in found.items() if template is None]
        present = [template for template in found.values() if template is not None]
        for template in present:
            faults += [f"{name}.{template.language}: {fault}" for fault in faults_of(template)]
        if len({(frozenset(template.variables), template.api_name) for template in present}) > 1:
            faults.append(f"{name}: languages differ in their variables or name")
    return faults


def faults_of(template: MessageTemplate) -> list[str]:
    """Return what a platform would refuse of one template."""
    body = template.body
    checks = {
        "name is not of a-z, 0-9 and _": not _NAME.fullmatch(template.api_name),
        "body is empty": not body,
        f"body is longer than {BODY}": len(_example_text(template)) > BODY or len(body) > BODY,
        "body begins or ends with a variable": bool(re.match(r"\W*\{", body) or re.search(r"\}\W*$", body)),
        "two variables stand side by side": bool(re.search(r"\}\s*\{", body)),
        "four spaces, a tab or an empty line too many": bool(re.search(r"    |\t|\n\n\n", body)),
        f"button is longer than {BUTTON}": len(template.button) > BUTTON,
        f"footer is longer than {FOOTER} or has a variable": len(template.footer) > FOOTER or "{" in template.footer,
        "a variable has no example": set(template.variables) != set(template.examples),
        "more variables than words allow": len(template.variables) * 3 > len(body.split()),
    }
    return [fault for fault, is_so in checks.items() if is_so]


def _example_text(template: MessageTemplate) -> str:
    return _VARIABLE.sub(lambda found: template.examples.get(found.group(1), ""), template.body)
