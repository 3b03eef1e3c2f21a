from __future__ import annotations

from datetime import timedelta

from storage import Database
from storage.records import StoredSuggestion, Wish
from tests.storage.seeds import NOON, add_company

HOUR = timedelta(hours=1)


def test_wish_is_found_from_both_sides_and_replaced_by_the_next(database: Database) -> None:
    with database.begin() as uow:
        buyer, provider, other = (add_company(uow).id for _ in range(3))
        uow.wishes.save(buyer, provider, "yes", now=NOON)
        uow.wishes.save(buyer, other, "no", now=NOON + HOUR)
        uow.wishes.save(buyer, provider, "must", now=NOON + 2 * HOUR)

    must = Wish(company_id=buyer, counterpart_id=provider, kind="must", made_at=NOON + 2 * HOUR, expired_at=None)
    no = Wish(company_id=buyer, counterpart_id=other, kind="no", made_at=NOON + HOUR, expired_at=None)
    with database.begin() as uow:
        assert uow.wishes.of_company(buyer) == [no, must]
        assert uow.wishes.about_company(provider) == [must]
        assert uow.wishes.every() == [no, must]
        assert uow.wishes.kind(buyer, provider) == "must"
        assert uow.wishes.kind(provider, buyer) is None
        assert uow.wishes.companies_with_wishes() == {buyer}
        uow.wishes.remove(buyer, provider)
        assert uow.wishes.every() == [no]


def test_only_requests_left_without_an_answer_expire_and_once(database: Database) -> None:
    with database.begin() as uow:
        asker, silent, answering, refused, refusing = (add_company(uow).id for _ in range(5))
        uow.wishes.save(asker, silent, "yes", now=NOON)
        uow.wishes.save(asker, answering, "must", now=NOON)
        uow.wishes.save(answering, asker, "yes", now=NOON)
        uow.wishes.save(asker, refusing, "yes", now=NOON)
        uow.wishes.save(refusing, asker, "no", now=NOON)
        uow.wishes.save(asker, refused, "no", now=NOON)
        uow.wishes.save(refused, silent, "yes", now=NOON + HOUR)

        expired = uow.wishes.expire(made_before=NOON + HOUR, now=NOON + 2 * HOUR)
        again = uow.wishes.expire(made_before=NOON + HOUR, now=NOON + 3 * HOUR)

    assert [(wish.company_id, wish.counterpart_id) for wish in expired] == [(asker, silent), (asker, refusing)]
    assert again == []
    with database.begin() as uow:
        assert [wish.expired_at for wish in uow.wishes.about_company(silent)] == [NOON + 2 * HOUR, None]


def test_suggestions_come_back_in_their_order_and_are_marked_seen(database: Database) -> None:
    with database.begin() as uow:
        buyer, other, first, second, third = (add_company(uow).id for _ in range(5))
        uow.wishes.suggest(buyer, [second, first], batch=1, now=NOON)
        uow.wishes.suggest(buyer, [third], batch=2, now=NOON)
        uow.wishes.suggest(other, [third], batch=1, now=NOON)
        uow.wishes.suggest(other, [], batch=2, now=NOON)
        uow.wishes.mark_seen(buyer, first)

    with database.begin() as uow:
        assert uow.wishes.suggestions(buyer) == [
            StoredSuggestion(counterpart_id=second, rank=0, batch=1, is_seen=False),
            StoredSuggestion(counterpart_id=first, rank=1, batch=1, is_seen=True),
            StoredSuggestion(counterpart_id=third, rank=0, batch=2, is_seen=False),
        ]
        assert uow.wishes.exposure() == {first: 1, second: 1, third: 2}


def test_wishes_and_suggestions_go_with_either_company(database: Database) -> None:
    with database.begin() as uow:
        buyer, provider = add_company(uow).id, add_company(uow).id
        uow.wishes.save(buyer, provider, "yes", now=NOON)
        uow.wishes.suggest(buyer, [provider], batch=1, now=NOON)
        uow.companies.remove(provider)

        assert uow.wishes.every() == []
        assert uow.wishes.suggestions(buyer) == []
