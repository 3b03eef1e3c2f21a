"""A template as Meta takes it for review."""

from __future__ import annotations

from bot.channels.whatsapp.render import Payload
from locales.message_templates import MessageTemplate


def as_submission(template: MessageTemplate) -> Payload:
    """Return the request that hands a template in, in the utility category, with an example of each variable."""
    body: Payload = {"type": "BODY", "text": template.numbered_body}
    if template.variables:
        body["example"] = {"body_text": [[template.examples[name] for name in template.variables]]}
    components = [body]
    if template.footer:
        components.append({"type": "FOOTER", "text": template.footer})
    if template.button:
        components.append({"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": template.button}]})
    return {
        "name": template.api_name,
        "language": template.language,
        "category": "UTILITY",
        "components": components,
    }
