"""`mawid demo`: an event with invented companies, told by the real conversation engine, to look at and to try."""

from __future__ import annotations

import secrets
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from bot import clock
from bot.demo import story as acts
from bot.demo.companies import BUYERS_SHARE, invent
from bot.demo.phone import Clock
from bot.demo.story import ORGANISER, Result, Story
from bot.settings import Settings
from events.event import Event
from handlers.forms import labels
from handlers.visit import House
from scheduling import Progress
from storage import Database
from storage.database import DatabaseUnavailable
from storage.records import Invite

DEMO_FILE = Path("mawid-demo.db")
DEMO_URL = f"sqlite:///{DEMO_FILE}"
FEWEST = 4
MOST = 1000
LINK_LIVES = timedelta(days=7)
LINK_USES = 20
TAKES = timedelta(days=2)
"""How long the story takes: it ends before the present, and before companies may no longer choose."""
TURNS = 200  # of one company at most


def demo(settings: Settings, event: Event, *, companies: int, seed: int) -> int:
    """Fill a fresh database with a whole event and print where to look; return the exit code."""
    if not FEWEST <= companies <= MOST:
        print(f"mawid: --companies takes a number from {FEWEST} to {MOST}, found {companies}", file=sys.stderr)
        return 2
    url = DEMO_URL if settings.database_url == Settings.database_url else settings.database_url
    if url == DEMO_URL:
        _remove_former()
    database = Database(url)
    try:
        database.migrate()
        with database.begin() as uow:
            people = uow.people.count()
        if people:
            print(_refusal(people), file=sys.stderr)
            return 1
        _tell(database, url, settings, event, companies=companies, seed=seed)
    except DatabaseUnavailable as problem:
        print(f"mawid: the database is away: {problem}", file=sys.stderr)
        return 1
    finally:
        database.close()
    return 0


def _remove_former() -> None:
    """Begin the demonstration's own file anew."""
    if DEMO_FILE.exists():
        print(f"Replacing {DEMO_FILE} of the last demonstration.")
    for ending in ("", "-wal", "-shm"):
        DEMO_FILE.with_name(DEMO_FILE.name + ending).unlink(missing_ok=True)


def _refusal(people: int) -> str:
    return (
        f"mawid: this database holds {people} people, and a demonstration needs an empty one.\n"
        f"Leave DATABASE_URL out to fill {DEMO_FILE}, or name a fresh database."
    )


def _tell(database: Database, url: str, settings: Settings, event: Event, *, companies: int, seed: int) -> None:
    started = time.monotonic()
    house = House(event=event, web_base=settings.web_base)
    clock_of_story = Clock(now=_beginning(event), turn=TAKES / (companies * TURNS))
    story = Story(database=database, house=house, clock=clock_of_story, seed=seed, report=_Steps(started).say)
    buyers = round(companies * BUYERS_SHARE)
    print(f"{event.name.in_('en')}: {companies} invented companies, about {buyers} of them order-givers (seed {seed}).")
    print("Everything is said and tapped through the conversation engine.", flush=True)
    organiser = acts.open_doors(story)
    acts.register_all(story, invent(companies, seed))
    approved, refused = acts.approve_all(story, organiser)
    story.report(f"{approved} companies approved, {refused} broker refused with a reason")
    wishes = acts.choose_all(story)
    story.report(f"{wishes['must']} must, {wishes['yes']} yes, {wishes['no']} no, {wishes['later']} later")
    result = acts.allocate(story, organiser, on_progress=lambda progress: story.report(_progress(progress)))
    confirmed = acts.publish(story, organiser)
    story.report(f"agenda {result.draft.id} published; {confirmed} people tapped OK")
    print(_summary(story, result, time.monotonic() - started))
    print(_ways_in(story, url, settings))


def _beginning(event: Event) -> datetime:
    """Return when the story begins: it may end neither in the future nor after the wishes' deadline."""
    return min(clock.now(), event.wishes_close_at) - TAKES


class _Steps:
    """Prints each step with the seconds gone by."""

    def __init__(self, started: float) -> None:
        self._started = started

    def say(self, step: str) -> None:
        print(f"  {time.monotonic() - self._started:5.1f} s  {step}", flush=True)


def _progress(progress: Progress) -> str:
    share = progress.weight / progress.bound if progress.bound else 1.0
    return f"{progress.meetings} meetings, {100 * share:.2f} % of the best conceivable"


def _summary(story: Story, result: Result, seconds: float) -> str:
    agenda = result.agenda
    share = "?" if agenda.share_of_bound is None else f"{100 * agenda.share_of_bound:.2f} %"
    said = story.messages["typed or tapped"]
    lines = [
        "",
        f"Done in {seconds:.0f} s.",
        f"  People              {len(story.phones)} ({len(story.registrants)} companies, colleagues, one organiser)",
        f"  Messages            {said} to register ({said / max(1, len(story.registrants)):.0f} a company)",
        f"  Meetings            {len(agenda.meetings)} of {len(result.problem.pairs)} that both sides want",
        f"  Share of the bound  {share}",
        f"  Conflicts           {result.conflicts or 'none'}",
        f"  Below the floor     {len(agenda.floors_missed)} companies, each with its reason in the draft",
        f"  Not placed          {len(agenda.leftovers)} wishes, each with its reason",
    ]
    return "\n".join(lines)


def _ways_in(story: Story, url: str, settings: Settings) -> str:
    """Return how to go on, with links that open the chat of some of the people."""
    chats = [
        (f"{company.legal_name}, in {labels.LANGUAGES[language]}", phone.address)
        for language, (company, phone) in acts.examples(story).items()
    ]
    chats.append(("the organiser", ORGANISER))
    prefix = "" if url == settings.database_url else f"DATABASE_URL={url} "
    lines = ["", "Go on with it:", f"  {prefix}mawid run", f"  {prefix}mawid export", ""]
    lines.append(
        f"While it runs, open somebody's chat (each link works {LINK_USES} times, for {LINK_LIVES.days} days):"
    )
    with story.database.begin() as uow:
        for who, address in chats:
            code = secrets.token_urlsafe(18)
            invite = Invite(
                kind="device",
                role=None,
                company_id=None,
                address=address,
                uses_left=LINK_USES,
                expires_at=clock.now() + LINK_LIVES,
            )
            uow.invites.add(code, invite)
            lines += [f"  {who}", f"    {settings.web_base}/d/{code}"]
    lines.append("A link replaces whom the browser was before: use a private window for each.")
    return "\n".join(lines)
