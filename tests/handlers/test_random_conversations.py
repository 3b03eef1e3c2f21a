"""Random conversations of several people at once: whatever they do, they are answered and nothing is lost.

People type valid, invalid and malicious things, tap old and forged buttons, share, edit and repeat messages, and
organisers decide meanwhile. After each step the promises of the engine are checked.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from events.event import Event
from handlers.answer_types.choices import ManyOf
from handlers.command_words import command_in, is_greeting
from handlers.forms import REGISTRATION_FORM
from handlers.messages import Contact, MediaKind, Reply
from handlers.visit import House
from storage import Database
from storage.models import metadata
from storage.records import StoredAnswer
from tests.handlers.registrations import BUYER, PROVIDER, make_organiser, new_phone, person_of, register
from tests.phone import Phone

QUESTIONS = {question.key: question for question in REGISTRATION_FORM}
KEYS = tuple(QUESTIONS)
MARKS = {"gives_details", "table_offers", "gives_avoided", "gives_references"}
TAG = re.compile(r"</?[a-zA-Z][^>]*>")
BARE = re.compile(r"<(?!/?[bi]>)|&(?!(?:amp|lt|gt);)")
COMPANY_MATTERS = frozenset({"duplicate_of", "duplicate_choice", "legal_name", "company_number"})

typed_answers = st.sampled_from(sorted({*BUYER.values(), *PROVIDER.values(), "Français", "العربية", "نعم", "٢", "1,3"}))
commands = st.sampled_from(
    (
        *("/start", "help", "back", "later", "skip to the end", "/edit", "/edit country", "edit role", "/profile"),
        *("stop", "/language", "/language fr", "/privacy", "/export", "/delegates", "/organise", "restart"),
        *("/start d-x", "bonjour"),
    )
)
malice = st.sampled_from(
    (
        *("<b>", "</i>&amp;<script>", "\u202eevil\u2066", "\0", "\ud800", "x" * 5000, "'; DROP TABLE person; --"),
        *("{name}", "%s", "9" * 400, "٩" * 50, "", " ", "\n\n", "💥" * 200, "e\u0301" * 300, "&lt;b&gt;", ", , ,"),
        *("a@b", "+", "@edit"),
    )
)
anything = st.one_of(typed_answers, typed_answers, commands, malice, st.text(max_size=30))
values = st.sampled_from(
    sorted({choice.value for question in REGISTRATION_FORM for choice in question.choices} | {"1", "MA", "x" * 30, ""})
)
forged_data = st.one_of(
    st.builds("{}:{}={}".format, st.sampled_from("qtdpblxhaezjov"), st.sampled_from(KEYS), values),
    st.builds(
        "{}={}".format, st.sampled_from(["j:ok", "j:no", "o:see", "o:approve", "e:", "o:undo"]), st.integers(-1, 9)
    ),
    st.sampled_from(["m:restart", "m:fill", "m:resume", "m:edit", "m:nothing", "o:next=0", "o:dead", "v:on", "v:off"]),
    st.sampled_from(["v:keep", "q:confirmed=yes", "w:x", "g:x", "k:1", "s:1", "m:allocate", "m:publish", "m:wishes"]),
    st.text(max_size=20),
)
media = st.sampled_from(["sticker", "voice", "photo", "location"])


class Conversations(RuleBasedStateMachine):
    """Three people and an organiser on one event."""

    database: Database
    house: House

    @initialize(
        role=st.sampled_from([PROVIDER, BUYER]), until=st.sampled_from(["", "role", "job", "activities", "confirmed"])
    )
    def begin(self, role: dict[str, str], until: str) -> None:
        with self.database.engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                connection.execute(table.delete())
        self.people = [new_phone(self.database, self.house, number) for number in (1, 2, 3)]
        self.people[2].address = "web:three"
        self.organiser = make_organiser(new_phone(self.database, self.house, 9))
        self.updates = count(1)
        self.last: dict[str, dict[str, Any]] = {}
        register(self.people[0], role, until=until)

    def phone(self, number: int) -> Phone:
        return self.people[number % len(self.people)]

    def answers(self, phone: Phone) -> dict[str, StoredAnswer]:
        person = person_of(phone)
        if person is None:
            return {}
        with self.database.begin() as uow:
            return uow.answers.load(person_id=person.id, company_id=person.company_id)

    def act(self, phone: Phone, touched: set[str], **fields: Any) -> list[Reply]:
        """Send an update, and check what came of it; `touched` are the questions that it may change."""
        known = self.answers(phone)
        person = person_of(phone)
        self.last[phone.address] = {**fields, "update_id": f"r{next(self.updates)}"}

        replies = phone.send(**self.last[phone.address])

        after = self.answers(phone)
        now = person_of(phone)
        assert len(replies) >= 1
        for reply in replies:
            check(reply)
        if person is not None and now is not None and person.company_id == now.company_id and person.id == now.id:
            changed = {key for key in known.keys() | after.keys() if value_of(known, key) != value_of(after, key)}
            assert changed <= touched | entailed(touched), (fields, changed, touched)
        return replies

    @rule(number=st.integers(0, 2), text=anything)
    def say(self, number: int, text: str) -> None:
        phone = self.phone(number)
        self.act(phone, questions_of_words(phone, text), text=text, message_ref=f"u{len(phone.shown)}")

    @rule(number=st.integers(0, 2))
    def answer_well(self, number: int) -> None:
        phone = self.phone(number)
        asked = shown(phone)
        text = (BUYER | PROVIDER).get(asked or "", "later")
        self.act(phone, questions_of_words(phone, text), text=text, message_ref=f"u{len(phone.shown)}")

    @rule(number=st.integers(0, 2), which=st.integers(0, 30), back=st.integers(0, 3))
    def tap_shown(self, number: int, which: int, back: int) -> None:
        phone = self.phone(number)
        screens = [(ref, reply) for ref, reply in phone.shown if reply.buttons]
        if screens:
            ref, reply = screens[max(0, len(screens) - 1 - back)]
            data = reply.buttons[which % len(reply.buttons)].data
            if data != "v:erase":
                self.act(phone, questions_of_tap(phone, data), choice=data, message_ref=ref)

    @rule(number=st.integers(0, 2), data=forged_data)
    def tap_forged(self, number: int, data: str) -> None:
        phone = self.phone(number)
        self.act(phone, questions_of_tap(phone, data), choice=data, message_ref=None)

    @rule(number=st.integers(0, 2), kind=media)
    def send_media(self, number: int, kind: MediaKind) -> None:
        self.act(self.phone(number), set(), media=kind)

    @rule(number=st.integers(0, 2), digits=st.sampled_from(["+212612345678", "12", "x", ""]))
    def share_contact(self, number: int, digits: str) -> None:
        self.act(self.phone(number), {"phone"}, contact=Contact(phone=digits, is_own=True))

    @rule(number=st.integers(0, 2), ref=st.integers(1, 40), text=anything)
    def edit_a_message(self, number: int, ref: int, text: str) -> None:
        phone = self.phone(number)
        edited = {key for key, answer in self.answers(phone).items() if answer.message_ref == f"u{ref}"}
        self.act(phone, edited, text=text, message_ref=f"u{ref}", is_edit=True)

    @rule(number=st.integers(0, 2))
    def repeat(self, number: int) -> None:
        phone = self.phone(number)
        again = self.last.get(phone.address)
        if again is not None:
            before = contents(self.database)

            replies = phone.send(**again)

            assert replies == []
            assert contents(self.database) == before

    @rule(number=st.integers(0, 2), is_reachable=st.booleans())
    def block(self, number: int, is_reachable: bool) -> None:
        assert self.phone(number).send(reachable=is_reachable) == []

    @rule(number=st.integers(0, 2))
    def erase(self, number: int) -> None:
        phone = self.phone(number)
        self.act(phone, set(KEYS), choice="v:erase")
        assert person_of(phone) is None

    @rule(
        verb=st.sampled_from(["see", "approve", "refuse", "ask", "undo", "refuse_now", "ask_now"]),
        company=st.integers(1, 4),
    )
    def decide(self, verb: str, company: int) -> None:
        self.act(self.organiser, {"@draft"}, choice=f"o:{verb}={company}")

    @rule(text=anything)
    def organiser_says(self, text: str) -> None:
        self.act(self.organiser, {"@draft", "language", "full_name"}, text=text)

    @rule(newcomer=st.integers(1, 6), verb=st.sampled_from(["ok", "no"]), number=st.integers(0, 2))
    def admit(self, newcomer: int, verb: str, number: int) -> None:
        self.act(self.phone(number), set(), choice=f"j:{verb}={newcomer}")

    @rule(number=st.integers(0, 2))
    def receive_pushes(self, number: int) -> None:
        for reply in self.phone(number).receive_pushes():
            check(reply)

    @rule(number=st.integers(0, 2))
    def invite_the_next(self, number: int) -> None:
        replies = self.act(self.phone(number), set(), text="/delegates")
        code = replies[0].text.rpartition("/start ")[2]
        if code.startswith("d-"):
            self.act(self.phone(number + 1), set(KEYS), text=f"/start {code}")

    @precondition(lambda self: hasattr(self, "people"))
    @invariant()
    def every_person_is_whole(self) -> None:
        """Nobody belongs to a company that is gone, and no company is sent without a name or without anybody."""
        with self.database.engine.begin() as connection:
            people = connection.execute(select(metadata.tables["person"])).all()
            companies = {row.id: row for row in connection.execute(select(metadata.tables["company"]))}
        for person in people:
            assert (person.company_id is None) == (person.membership == "none"), person
        for company in companies.values():
            members = [row.membership for row in people if row.company_id == company.id]
            assert members.count("registrant") == 1, (company, members)


def value_of(answers: dict[str, StoredAnswer], key: str) -> Any:
    answer = answers.get(key)
    return None if answer is None or answer.status == "later" else answer.value


def shown(phone: Phone) -> str | None:
    """Return the question that the last screen showed."""
    person = person_of(phone)
    return person.asked.partition("#")[0] if person is not None and person.asked else None


def entailed(touched: set[str]) -> set[str]:
    """Return what may change with other answers: what they give a meaning to, and what they make ask again."""
    withdrawal = {"withdrawn"} if "consent_matching" in touched else set()
    return (
        COMPANY_MATTERS
        if touched & {"country", "legal_name", "company_number", "duplicate_choice", "confirmed"}
        else withdrawal
    ) | {question.key for question in REGISTRATION_FORM if touched & set(question.depends_on)}


def questions_of_words(phone: Phone, text: str) -> set[str]:
    """Return the questions that typed words may change: only the one shown, or what a command is about."""
    clean = text.replace("\0", "").encode("utf-8", "replace").decode()
    asked = {shown(phone) or ""}
    said = command_in(clean)
    if said is not None and not said.is_guess:
        return {
            "language": {"language"},
            "later": asked,  # as its button: ticks that were not finished are set aside with it
            "skip": {key for key, question in QUESTIONS.items() if isinstance(question.type, ManyOf)},
        }.get(said.name, set())
    return set() if is_greeting(clean) else asked


def questions_of_tap(phone: Phone, data: str) -> set[str]:
    """Return the questions that a tap may change: only its own."""
    verb, _, rest = data.partition(":")
    if verb == "m" and rest == "restart":
        return set(KEYS) | MARKS | {"duplicate_of", "@draft"}
    if (verb == "m" and rest == "skip") or verb == "x":
        return {key for key, question in QUESTIONS.items() if isinstance(question.type, ManyOf)}
    if verb == "v":
        return {"consent_reminders"}
    if verb in "qtdl":
        return {rest.partition("=")[0]}
    return MARKS if verb in ("m", "w") else set()


def check(reply: Reply) -> None:
    """Assert that every channel can show a message."""
    assert reply.text.strip()
    assert BARE.search(reply.text) is None, reply.text
    open_tags: list[str] = []
    for tag in TAG.findall(reply.text):
        if tag.startswith("</"):
            assert open_tags.pop() == tag[2:-1]
        else:
            open_tags.append(tag[1:-1])
    assert open_tags == []
    for button in reply.buttons:
        assert 0 < len(button.data.encode()) <= 64
        assert button.label.strip()


def contents(database: Database) -> dict[str, list[Any]]:
    """Return every row of every table."""
    with database.engine.begin() as connection:
        return {table.name: sorted(map(repr, connection.execute(select(table)))) for table in metadata.sorted_tables}


def play(database: Database, event: Event, *, examples: int, steps: int, is_random: bool) -> None:
    """Run conversations on one database: the same ones each time, or others."""

    class Played(Conversations):
        pass

    Played.database = database
    Played.house = House(event=event, web_base="https://mawid.example", telegram_name="mawid_bot")
    run_state_machine_as_test(
        Played,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            derandomize=not is_random,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
        ),
    )


def test_random_conversations_are_answered_and_lose_nothing(sqlite_database: Database, event: Event) -> None:
    play(sqlite_database, event, examples=40, steps=40, is_random=False)


@pytest.mark.soak
def test_random_conversations_for_long(sqlite_database: Database, event: Event) -> None:
    play(sqlite_database, event, examples=100, steps=200, is_random=True)
