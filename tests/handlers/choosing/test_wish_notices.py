"""What the other side learns of a wish, and what nobody may learn."""

from __future__ import annotations

from datetime import timedelta

from handlers.choosing import wish_notices
from storage.records import StoredAnswer
from tests.handlers.registrations import new_phone, words
from tests.phone import NOON
from tests.world import World, data, text

DAY = timedelta(days=1)


def expire(world: World, *, days: int) -> int:
    with world.begin() as uow:
        return wish_notices.expire(uow, world.house, now=NOON + days * DAY)


def test_mutual_wish_is_told_to_both_at_once_with_how_to_reach_each_other(world: World) -> None:
    banco, atlas = world.phone("Banco"), world.phone("Atlas")
    banco.tap_data(f"w:yes={world.ids['Atlas']}")
    atlas.receive_pushes()

    atlas.tap_data(f"w:must={world.ids['Banco']}")

    (to_banco,), (to_atlas, asked) = banco.receive_pushes(), atlas.receive_pushes()
    assert text(to_banco) == (
        "🤝 You and Atlas Contact both want to meet. How to reach them:\n"
        "• Provider Atlas · Director · atlas@provider.example · +212 6 12 34 56 78"
    )
    assert text(to_atlas) == (
        "🤝 You and Banco Norte both want to meet. How to reach them:\n"
        "• Buyer Banco · Director · banco@buyer.example · +33 1 44 55 66 77"
    )
    assert [data(reply) for reply in (to_banco, to_atlas, asked)] == [
        [f"s:{world.ids['Atlas']}"],
        [f"s:{world.ids['Banco']}"],
        ["w:refs"],
    ]
    assert [line.act for line in world.trail(f"mutual:{world.ids['Banco']}~{world.ids['Atlas']}")] == ["mutual"]


def test_each_reads_it_in_their_own_language_and_numbers_stay_as_they_are(world: World) -> None:
    """The details were written for whoever answered last, so a number could turn round in the other's Arabic."""
    world.wish("Lumen", "Rif")
    world.phone("Rif").tap_data(f"w:yes={world.ids['Lumen']}")

    (to_lumen,) = world.phone("Lumen").receive_pushes()
    to_rif, _asked = world.phone("Rif").receive_pushes()

    assert (to_lumen.language, to_rif.language) == ("fr", "ar")
    assert text(to_lumen).splitlines()[1] == "• Provider Rif · Director · rif@provider.example · +212 6 12 34 56 78"
    assert "\u2068+33 1 44 55 66 77\u2069" in to_rif.text
    assert to_rif.text.count("\u2068") == to_rif.text.count("\u2069")


def test_details_left_for_later_are_left_out(world: World) -> None:
    later = StoredAnswer(key="phone", value=None, status="later", answered_at=NOON)
    person = world.phone("Atlas")
    with world.begin() as uow:
        found = uow.people.find(person.address)
        assert found is not None
        uow.answers.save_of_person(found[1].id, later)
    world.wish("Atlas", "Banco")

    world.phone("Banco").tap_data(f"w:yes={world.ids['Atlas']}")

    (told,) = world.phone("Banco").receive_pushes()
    assert text(told).splitlines()[1] == "• Provider Atlas · Director · atlas@provider.example"


def test_mutual_wish_is_told_to_colleagues_too_and_names_them(world: World) -> None:
    code = words(world.phone("Banco").say("/delegates")).rpartition("/start ")[2]
    colleague = new_phone(world.database, world.house, 77)
    colleague.say(f"/start {code}")
    colleague.receive_pushes()
    world.wish("Atlas", "Banco")

    world.phone("Banco").tap_data(f"w:yes={world.ids['Atlas']}")

    assert [text(push).partition("\n")[0] for push in colleague.receive_pushes()] == [
        "🤝 You and Atlas Contact both want to meet. How to reach them:"
    ]


def test_mutual_wish_is_told_once_whatever_is_changed_later(world: World) -> None:
    """Told again after a "no", it told that there had been one."""
    world.wish("Atlas", "Banco")
    banco, atlas = world.phone("Banco"), world.phone("Atlas")
    banco.tap_data(f"w:yes={world.ids['Atlas']}")
    banco.receive_pushes()
    atlas.receive_pushes()

    for verb in ("no", "yes", "clear", "must"):
        atlas.tap_data(f"w:{verb}={world.ids['Banco']}")

    assert banco.receive_pushes() == atlas.receive_pushes() == []


