from __future__ import annotations

from storage import Database
from tests.storage.seeds import NOON


def test_value_set_again_replaces_the_former_and_unset_forgets_it(database: Database) -> None:
    with database.begin() as uow:
        uow.settings.set("approval", "automatic", now=NOON)
        uow.settings.set("approval", {"by": "hand"}, now=NOON)
        uow.settings.set("cap", 12, now=NOON)

    with database.begin() as uow:
        assert uow.settings.all() == {"approval": {"by": "hand"}, "cap": 12}
        uow.settings.unset("approval")
        assert uow.settings.all() == {"cap": 12}
