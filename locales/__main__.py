"""`python -m locales check|extract|update`: the gate of the catalogues, and the two commands that feed it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from locales.catalogues import HERE, ROOT, update, write_template
from locales.faults import faults

USAGE = """usage: python -m locales check|extract|update
  check    say what is wrong in the catalogues, and fail if anything is
  extract  write mawid.pot from the sources
  update   extract, then bring every language up to date
"""


def main(arguments: Sequence[str], root: Path = ROOT, folder: Path = HERE) -> int:
    """Run one command on the sources under `root` and the catalogues in `folder`, and return its exit code."""
    match list(arguments):
        case ["check"]:
            return _check(root, folder)
        case ["extract"]:
            write_template(root, folder)
            return 0
        case ["update"]:
            update(root, folder)
            return 0
        case _:
            sys.stderr.write(USAGE)
            return 2


def _check(root: Path, folder: Path) -> int:
    found = faults(root, folder)
    sys.stdout.writelines(f"{fault}\n" for fault in found)
    return 1 if found else 0


if __name__ == "__main__":  # pragma: no cover - the tests call main
    sys.exit(main(sys.argv[1:]))
