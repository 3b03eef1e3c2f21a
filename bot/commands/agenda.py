"""`mawid allocate` and `mawid publish`: the agenda from the command line."""

from __future__ import annotations

import sys
import time
from contextlib import closing

from bot import clock
from bot.settings import Settings
from events.event import Event
from handlers.agendas import allocation, publishing
from handlers.messages import plain_text
from handlers.organising.draft import draft_screen
from handlers.visit import House
from locales.translator import translator
from scheduling import InvalidProblem, Progress
from storage import Database


def allocate(settings: Settings, event: Event, *, only_adds: bool = False) -> int:
    """Prepare a draft and print what an organiser should know of it; return the exit code.

    When it `only_adds`, what is published stays as it is, and what is new goes where there is room.
    """
    with closing(Database(settings.database_url)) as database:
        database.migrate()
        with database.begin() as uow:
            problem = allocation.prepare(uow, event, keeps_published=only_adds, now=clock.now())
        wishes, tables = len(problem.pairs), len(problem.tables)
        print(f"{len(problem.participants)} companies, {wishes} wishes, {len(problem.slots)} slots, {tables} tables")
        started = time.monotonic()
        try:
            agenda = allocation.solve(problem, on_progress=_report)
        except InvalidProblem as fault:
            print(f"mawid: {fault}", file=sys.stderr)
            return 1
        with database.begin() as uow:
            now = clock.now()
            draft = allocation.keep(uow, event, agenda, person_id=None, now=now)
            reply = draft_screen(uow, House(event=event), draft, translator("en"), now=now)
    print(f"\n{plain_text(reply.text)}\n({time.monotonic() - started:.1f} s)\nPublish it: mawid publish")
    return 0


def _report(progress: Progress) -> None:
    share = progress.weight / progress.bound if progress.bound else 1.0
    print(f"  {progress.meetings} meetings, {100 * share:.2f} % of the bound", flush=True)


def publish(settings: Settings, event: Event, *, is_confirmed: bool) -> int:
    """Publish the draft after a preview; return the exit code."""
    with closing(Database(settings.database_url)) as database:
        database.migrate()
        with database.begin() as uow:
            draft = uow.agendas.newest("draft")
            if draft is None:
                print("There is no draft: mawid allocate", file=sys.stderr)
                return 1
            touched = publishing.touched_companies(uow, draft)
        print(f"Draft {draft.id}: {len(touched)} companies will be told.")
        if not is_confirmed and input("Publish? [y/N] ").strip().lower() not in ("y", "yes", "o", "oui"):
            print("Nothing was published.")
            return 1
        house = House(event=event, web_base=settings.web_base)
        with database.begin() as uow:
            if publishing.is_outdated(uow, event, draft, now=clock.now()):
                print("Some meetings are not possible any more, or too late to change: mawid allocate", file=sys.stderr)
                return 1
            told = publishing.publish(uow, house, draft, person_id=None, now=clock.now())
    print(f"Published; {told} companies are told by `mawid run`.")
    return 0
