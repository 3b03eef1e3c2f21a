"""Why a message did not arrive, and the channels it was for, in words.

Channels and the outbox keep stable codes; whoever organises reads sentences. Codes with the same meaning for a reader
share one.
"""

from __future__ import annotations

from collections.abc import Mapping

from locales.markup import Markup, escape
from locales.translator import N_, Translator

CHANNELS: Mapping[str, str] = {"telegram": "Telegram", "whatsapp": "WhatsApp", "web": N_("Web")}

_MEANINGS: Mapping[str, tuple[str, ...]] = {
    # the person or their chat
    N_("has blocked the bot"): ("blocked",),
    N_("account closed"): ("deactivated",),
    N_("chat not found"): ("chat_not_found",),
    N_("has never written to the bot"): ("never_started",),
    N_("the bot was removed from the chat"): ("kicked", "not_a_member"),
    N_("the bot may not write there"): ("forbidden", "no_rights"),
    N_("the chat has moved"): ("chat_upgraded", "address_moved", "moved"),
    N_("not a valid address"): ("bad_address", "id_not_accepted"),
    N_("WhatsApp cannot deliver to this number"): ("undeliverable",),
    N_("WhatsApp does not allow this country"): ("country_restricted",),
    N_("this is our own number"): ("own_number",),
    N_("not on the list of test numbers"): ("not_in_test_list",),
    N_("held back by an experiment of WhatsApp"): ("experiment",),
    N_("has stopped messages of this kind"): ("stopped_marketing",),
    N_("has not written in the last 24 hours"): ("window_closed",),
    # the message
    N_("the message is too long"): ("too_long", "template_too_long"),
    N_("the file is too large"): ("file_too_large",),
    N_("a file could not be transferred"): ("media_download", "media_upload"),
    N_("the message cannot be read"): ("unreadable",),
    N_("the message to change is gone"): ("edit_target_gone",),
    N_("nothing was left to change"): ("not_modified", "query_too_old"),
    N_("the platform refused the message"): (
        *("bad_request", "bad_markup", "button_data_invalid", "generic"),
        *("missing_parameter", "bad_parameter", "unsupported_type"),
    ),
    N_("no approved template"): ("no_template",),
    N_("the template was refused"): (
        *("template_parameters", "template_missing", "template_policy", "template_value", "template_format"),
        *("template_paused", "template_disabled", "marketing_disabled"),
    ),
    N_("too late to be of use"): ("expired",),
    N_("replaced by a newer message"): ("superseded",),
    N_("the meeting has changed"): ("meeting_changed",),
    # the platform and our account
    N_("the platform could not deliver it"): ("failed",),
    N_("the platform is out of order"): (
        *("platform_error", "unknown_error", "unreadable_answer", "unavailable", "maintenance"),
    ),
    N_("no connection to the platform"): ("network",),
    N_("the limit of the platform is reached"): (
        *("flood", "throughput", "pair_rate", "app_limit", "account_limit", "messaging_limit"),
        *("spam_limit", "ecosystem_limit"),
    ),
    N_("the platform refuses our access"): ("auth", "token_rejected", "permission", "access_denied", "capability"),
    N_("our account is restricted"): ("account_restricted", "account_locked"),
    N_("our account has an unpaid bill"): ("payment",),
    N_("our number is not registered"): ("number_gone", "not_registered"),
    N_("our name is not approved"): ("display_name",),
    N_("another program receives our messages"): ("webhook_active", "other_poller"),
    N_("this channel is not set up here"): ("no_such_channel",),
}
REASONS: Mapping[str, str] = {code: words for words, codes in _MEANINGS.items() for code in codes}
"""Words for each code; one that is not among them stands for itself."""


def reason(code: str, t: Translator) -> Markup:
    """Return why a message did not arrive, in the reader's language."""
    words = REASONS.get(code)
    return Markup(escape(code)) if words is None else Markup(t(words), isolate=False)


def channel_name(channel: str, t: Translator) -> str:
    """Return what a channel is called."""
    return t.plain(CHANNELS.get(channel, channel))
