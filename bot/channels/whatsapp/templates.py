"""Turns a template call into the message that the Cloud API takes, in a language that is approved."""

from __future__ import annotations

from collections.abc import Mapping

from bot.channels.base import Undeliverable
from bot.channels.whatsapp.render import Message, Payload
from handlers.messages import TemplateCall
from locales.message_templates import LANGUAGES_TO_TRY, find_template, sanitise

_USABLE = (None, "APPROVED")  # one never asked about is tried: the answer tells


def usable_language(wanted: str, states: Mapping[str, str]) -> str:
    """Return the language of a template to use: the reader's, else another that is approved."""
    order = (wanted, *(language for language in LANGUAGES_TO_TRY if language != wanted))
    for language in order:
        if states.get(language) in _USABLE:
            return language
    raise Undeliverable("no_template")


def render_template(call: TemplateCall, language: str) -> Message:
    """Return the message that sends a template."""
    template = find_template(call.name, language)
    if template is None:
        raise Undeliverable("no_template")
    values = [{"type": "text", "text": sanitise(call.params.get(name, ""))} for name in template.variables]
    components: list[Payload] = [{"type": "body", "parameters": values}] if values else []
    if template.button:
        tapped = [{"type": "payload", "payload": call.data or "n:open"}]
        components.append({"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": tapped})
    content: Payload = {"name": template.api_name, "language": {"code": language, "policy": "deterministic"}}
    if components:
        content["components"] = components
    return Message(type="template", content=content, is_main=True)
