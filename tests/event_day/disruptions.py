"""What happens to the plan: requests as the buttons of the organiser's menu carry them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from events.slots import Slot
from storage.records import StoredMeeting

WEIGHTS = {"late": 6, "early": 3, "gone": 2, "table_out": 4, "table_back": 2, "move": 4, "cancel": 4}


def invent(chance: random.Random, meetings: Sequence[StoredMeeting], today: Sequence[Slot]) -> str:
    """Return something that happened to one of the meetings ahead, or to the slots that are left of today."""
    meeting = chance.choice(meetings)
    company = chance.choice((meeting.buyer_id, meeting.provider_id))
    slot, later = today[0].id, chance.choice(today[1:]).id
    kinds = {
        "late": f"late;{company};{later}",
        "early": f"early;{company};{later}",
        "gone": f"gone;{company};day",
        "back": f"back;{company}",
        "table_out": f"table_out;{meeting.table_name};{later}",
        "table_back": f"table_back;{meeting.table_name}",
        "rest": f"rest;{slot};5",
        "drop": f"drop;{later}",
        "cancel": f"cancel;{meeting.pair}",
        "move": f"move;{meeting.pair};{later}",
    }
    return kinds[chance.choices(list(kinds), [WEIGHTS.get(kind, 1) for kind in kinds])[0]]
