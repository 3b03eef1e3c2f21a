"""`mawid run` with the pace of pushes lifted, to see what the house itself could send."""

from __future__ import annotations

import sys

from bot.__main__ import main
from bot.channels.telegram import push

push.MESSAGES_PER_SECOND = 100_000

if __name__ == "__main__":
    sys.exit(main(["run"]))