def test_list_keeps_the_sign_of_a_mutual_wish_that_the_other_side_took_back(world: World) -> None:
    """The sign went away with the other's "no"."""
    world.wish("Atlas", "Banco")
    banco = world.phone("Banco")
    banco.tap_data(f"w:yes={world.ids['Atlas']}")
    before = words(banco.tap_data("w:list"))

    world.phone("Atlas").tap_data(f"w:no={world.ids['Banco']}")

    assert before == words(banco.tap_data("w:list")) == "Your wishes\n✓ 🤝 Atlas Contact: Yes"
    assert words(world.phone("Atlas").tap_data("w:list")) == "Your wishes\n✗ Banco Norte: No"


def test_company_with_the_number_of_an_erased_one_is_told_all_the_same(world: World) -> None:
    from handlers.choosing.wish_list import was_mutual

    with world.begin() as uow:
        one, other = (uow.companies.get(world.ids[key]) for key in ("Banco", "Atlas"))
        subject = f"mutual:{one.id}~{other.id}"
        uow.audit.add(person_id=None, act="mutual", subject=subject, now=one.created_at - DAY)

        assert not was_mutual(uow, one, other)


def test_request_is_announced_without_a_name_and_leads_to_the_card(world: World) -> None:
    world.phone("Banco").tap_data(f"w:yes={world.ids['Atlas']}")
    atlas = world.phone("Atlas")

    (push,) = atlas.receive_pushes()
    (card,) = atlas.tap("See who")

    assert (text(push), data(push)) == ("1 company would like to meet you.", ["w:asked"])
    assert text(card).startswith("Banco Norte (France)\n")
    assert text(card).endswith("💡 They would like to meet you.")


def test_requests_of_one_day_are_announced_once(world: World) -> None:
    world.wish("Nordic", "Atlas")
    for key in ("Banco", "Helvetia"):
        world.phone(key).tap_data(f"w:yes={world.ids['Atlas']}")
    atlas = world.phone("Atlas")

    first = [text(push) for push in atlas.receive_pushes()]
    bruxelles = world.phone("Bruxelles")
    bruxelles.now += DAY
    bruxelles.tap_data(f"w:must={world.ids['Atlas']}")

    assert first == ["2 companies would like to meet you."]
    assert [text(push) for push in atlas.receive_pushes()] == ["4 companies would like to meet you."]


def test_refusals_and_answered_requests_are_not_counted(world: World) -> None:
    world.wish("Nordic", "Atlas", "no")
    world.wish("Helvetia", "Atlas")
    world.wish("Atlas", "Helvetia", "no")

    world.phone("Banco").tap_data(f"w:yes={world.ids['Atlas']}")

    assert [text(push) for push in world.phone("Atlas").receive_pushes()] == ["1 company would like to meet you."]


def test_silent_request_expires_once_and_only_who_asked_is_told(world: World) -> None:
    world.wish("Banco", "Atlas")
    banco = world.phone("Banco")

    counts = [expire(world, days=days) for days in (2, 4, 5)]
    (push,) = banco.receive_pushes()

    assert counts == [0, 1, 0]
    assert (text(push), data(push)) == (
        "Atlas Contact has not answered your wish so far. It stays open, but better look for others as well.",
        ["w:more"],
    )
    assert banco.receive_pushes() == world.phone("Atlas").receive_pushes() == []
    assert words(banco.tap_data("w:list")) == "Your wishes\n✓ Atlas Contact: Yes"


def test_refused_request_expires_like_a_silent_one(world: World) -> None:
    """A request that never expired told that it had been refused."""
    world.wish("Banco", "Atlas")
    world.wish("Atlas", "Banco", "no")

    assert expire(world, days=4) == 1
    assert [text(push) for push in world.phone("Banco").receive_pushes()] == [
        "Atlas Contact has not answered your wish so far. It stays open, but better look for others as well."
    ]


def test_answered_requests_and_refusals_never_expire(world: World) -> None:
    world.agree(("Banco", "Atlas"))
    world.wish("Nordic", "Rif", "no")

    assert expire(world, days=30) == 0


def test_expired_request_freezes_nothing_and_counts_again_once_it_is_answered(world: World) -> None:
    """Both were told that they agree, but the pair was not placed."""
    world.wish("Banco", "Atlas")
    expire(world, days=4)
    asked = [pair.key for pair in world.problem().pairs]
    atlas = world.phone("Atlas")
    atlas.now += 5 * DAY

    atlas.tap_data(f"w:yes={world.ids['Banco']}")

    assert asked == []
    assert text(world.phone("Banco").receive_pushes()[-1]).startswith("🤝 You and Atlas Contact both want to meet.")
    assert [pair.key for pair in world.problem().pairs] == [world.pair("Banco", "Atlas")]
