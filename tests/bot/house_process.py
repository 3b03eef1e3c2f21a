"""The real program in a process of its own: started, interrupted, killed."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 40.0  # a crowded machine imports slowly


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class HouseProcess:
    """`mawid run` in a folder of its own; what it prints is in `printed` and `logged`, over all its lives."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.folder = folder
        self.database_url = environment.get("DATABASE_URL", f"sqlite:///{folder / 'mawid.db'}")
        ours = ("MAWID_", "TELEGRAM_", "WHATSAPP_")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self._environment = {
            **inherited,
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": self.database_url,
            "MAWID_PORT": "0",
            **environment,
        }
        self._process: asyncio.subprocess.Process | None = None
        self._since = 0

    @property
    def printed(self) -> str:
        return _read(self.folder / "stdout")

    @property
    def logged(self) -> str:
        return _read(self.folder / "stderr")

    @property
    def files(self) -> list[str]:
        """What the database is made of: one file, once it is closed."""
        return sorted(path.name for path in self.folder.glob("mawid.db*"))

    @property
    def link(self) -> str | None:
        """The link that this life printed, once it did."""
        found = re.search(r"Web chat: +(http://\S+)/", self.printed[self._since :])
        return found and found[1]

    async def start(self) -> None:
        """Start the program, and do not wait."""
        self._since = len(self.printed)
        with (self.folder / "stdout").open("ab") as out, (self.folder / "stderr").open("ab") as err:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", "run", cwd=self.folder, env=self._environment, stdout=out, stderr=err
            )

    async def open(self) -> str:
        """Start the program and return its link once it is printed."""
        await self.start()
        process = self._process
        assert process is not None
        async with asyncio.timeout(START_SECONDS):
            while self.link is None and process.returncode is None:  # noqa: ASYNC110 - a file tells nobody
                await asyncio.sleep(0.05)
        assert self.link is not None, self.logged
        return self.link

    async def wait(self) -> int:
        """Wait until it ends by itself; return the exit code."""
        assert self._process is not None
        async with asyncio.timeout(START_SECONDS):
            return await self._process.wait()

    async def kill(self) -> None:
        """End it as a power cut would."""
        await self._end(signal.SIGKILL)

    async def interrupt(self) -> int:
        """Press Ctrl-C; return the exit code."""
        return await self._end(signal.SIGINT)

    async def _end(self, number: signal.Signals) -> int:
        process = self._process
        assert process is not None
        if process.returncode is None:
            process.send_signal(number)
        async with asyncio.timeout(START_SECONDS):
            code = await process.wait()
        self._process = None
        return code

    async def close(self) -> None:
        """Leave nothing running, whatever happened."""
        if self._process is not None:
            await self.kill()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
