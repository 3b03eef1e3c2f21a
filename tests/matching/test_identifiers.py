import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from matching import european_vat, number_schemes
from matching.identifiers import CheckedNumber, InvalidNumber, check_number, normalise, number_name

COUNTRIES = (*number_schemes.SCHEMES, *european_vat.EUROPEAN_LENGTHS, "EU", "US", "CI", "")

REASONS = {"bad_length", "bad_characters", "bad_checksum", "bad_component"}


@pytest.mark.parametrize(
    ("raw", "bare"),
    [
        ("001561191000066", "001561191000066"),
        ("٠٠١٥٦١١٩١٠٠٠٠٦٦", "001561191000066"),
        ("۰۰۱۵۶۱۱۹۱۰۰۰۰۶۶", "001561191000066"),
        ("001 561 191 0000 66", "001561191000066"),
        ("001\u00a0561\u202f191\u20090000 66", "001561191000066"),
        ("\u200f\u2067001561191\u20690000\u200e66\ufeff", "001561191000066"),
        ("001.561.191/0000-66", "001561191000066"),
        ("001–561—191‑0000−66", "001561191000066"),
        ("ICE001561191000066", "001561191000066"),
        ("ICE: 001561191000066", "001561191000066"),
        ("ice n° 001561191000066", "001561191000066"),
        ("Nº ICE 001561191000066", "001561191000066"),
        ("№ 001561191000066", "001561191000066"),
        ("Numéro d'ICE 001561191000066", "001561191000066"),
        ("Identifiant commun de l’entreprise : 001561191000066", "001561191000066"),
        ("التعريف الموحد للمقاولة: ٠٠١٥٦١١٩١٠٠٠٠٦٦", "001561191000066"),
        ("SIREN 552 008 443", "552008443"),
        ("RCS Paris 552 008 443", "552008443"),
        ("R.C.S. 552 008 443", "552008443"),
        ("N° de TVA intracommunautaire : FR 40 303265045", "FR40303265045"),
        ("CIF B-64717838", "B64717838"),
        ("nifB64717838", "B64717838"),
        ("BE 0428.759.497", "BE0428759497"),
        ("USt-IdNr. DE136695976", "DE136695976"),
        ("P. IVA IT 00743110157", "IT00743110157"),
        ("１２３", "123"),
        ("1\n2\t3", "123"),
        ("ICE", ""),
        ("", ""),
    ],
)
def test_normalise(raw: str, bare: str) -> None:
    assert normalise(raw) == bare


