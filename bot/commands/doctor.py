"""`mawid doctor`: checks what has to be right before an event, and says what to do about what is not."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from importlib.metadata import version

from bot.commands.doctor_whatsapp import check_whatsapp
from bot.commands.findings import Finding
from bot.settings import Settings
from events.event import Event
from locales.dates import zone
from locales.faults import faults as catalogue_faults
from storage import Database
from storage.migrations.runner import newest_version

MOROCCO_ON_UTC = datetime(2026, 11, 21, 12, tzinfo=UTC)
"""Morocco left UTC+1 for good on 2026-09-20 (IANA 2026c); older tables are one hour wrong on this day."""


def diagnose(settings: Settings, event: Event | None, event_problem: str = "") -> Iterator[Finding]:
    """Check one thing after another."""
    yield _check_event(event, event_problem)
    yield _check_zones()
    yield _check_catalogues()
    yield _check_database(settings)
    yield _check_port(settings)
    yield _check_telegram(settings)
    yield from check_whatsapp(settings)


def _check_event(event: Event | None, problem: str) -> Finding:
    if event is None:
        return Finding(name="event file", is_well=False, detail=problem, advice="Mend the file, or set MAWID_EVENT.")
    return Finding(name="event file", is_well=True, detail=f"{event.name.in_('en')}, {event.first_day.isoformat()}")


def _check_zones() -> Finding:
    offset = MOROCCO_ON_UTC.astimezone(zone("Africa/Casablanca")).utcoffset()
    return Finding(
        name="time zones",
        is_well=offset == timedelta(0),
        detail=f"tzdata {version('tzdata')}: Casablanca is UTC{'+0' if offset == timedelta(0) else f' {offset}'}",
        advice="Every reminder would be one hour off: install tzdata 2026.3 or newer (make setup).",
    )


def _check_catalogues() -> Finding:
    faults = catalogue_faults()
    detail = "fr, ar, en are complete" if not faults else "; ".join(faults[:3])
    return Finding(
        name="catalogues", is_well=not faults, detail=detail, advice="python -m locales update, then translate."
    )


def _check_database(settings: Settings) -> Finding:
    database = Database(settings.database_url)
    kind = "SQLite" if database.is_sqlite else "PostgreSQL"
    try:
        database.migrate()
        with database.begin() as uow:
            people = uow.people.count()
    except Exception as problem:
        return Finding(
            name="database",
            is_well=False,
            detail=f"{kind}: {problem.__class__.__name__}: {str(problem).partition(chr(10))[0][:120]}",
            advice="Check DATABASE_URL, that the server runs, and that its disk has room.",
        )
    finally:
        database.close()
    return Finding(name="database", is_well=True, detail=f"{kind}, schema {newest_version()}, {people} people")


def _check_port(settings: Settings) -> Finding:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as problem:
            return Finding(
                name="port",
                is_well=False,
                detail=f"{settings.host}:{settings.port}: {problem.strerror}",
                advice="Mawid may be running already; otherwise choose another MAWID_PORT.",
            )
    return Finding(name="port", is_well=True, detail=f"{settings.host}:{settings.port} is free")


def _check_telegram(settings: Settings) -> Finding:
    if not settings.telegram_token:
        return Finding(name="telegram", is_well=True, detail="off: TELEGRAM_BOT_TOKEN is not set (the web chat works)")
    from bot.channels.telegram.probe import ask_who_we_are

    try:
        name = asyncio.run(ask_who_we_are(settings.telegram_token, settings.telegram_api_base))
    except Exception as problem:
        return Finding(
            name="telegram",
            is_well=False,
            detail=str(problem)[:160],
            advice="Check TELEGRAM_BOT_TOKEN (from @BotFather) and the network.",
        )
    return Finding(name="telegram", is_well=True, detail=f"@{name} answers")


def doctor(settings: Settings, load_event: Callable[[], Event]) -> int:
    """Print every finding; return 1 when something is wrong."""
    event, problem = None, ""
    try:
        event = load_event()
    except Exception as error:
        problem = str(error)
    is_well = True
    for finding in diagnose(settings, event, problem):
        is_well = is_well and finding.is_well
        print(f"{'ok  ' if finding.is_well else 'FAIL'} {finding.name}: {finding.detail}")
        if not finding.is_well:
            print(f"     → {finding.advice}")
    return 0 if is_well else 1
