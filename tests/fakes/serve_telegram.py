"""Run the fake Bot API server in a process of its own: `python tests/fakes/serve_telegram.py --port 8081`."""

import argparse
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.fakes.telegram_faults import RateLimits
from tests.fakes.telegram_server import TOKEN, FakeTelegram


async def serve(*, port: int, token: str, is_limited: bool) -> None:
    """Answer until interrupted; print the address first."""
    limits = RateLimits() if is_limited else None
    fake = FakeTelegram(port=port, token=token, rate_limits=limits, is_recording=False, accepts_strangers=True)
    async with fake:
        print(fake.base_url, flush=True)
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A fake Telegram Bot API server on loopback.")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--rate-limits", action="store_true")
    options = parser.parse_args()
    asyncio.run(serve(port=options.port, token=options.token, is_limited=options.rate_limits))


if __name__ == "__main__":
    main()
