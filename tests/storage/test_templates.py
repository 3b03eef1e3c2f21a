from __future__ import annotations

from datetime import timedelta

from storage import Database
from storage.templates import TemplateState
from tests.phone import NOON


def test_newest_state_of_each_language_is_kept(database: Database) -> None:
    with database.begin() as uow:
        uow.templates.note("mawid_notice_1", "fr", status="PENDING", reason=None, now=NOON)
        uow.templates.note("mawid_notice_1", "ar", status="APPROVED", reason=None, now=NOON)
        later = NOON + timedelta(hours=1)
        uow.templates.note("mawid_notice_1", "fr", status="REJECTED", reason="TAG_CONTENT_MISMATCH", now=later)

        assert uow.templates.states("mawid_notice_1") == {"ar": "APPROVED", "fr": "REJECTED"}
        assert uow.templates.states("other") == {}
        assert list(uow.templates.every()) == [
            TemplateState(name="mawid_notice_1", language="ar", status="APPROVED", reason=None, checked_at=NOON),
            TemplateState(
                name="mawid_notice_1",
                language="fr",
                status="REJECTED",
                reason="TAG_CONTENT_MISMATCH",
                checked_at=later,
            ),
        ]
