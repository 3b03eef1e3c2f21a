"""The command line: `mawid run`, `mawid doctor`, `mawid organiser invite`, `mawid allocate`, `mawid publish`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.settings import InvalidSettings, Settings, read_settings
from events.event import Event
from events.reading import InvalidEvent, read_event


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
        return read_event(settings.event_file)

    if options.command == "doctor":
        from bot.commands.doctor import doctor

        return doctor(settings, load)
    if options.command == "organiser":
        from bot.commands.organiser import invite

        return invite(settings, load(), role="owner" if options.owner else "organiser")
    if options.command in ("allocate", "publish"):
        from bot.commands import agenda

        if options.command == "allocate":
            return agenda.allocate(settings, load())
        return agenda.publish(settings, load(), is_confirmed=options.yes)
    from bot.commands.run import run

    return run(settings, load())


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mawid", description="A chat assistant for business-dating events.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("run", help="start the web chat and every configured channel")
    commands.add_parser("doctor", help="check time zones, catalogues, database, port and channels")
    commands.add_parser("allocate", help="prepare a draft agenda from the wishes")
    publish = commands.add_parser("publish", help="publish the draft and tell everybody concerned")
    publish.add_argument("--yes", action="store_true", help="do not ask")
    organiser = commands.add_parser("organiser", help="manage organisers").add_subparsers(dest="act", required=True)
    invite = organiser.add_parser("invite", help="print a one-time invitation for an organiser")
    invite.add_argument("--owner", action="store_true", help="invite the owner: may do what organisers may, and more")
    return parser


if __name__ == "__main__":
    sys.exit(main())
