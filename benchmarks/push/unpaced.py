"""`mawid run` with the pace of pushes lifted, to see what the house itself could send."""

from __future__ import annotations

import sys

from bot.__main__ import main
from bot.channels.telegram import budget

FREE = 1_000_000
budget.RATES = budget.Rates(pushes_per_second=FREE, pushes=FREE, before_push=FREE, before_answer=FREE)

if __name__ == "__main__":
    sys.exit(main(["run"]))