@pytest.mark.parametrize(
    ("country", "raw", "scheme", "compact", "formatted", "group_key"),
    [
        ("MA", "MA001561191000066", "ma.ice", "001561191000066", "001561191 0000 66", "MA:001561191"),
        ("ma ", "002136093000040", "ma.ice", "002136093000040", "002136093 0000 40", "MA:002136093"),
        ("FR", "404833048", "fr.siren", "404833048", "404 833 048", "FR:404833048"),
        ("FR", "FR 404 833 048", "fr.siren", "404833048", "404 833 048", "FR:404833048"),
        ("FR", "732 829 320 00074", "fr.siret", "73282932000074", "732 829 320 00074", "FR:732829320"),
        ("FR", "FR40303265045", "fr.tva", "40303265045", "FR 40 303 265 045", "FR:303265045"),
        ("FR", "k7 399 859 412", "fr.tva", "K7399859412", "FR K7 399 859 412", "FR:399859412"),
        ("FR", "FR63000010008", "fr.tva", "63000010008", "FR 63 000 010 008", "FR:63000010008"),
        ("ES", "B64717838", "es.nif", "B64717838", "B64717838", "ES:B64717838"),
        ("ES", "ES X-5253868-R", "es.nif", "X5253868R", "X5253868R", "ES:X5253868R"),
        ("BE", "428759497", "be.vat", "0428759497", "0428.759.497", "BE:0428759497"),
        ("BE", "BE (0)428.759.497", "be.vat", "0428759497", "0428.759.497", "BE:0428759497"),
        ("CH", "CHE-100.155.212 TVA", "ch.uid", "CHE100155212", "CHE-100.155.212", "CH:CHE100155212"),
        ("CH", "100155212", "ch.uid", "CHE100155212", "CHE-100.155.212", "CH:CHE100155212"),
        ("GB", "GB 980 7806 84", "gb.vat", "980780684", "GB 980 7806 84", "GB:980780684"),
        ("GB", "980780684001", "gb.vat", "980780684001", "GB 980 7806 84 001", "GB:980780684"),
        ("LU", "LU 150 274 42", "lu.tva", "15027442", "LU 150 274 42", "LU:15027442"),
        ("NL", "NL004495445B01", "nl.btw", "004495445B01", "NL004495445B01", "NL:004495445B01"),
        ("DE", "136,695 976", "de.vat", "136695976", "DE136695976", "DE:136695976"),
        ("IT", "IT 00743110157", "it.iva", "00743110157", "00743110157", "IT:00743110157"),
        ("PT", "PT 501964843", "pt.nif", "501964843", "501 964 843", "PT:501964843"),
        ("TN", "1234567/M/A/E/001", "tn.mf", "1234567MAE001", "1234567/M/A/E/001", "TN:1234567M"),
        ("TN", "MF 1282182 W", "tn.mf", "1282182W", "1282182/W", "TN:1282182W"),
        ("DZ", "416001000000007", "dz.nif", "416001000000007", "416001000000007", "DZ:416001000000007"),
        (
            "DZ",
            "000 216 001 808 337 13010",
            "dz.nif",
            "00021600180833713010",
            "00021600180833713010",
            "DZ:000216001808337",
        ),
        ("SN", "306 7221", "sn.ninea", "3067221", "3067221", "SN:3067221"),
        ("SN", "30672212G2", "sn.ninea", "30672212G2", "3067221 2G2", "SN:3067221"),
        ("GR", "EL 094259216", "eu.vat", "EL094259216", "EL094259216", "GR:EL094259216"),
        ("GR", "GR 094259216", "eu.vat", "EL094259216", "EL094259216", "GR:EL094259216"),
        ("PL", "8567346215", "eu.vat", "PL8567346215", "PL8567346215", "PL:PL8567346215"),
        ("EU", "PL 8567346215", "eu.vat", "PL8567346215", "PL8567346215", "PL:PL8567346215"),
        (
            "CI",
            "LEI 2138 00KUD8LAJWSQ9D15",
            "lei",
            "213800KUD8LAJWSQ9D15",
            "213800KUD8LAJWSQ9D15",
            "LEI:213800KUD8LAJWSQ9D15",
        ),
    ],
)
def test_a_well_formed_number(
    country: str, raw: str, scheme: str, compact: str, formatted: str, group_key: str
) -> None:
    checked = check_number(country, raw)

    assert checked == CheckedNumber(
        country=group_key.partition(":")[0],
        scheme=scheme,
        compact=compact,
        formatted=formatted,
        group_key=group_key,
        verified=True,
    )


@pytest.mark.parametrize("country", sorted(number_schemes.SCHEMES))
def test_the_example_of_every_scheme_is_well_formed(country: str) -> None:
    for scheme in number_schemes.SCHEMES[country]:
        assert check_number(country, scheme.example).scheme == scheme.key


@pytest.mark.parametrize("country", sorted(european_vat.EUROPEAN_LENGTHS))
def test_the_example_of_every_member_state_is_well_formed(country: str) -> None:
    example = european_vat.EUROPEAN_LENGTHS[country][1]

    assert check_number(country, example) == check_number("EU", example)
    assert number_name(country) == "VAT"


def test_two_branches_are_one_company() -> None:
    numbers = ("404833048", "40483304800022", "FR83404833048")

    assert {check_number("FR", number).group_key for number in numbers} == {"FR:404833048"}


