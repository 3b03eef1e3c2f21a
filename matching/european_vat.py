"""VAT numbers of the member states of the European Union that have no row of their own in ``number_schemes``."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from stdnum.eu import vat as eu_vat

from matching.number_schemes import Scheme

EUROPEAN_LENGTHS: Final[Mapping[str, tuple[tuple[int, ...], str]]] = MappingProxyType(
    {
        "AT": ((9,), "ATU13585627"),
        "BG": ((9, 10), "BG175074752"),
        "CY": ((9,), "CY10259033P"),
        "CZ": ((8, 9, 10), "CZ25123891"),
        "DK": ((8,), "DK13585628"),
        "EE": ((9,), "EE100594102"),
        "FI": ((8,), "FI20774740"),
        "GR": ((9,), "EL094259216"),
        "HR": ((11,), "HR33392005961"),
        "HU": ((8,), "HU12892312"),
        "IE": ((8, 9), "IE6433435F"),
        "LT": ((9, 12), "LT119511515"),
        "LV": ((11,), "LV40003521600"),
        "MT": ((8,), "MT11679112"),
        "PL": ((10,), "PL8567346215"),
        "RO": ((2, 3, 4, 5, 6, 7, 8, 9, 10, 13), "RO18547290"),
        "SE": ((12,), "SE123456789701"),
        "SI": ((8,), "SI50223054"),
        "SK": ((10,), "SK2022749619"),
    }
)
"""VAT numbers of the other member states: lengths without the country, and an example with it
(European Commission, VIES, https://ec.europa.eu/taxation_customs/vies/)."""

VAT_COUNTRIES: Final[Mapping[str, str]] = MappingProxyType(
    {
        **{country: country for country in (*EUROPEAN_LENGTHS, "FR", "ES", "BE", "LU", "NL", "DE", "IT", "PT")},
        "EL": "GR",
        "XI": "GB",  # Northern Ireland
    }
)
"""The two letters in front of a European VAT number, and the country that gives it out."""


def european_scheme(country: str) -> Scheme:
    """Return the VAT scheme of a member state listed in ``EUROPEAN_LENGTHS``."""
    lengths, example = EUROPEAN_LENGTHS[country]
    prefix = example[:2]  # Greece writes EL

    def validate(number: str) -> str:
        return eu_vat.validate(prefix + number.removeprefix(prefix))

    return Scheme(
        key="eu.vat",
        lengths=lengths,
        validate=validate,
        example=example,
        has_letters=True,
        prefixes=(prefix, country),
    )
