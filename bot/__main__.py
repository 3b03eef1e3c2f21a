"""The command line: `mawid run`, `doctor`, `organiser invite`, `allocate`, `publish`, `export`, `demo`, `whatsapp`."""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.settings import InvalidSettings, Settings, read_settings
from events.event import Event
from events.reading import InvalidEvent, read_event
from locales.languages import LANGUAGES


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the arguments ask; return the exit code."""
    options = _parser().parse_args(arguments)
    try:
        settings = read_settings()
        return _do(options, settings)
    except (InvalidSettings, InvalidEvent) as problem:
        print(f"mawid: {problem}", file=sys.stderr)
        return 2


def _do(options: argparse.Namespace, settings: Settings) -> int:
    def load() -> Event:
        return _spoken(read_event(settings.event_file), settings)

    if options.command == "doctor":
        from bot.commands.doctor import doctor

        return doctor(settings, load)
    if options.command == "organiser":
        from bot.commands.organiser import invite

        return invite(settings, load(), role="owner" if options.owner else "organiser")
    if options.command in ("allocate", "publish"):
        from bot.commands import agenda

        if options.command == "allocate":
            return agenda.allocate(settings, load(), only_adds=options.only_add)
        return agenda.publish(settings, load(), is_confirmed=options.yes)
    if options.command == "export":
        from bot.commands.export import export

        return export(settings, load(), folder=options.out, language=options.language)
    if options.command == "whatsapp":
        from bot.commands.whatsapp import templates

        return templates(settings, submits=options.submit)
    if options.command == "demo":
        from bot.commands.demo import demo

        return demo(settings, load(), companies=options.companies, seed=options.seed)
    gc.disable()  # what is imported lives as long as the program: looking through it for rubbish slows the start
    from bot.commands.run import run

    return run(settings, load())


def _spoken(event: Event, settings: Settings) -> Event:
    """Return the event if we speak all its languages."""
    unknown = [language for language in event.languages if language not in LANGUAGES]
    if unknown:
        raise InvalidSettings(
            f"{settings.event_file}: languages: expected some of {', '.join(LANGUAGES)}, found {', '.join(unknown)}. "
            'Example: languages = ["fr", "ar", "en"]'
        )
    return event


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mawid", description="A chat assistant for business-dating events.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start the web chat and every configured channel")
    commands.add_parser("doctor", help="check time zones, catalogues, database, port and channels")
    allocate = commands.add_parser("allocate", help="prepare a draft agenda from the wishes")
    allocate.add_argument("--only-add", action="store_true", help="move nothing that is published, only add to it")
    publish = commands.add_parser("publish", help="publish the draft and tell everybody concerned")
    publish.add_argument("--yes", action="store_true", help="do not ask")
    export = commands.add_parser("export", help="write the agenda as a workbook, table cards and a door list")
    export.add_argument("--out", type=Path, default=Path("export"), metavar="FOLDER", help="where to (default: export)")
    export.add_argument("--language", choices=LANGUAGES, help="of the files (default: the event's first)")
    demo = commands.add_parser("demo", help="fill a fresh database with an invented event, to look at and to try")
    demo.add_argument("--companies", type=int, default=100, metavar="N", help="how many companies (default: 100)")
    demo.add_argument("--seed", type=int, default=0, metavar="N", help="another number invents others (default: 0)")
    whatsapp = commands.add_parser("whatsapp", help="what WhatsApp needs beforehand")
    about = whatsapp.add_subparsers(dest="act", required=True)
    templates = about.add_parser("templates", help="list, check and hand in the message templates")
    templates.add_argument("--submit", action="store_true", help="hand in those that Meta does not have yet")
    organiser = commands.add_parser("organiser", help="manage organisers").add_subparsers(dest="act", required=True)
    invite = organiser.add_parser("invite", help="print a one-time invitation for an organiser")
    invite.add_argument("--owner", action="store_true", help="invite the owner: may do what organisers may, and more")
    return parser


if __name__ == "__main__":
    sys.exit(main())
