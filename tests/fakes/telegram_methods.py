"""What each Bot API method does in the fake, once its parameters have their types."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tests.fakes import telegram_errors as errors
from tests.fakes.telegram_errors import Refused, bad_request
from tests.fakes.telegram_markup import check_markup, parse_text
from tests.fakes.telegram_parameters import Upload
from tests.fakes.telegram_phone import Person, Shown

if TYPE_CHECKING:
    from tests.fakes.telegram_server import FakeTelegram

_ACTIONS = frozenset({"typing", "upload_photo", "upload_document", "record_voice", "choose_sticker"})


def _recipient(fake: FakeTelegram, chat_id: int) -> Person:
    person = fake.find_person(chat_id)
    if person is None:
        raise bad_request("chat not found")
    if person.is_deactivated:
        raise Refused(*errors.DEACTIVATED)
    if person.has_blocked:
        raise Refused(*errors.BLOCKED)
    if not person.has_started:
        raise Refused(*errors.CANNOT_INITIATE)
    return person


def _show(fake: FakeTelegram, person: Person, **content: Any) -> dict[str, Any]:
    shown = Shown(message_id=fake.next_message_id(), is_from_bot=True, at=fake.elapsed(), **content)
    person.show(shown)
    if fake.on_message is not None:
        fake.on_message(person, shown)
    return fake.message_json(person, shown)


def send_message(fake: FakeTelegram, p: dict[str, Any]) -> dict[str, Any]:
    text, entities = parse_text(p["text"], p.get("parse_mode"), limit=4096, what="message")
    if not text.strip():
        raise bad_request("message text is empty")
    markup = p.get("reply_markup", {})
    if markup:
        check_markup(markup)
    person = _recipient(fake, p["chat_id"])
    return _show(fake, person, text=text.strip(), entities=tuple(entities), markup=markup)


def send_document(fake: FakeTelegram, p: dict[str, Any]) -> dict[str, Any]:
    caption, entities = parse_text(p.get("caption", ""), p.get("parse_mode"), limit=1024, what="message caption")
    markup = p.get("reply_markup", {})
    if markup:
        check_markup(markup)
    person = _recipient(fake, p["chat_id"])
    document = p["document"]
    if not isinstance(document, Upload):
        raise bad_request("wrong remote file identifier specified: Wrong string length")
    if not document.content:
        raise bad_request("file must be non-empty")
    return _show(fake, person, text=caption, entities=tuple(entities), markup=markup, document=document)


def send_chat_action(fake: FakeTelegram, p: dict[str, Any]) -> bool:
    if p["action"] not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    _recipient(fake, p["chat_id"]).actions.append(p["action"])
    return True


def _editable(fake: FakeTelegram, p: dict[str, Any]) -> tuple[Person, Shown]:
    person = _recipient(fake, p["chat_id"])
    shown = person.shown.get(p["message_id"])
    if shown is None:
        raise bad_request("message to edit not found")
    if not shown.is_from_bot or "keyboard" in shown.markup:
        raise bad_request("message can't be edited")
    return person, shown


def _apply_edit(fake: FakeTelegram, person: Person, old: Shown, new: Shown) -> dict[str, Any]:
    if (old.text, old.entities, old.markup) == (new.text, new.entities, new.markup):
        raise Refused(*errors.NOT_MODIFIED)
    edited = replace(new, edits=old.edits + 1)
    person.show(edited)
    if fake.on_message is not None:
        fake.on_message(person, edited)
    return fake.message_json(person, edited)


def edit_message_text(fake: FakeTelegram, p: dict[str, Any]) -> dict[str, Any]:
    text, entities = parse_text(p["text"], p.get("parse_mode"), limit=4096, what="message")
    if not text.strip():
        raise bad_request("message text is empty")
    markup = p.get("reply_markup", {})
    if markup:
        check_markup(markup, only_inline=True)
    person, shown = _editable(fake, p)
    if shown.document is not None:
        raise bad_request("there is no text in the message to edit")
    new = replace(shown, text=text.strip(), entities=tuple(entities), markup=markup)
    return _apply_edit(fake, person, shown, new)


def edit_message_reply_markup(fake: FakeTelegram, p: dict[str, Any]) -> dict[str, Any]:
    markup = p.get("reply_markup", {})
    if markup:
        check_markup(markup, only_inline=True)
    person, shown = _editable(fake, p)
    return _apply_edit(fake, person, shown, replace(shown, markup=markup))


def answer_callback_query(fake: FakeTelegram, p: dict[str, Any]) -> bool:
    chat_id = fake.queries.pop(p["callback_query_id"], None)
    if chat_id is None:
        raise Refused(*errors.QUERY_TOO_OLD)
    if len(p.get("text", "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    fake.people[chat_id].alerts.append(p.get("text"))
    return True


def _language(p: dict[str, Any]) -> str:
    code: str = p.get("language_code", "")
    if code and not (len(code) == 2 and code.isascii() and code.islower()):
        raise bad_request("invalid language code specified")
    return code


def set_my_commands(fake: FakeTelegram, p: dict[str, Any]) -> bool:
    commands = p["commands"]
    if len(commands) > 100:
        raise bad_request("too many bot commands specified")
    for command in commands:
        name, description = command["command"], command["description"]
        letters = name.replace("_", "")
        if not 1 <= len(name) <= 32 or not (letters.isascii() and letters.isalnum() and name.islower()):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(description) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    fake.menu["commands", _language(p)] = commands
    return True


def _setter(key: str, limit: int, too_long: str) -> Callable[[FakeTelegram, dict[str, Any]], bool]:
    def set_words(fake: FakeTelegram, p: dict[str, Any]) -> bool:
        words = p.get(key, "")
        if len(words) > limit:
            raise bad_request(too_long)
        fake.menu[key, _language(p)] = words
        return True

    return set_words


def _getter(key: str) -> Callable[[FakeTelegram, dict[str, Any]], dict[str, str]]:
    def get_words(fake: FakeTelegram, p: dict[str, Any]) -> dict[str, str]:
        return {key: fake.menu.get((key, _language(p)), fake.menu.get((key, ""), ""))}

    return get_words


METHODS: dict[str, Callable[[FakeTelegram, dict[str, Any]], Any]] = {
    "getMe": lambda fake, _: fake.bot_user,
    "getUpdates": lambda fake, p: fake.updates.poll(p),
    "setWebhook": lambda fake, p: fake.updates.set_webhook(p),
    "deleteWebhook": lambda fake, p: fake.updates.delete_webhook(p),
    "getWebhookInfo": lambda fake, _: fake.updates.webhook_info(),
    "sendMessage": send_message,
    "sendDocument": send_document,
    "sendChatAction": send_chat_action,
    "editMessageText": edit_message_text,
    "editMessageReplyMarkup": edit_message_reply_markup,
    "answerCallbackQuery": answer_callback_query,
    "setMyCommands": set_my_commands,
    "getMyCommands": lambda fake, p: fake.menu.get(("commands", _language(p)), []),
    "deleteMyCommands": lambda fake, p: fake.menu.pop(("commands", _language(p)), None) is not None or True,
    "setMyName": _setter("name", 64, "BOT_TITLE_INVALID"),
    "getMyName": _getter("name"),
    "setMyDescription": _setter("description", 512, "description is too long"),
    "getMyDescription": _getter("description"),
    "setMyShortDescription": _setter("short_description", 120, "short description is too long"),
    "getMyShortDescription": _getter("short_description"),
}
