import pytest

from matching.company import ANSWER_KEYS, Company, company_from_answers

BUYER = {
    "legal_name": "Lumière Énergie SAS",
    "country": "FR",
    "stance": "mandated",
    "wanted_activities": ["retention", "surveys"],
    "sector": ["energy_utilities"],
    "required_languages": ["fr"],
    "language_level": "fluent",
    "wanted_channels": ["voice_in", "email"],
    "size_needed": "16_50",
    "hours_needed": "evenings_saturday",
    "client_zone": "Europe/Paris",
    "accepted_prices": ["per_fte_month"],
    "payment_term": "45",
    "start_wanted": "1_3",
    "required_labels": ["iso_27001", "visit"],
    "people_called": ["b2c"],
    "called_countries": ["fr", "BE"],
    "prospecting": "outbound",
    "consent_base": "prior_consent",
    "visit_city": "none",
    "already_offshore": False,
}

PROVIDER = {
    "activities": ["retention"],
    "served_sectors": [],
    "spoken_languages": ["fr", "ar"],
    "agents_per_language": {"fr": 25, "ar": 40, "tlh": 3, "es": -1, "en": "ten"},
    "levels_per_language": {"fr": "native", "ar": "superb"},
    "channels_in_production": ["voice_in"],
    "seats_free": "16_50",
    "seats_total": "51_150",
    "hours_held": ["office", "seven_days"],
    "offered_prices": ["per_fte_month"],
    "longest_payment_term": "60",
    "deposit": True,
    "earliest_start": "under_1",
    "labels_held": {"iso_27001": "document", "iso_9001": "dreamt", "gold": "checked"},
    "refusals": ["cold_prospecting"],
    "site_city": "fes",
    "visit_possible": True,
}


def test_a_buyer_from_its_answers() -> None:
    company = company_from_answers(
        BUYER, id=7, role="buyer", group="FR:552008443", trust=2, references=1, avoids=[9], broker_admitted=True
    )

    assert company == Company(
        id=7,
        role="buyer",
        country="FR",
        group="FR:552008443",
        trust=2,
        references=1,
        avoids=frozenset({9}),
        broker_admitted=True,
        stance="mandated",
        wanted_activities=frozenset({"retention", "surveys"}),
        sector=frozenset({"energy_utilities"}),
        required_languages=frozenset({"fr"}),
        language_level="fluent",
        wanted_channels=frozenset({"voice_in", "email"}),
        size_needed="16_50",
        hours_needed="evenings_saturday",
        accepted_prices=frozenset({"per_fte_month"}),
        payment_term="45",
        start_wanted="1_3",
        required_labels=frozenset({"iso_27001", "visit"}),
        people_called=frozenset({"b2c"}),
        called_countries=frozenset({"FR", "BE"}),
        prospecting="outbound",
        consent_base="prior_consent",
        visit_city="none",
        already_offshore=False,
    )


def test_a_provider_from_its_answers() -> None:
    company = company_from_answers(PROVIDER, id="p1", role="provider", country="MA", approved=False)

    assert company == Company(
        id="p1",
        role="provider",
        country="MA",
        approved=False,
        activities=frozenset({"retention"}),
        served_sectors=frozenset(),
        spoken_languages=frozenset({"fr", "ar"}),
        agents_per_language={"fr": 25, "ar": 40},
        levels_per_language={"fr": "native"},
        channels_in_production=frozenset({"voice_in"}),
        seats_free="16_50",
        seats_total="51_150",
        hours_held=frozenset({"office", "seven_days"}),
        offered_prices=frozenset({"per_fte_month"}),
        longest_payment_term="60",
        deposit=True,
        earliest_start="under_1",
        labels_held={"iso_27001": "document"},
        refusals=frozenset({"cold_prospecting"}),
        site_city="fes",
        visit_possible=True,
    )


def test_every_answer_may_be_missing() -> None:
    assert company_from_answers({}, id=1, role="buyer") == Company(id=1, role="buyer")


@pytest.mark.parametrize("key", ANSWER_KEYS)
@pytest.mark.parametrize("value", [None, 3, 2.5])
def test_an_answer_of_the_wrong_kind_is_missing(key: str, value: object) -> None:
    assert company_from_answers({key: value}, id=1, role="provider") == Company(id=1, role="provider")


def test_one_key_alone_stands_for_a_list() -> None:
    assert company_from_answers({"activities": "surveys"}, id=1, role="provider").activities == {"surveys"}


def test_keys_the_taxonomy_does_not_know_are_passed_over() -> None:
    company = company_from_answers(
        {"activities": ["surveys", "mining", 4], "seats_free": "a_few"}, id=1, role="provider"
    )

    assert (company.activities, company.seats_free) == (frozenset({"surveys"}), None)


@pytest.mark.parametrize("fault", [{"role": "broker"}, {"role": "buyer", "trust": 5}])
def test_a_company_of_no_known_role_or_trust(fault: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="unknown"):
        Company(id=1, **fault)  # type: ignore[arg-type]
