"""The story of an event, act by act: people register, organisers approve, companies choose, the agenda is published."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from bot.demo.companies import Invented, invent_person
from bot.demo.phone import Clock, Phone, deliver
from bot.demo.registering import answer, asked_of, register
from handlers.agendas import allocation
from handlers.organising import desk
from handlers.visit import House
from locales.markup import has_rtl_letters
from locales.translator import LANGUAGES, translator
from scheduling import Agenda, Problem, Progress, check
from storage import Database
from storage.records import Invite, StoredAgenda
from storage.unit_of_work import UnitOfWork

ORGANISER = "web:demo-organiser"
BROKER_REASON = (
    "Cet événement met face à face les donneurs d’ordres et les prestataires eux-mêmes, sans intermédiaire. "
    "Vos mandants sont les bienvenus sous leur propre nom."
)
MOST_CARDS = 12  # in one sitting; then even the keenest put the phone away
_KINDS = ("must", "yes", "no", "later")
_KIND_SHARES = (15, 62, 10, 13)
_CODE = re.compile(r"/start (d-[\w-]+)")
Report = Callable[[str], None]


@dataclass(kw_only=True)
class Story:
    """Everything that happens, in one database; `report` hears of each step."""

    database: Database
    house: House
    clock: Clock
    seed: int
    report: Report
    phones: dict[str, Phone] = field(default_factory=dict)
    registrants: list[tuple[Invented, Phone]] = field(default_factory=list)
    messages: Counter[str] = field(default_factory=Counter)

    def rng(self, *about: object) -> Random:
        """Return the dice of one person in one act, so that each act can change without the others."""
        return Random(f"{self.seed} {about}")  # noqa: S311 - a story, not a secret

    def phone(self, address: str, language: str, name: str) -> Phone:
        """Return a new phone."""
        phone = Phone(address=address, house=self.house, clock=self.clock, language=language, name=name)
        self.phones[address] = phone
        return phone

    def deliver(self) -> None:
        """Bring what was queued to the phones."""
        with self.database.begin() as uow:
            self.messages["pushed"] += deliver(uow, self.phones, now=self.clock.now)


def open_doors(story: Story) -> Phone:
    """Let the organiser in, by an invitation as `mawid organiser invite` prints it."""
    phone = story.phone(ORGANISER, "fr", "Organisation")
    code = f"o-demo-{story.seed}"
    invite = Invite(
        kind="organiser",
        role="owner",
        company_id=None,
        address=None,
        uses_left=1,
        expires_at=story.clock.now + timedelta(days=1),
    )
    with story.database.begin() as uow:
        uow.invites.add(code, invite)
        phone.say(uow, f"/start {code}")
        phone.say(uow, "/language français")
    return phone


def register_all(story: Story, companies: Sequence[Invented]) -> None:
    """Let every company register, and some people bring a colleague."""
    for number, company in enumerate(companies, 1):
        phone = story.phone(f"web:demo-{company.position + 1:03d}", company.language, str(company.answers["full_name"]))
        rng = story.rng("registers", company.position)
        with story.database.begin() as uow:
            story.messages["typed or tapped"] += register(uow, phone, company, rng)
            if company.brings_colleague:
                _bring_colleague(story, uow, phone, company, rng)
        story.registrants.append((company, phone))
        if number % 20 == 0 or number == len(companies):
            story.report(f"{number} of {len(companies)} companies registered")


def _bring_colleague(story: Story, uow: UnitOfWork, phone: Phone, company: Invented, rng: Random) -> None:
    """Invite a colleague by link; they join and answer the three short questions."""
    phone.say(uow, "/delegates")
    found = _CODE.search(phone.screen.text)
    if found is None:
        return
    first, last = invent_person("MA" if company.role == "provider" else "FR", company.language == "ar", rng)
    colleague = story.phone(f"{phone.address}-b", company.language, first)
    colleague.say(uow, f"/start {found[1]}")
    given = {**company.answers, "full_name": f"{first} {last}"}
    while (asked := asked_of(uow, colleague)) is not None:
        answer(uow, colleague, asked, None if asked == "phone" else given[asked], rng, may_type=False)


def approve_all(story: Story, organiser: Phone) -> tuple[int, int]:
    """Look at every company that waits: refuse the first broker with a reason, approve the others."""
    approved = refused = 0
    with story.database.begin() as uow:
        brokers = _brokers(story, uow)
        organiser.say(uow, "/organise")
        while organiser.sees("o:next="):
            organiser.tap(uow, "o:next=")
            if not organiser.sees("o:approve="):
                break
            if _is_next(organiser, brokers) and not refused:
                organiser.tap(uow, "o:refuse=")
                organiser.say(uow, BROKER_REASON)
                organiser.tap(uow, "o:refuse_now=")
                refused += 1
            else:
                organiser.tap(uow, "o:approve=")
                approved += 1
    story.deliver()
    return approved, refused


def _brokers(story: Story, uow: UnitOfWork) -> set[str]:
    names = {company.legal_name for company, _phone in story.registrants if company.is_broker}
    return {str(company.id) for company in uow.companies.every() if company.legal_name in names}


def _is_next(organiser: Phone, brokers: set[str]) -> bool:
    found = organiser.find("o:approve=")
    return found is not None and found[1].data.rpartition("=")[2] in brokers


def choose_all(story: Story, *, rounds: int = 2) -> Counter[str]:
    """Let every approved company go through its cards; the second time those who asked for it come first."""
    wishes: Counter[str] = Counter()
    for turn in range(1, rounds + 1):
        for number, (company, phone) in enumerate(story.registrants, 1):
            with story.database.begin() as uow:
                wishes += _choose(uow, phone, story.rng("wishes", turn, company.position), is_first=turn == 1)
            if number % 20 == 0:
                story.report(f"round {turn}: {number} of {len(story.registrants)} looked at their cards")
        story.deliver()
    return wishes


def _choose(uow: UnitOfWork, phone: Phone, rng: Random, *, is_first: bool) -> Counter[str]:
    """Go through the cards of one sitting; return what was chosen."""
    phone.say(uow, "/wishes")
    if not is_first and phone.sees("w:more"):
        phone.tap(uow, "w:more")
    made: Counter[str] = Counter()
    for _ in range(MOST_CARDS):
        if not phone.sees("w:must="):
            break
        kind = rng.choices(_KINDS, _KIND_SHARES)[0]
        phone.tap(uow, f"w:{kind}=")
        made[kind] += 1
    return made


@dataclass(frozen=True, kw_only=True)
class Result:
    """The published agenda and the problem it solves."""

    problem: Problem
    agenda: Agenda
    draft: StoredAgenda
    conflicts: int


def allocate(story: Story, organiser: Phone, *, on_progress: Callable[[Progress], object]) -> Result:
    """Let the organiser ask for the agenda, and do the work that `mawid run` does beside the conversation."""
    with story.database.begin() as uow:
        organiser.say(uow, "/allocate")
        task = uow.tasks.take()
        problem = allocation.prepare(uow, story.house.event, now=story.clock.now)
    assert task is not None  # the organiser just asked for it
    agenda = allocation.solve(problem, on_progress=on_progress)
    conflicts = check(problem, agenda)
    with story.database.begin() as uow:
        now = story.clock.tick()
        draft = allocation.keep(uow, story.house.event, agenda, person_id=task.person_id, now=now)
        desk.tell_draft(uow, story.house, task.payload, translator(task.payload["language"]), draft, now=now)
        uow.tasks.finish(task.id, is_done=True)
    story.deliver()
    return Result(problem=problem, agenda=agenda, draft=draft, conflicts=len(conflicts))


def publish(story: Story, organiser: Phone) -> int:
    """Let the organiser preview and publish, and most delegates confirm; return how many did."""
    with story.database.begin() as uow:
        organiser.tap(uow, "g:preview=")
        organiser.tap(uow, "g:publish=")
    story.deliver()
    confirmed = 0
    with story.database.begin() as uow:
        for address, phone in story.phones.items():
            if phone.find("k:") is not None and story.rng("confirms", address).random() < 0.8:
                phone.tap(uow, "k:")
                confirmed += 1
    return confirmed


def examples(story: Story) -> dict[str, tuple[Invented, Phone]]:
    """Return, for each language, the company with the longest conversation among those that meet somebody.

    For Arabic one with an Arabic name, where there is one.
    """
    found: dict[str, tuple[Invented, Phone]] = {}
    for language in LANGUAGES:
        speaking = [
            (company, phone)
            for company, phone in story.registrants
            if company.language == language
            and has_rtl_letters(company.legal_name) <= (language == "ar")
            and phone.find("k:") is not None
        ]
        if speaking:
            found[language] = max(
                speaking, key=lambda pair: (has_rtl_letters(pair[0].legal_name), len(pair[1].screens))
            )
    return found