@pytest.mark.parametrize(
    ("country", "raw", "reason", "lengths", "example"),
    [
        ("MA", "00156119100006", "bad_length", (15,), "001561191000066"),
        ("MA", "", "bad_length", (15,), "001561191000066"),
        ("MA", "ICE", "bad_length", (15,), "001561191000066"),
        ("MA", "0015611910000X6", "bad_characters", (15,), "001561191000066"),
        ("MA", "hello", "bad_characters", (15,), "001561191000066"),
        ("MA", "001561191000065", "bad_checksum", (15,), "001561191000066"),
        ("MA", "000000000000000", "bad_component", (15,), "001561191000066"),
        ("FR", "404833047", "bad_checksum", (9, 11, 14), "404 833 048"),
        ("FR", "40483304", "bad_length", (9, 11, 14), "404 833 048"),
        ("FR", "ABCDEFGHIJK", "bad_characters", (9, 11, 14), "404 833 048"),
        ("FR", "40483304é", "bad_characters", (9, 11, 14), "404 833 048"),
        ("ES", "ABCDEFGHI", "bad_characters", (9,), "B64717838"),
        ("ES", "hello", "bad_characters", (9,), "B64717838"),
        ("IT", "00743115007", "bad_component", (11,), "00743110157"),
        ("CH", "ABC100155212", "bad_component", (9, 12), "CHE-100.155.212"),
        ("CH", "10015521X", "bad_characters", (9, 12), "CHE-100.155.212"),
        ("PL", "PL8567346216", "bad_checksum", (10,), "PL8567346215"),
        ("US", "", "bad_length", (), ""),
        ("US", "—", "bad_length", (), ""),
        ("US", "9" * 65, "bad_length", (), ""),
        ("US", "no idea", "bad_characters", (), ""),
    ],
)
def test_what_is_wrong_with_a_number(
    country: str, raw: str, reason: str, lengths: tuple[int, ...], example: str
) -> None:
    with pytest.raises(InvalidNumber) as refused:
        check_number(country, raw)

    error = refused.value
    assert (error.reason, error.country, error.lengths, error.example) == (reason, country, lengths, example)
    assert error.name == number_name(country)


def test_a_vat_number_without_a_member_state_in_front() -> None:
    with pytest.raises(InvalidNumber) as refused:
        check_number("EU", "MA001561191000066")

    assert (refused.value.reason, refused.value.number) == ("bad_component", "MA001561191000066")


def test_a_country_without_scheme_keeps_the_text_unverified() -> None:
    assert check_number("ci", " CI-ABJ-2013-B-\u200e1234 ") == CheckedNumber(
        country="CI",
        scheme="",
        compact="CIABJ2013B1234",
        formatted="CI-ABJ-2013-B-1234",
        group_key="CI:CIABJ2013B1234",
        verified=False,
    )


def test_a_lei_needs_twenty_characters() -> None:
    """stdnum checks only the remainder, which shorter texts can have as well."""
    assert check_number("US", "01").verified is False


@given(
    country=st.sampled_from(COUNTRIES),
    raw=st.one_of(
        st.text(max_size=40),
        st.text(alphabet="0123456789ABCEFGILMNOPRSTUXZ٠١٢٣۴۵ -./°:", max_size=24),
    ),
)
@example(country="NL", raw="NL1B")
@example(country="GB", raw="GD８8899999")
@example(country="MA", raw="²²²²²²²²²²²²²²²")
@example(country="ES", raw="ICEICEICE")
def test_nothing_but_invalid_number_is_ever_raised(country: str, raw: str) -> None:
    try:
        checked = check_number(country, raw)
    except InvalidNumber as error:
        assert error.reason in REASONS  # noqa: PT017  either way is right, anything else is a crash
    else:
        assert checked.compact
        assert checked.verified == bool(checked.scheme)


@given(digits=st.integers(0, 10**13 - 1))
def test_every_completed_ice_passes_and_one_wrong_digit_never_does(digits: int) -> None:
    body = f"{digits:013d}"
    ice = f"{body}{-int(body) * 100 % 97:02d}"
    wrong = ice[:5] + str((int(ice[5]) + 1) % 10) + ice[6:]

    if digits:
        assert check_number("MA", ice).compact == ice
    with pytest.raises(InvalidNumber):
        check_number("MA", wrong)


@pytest.mark.parametrize("country", sorted(number_schemes.SCHEMES))
def test_a_shown_number_reads_back_as_itself(country: str) -> None:
    for scheme in number_schemes.SCHEMES[country]:
        checked = check_number(country, scheme.example)
        assert check_number(country, checked.formatted) == checked
        assert check_number(country, checked.compact) == checked
