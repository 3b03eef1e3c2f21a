"""The schemes of company numbers, one row per kind of number: the data behind ``identifiers``.

A row says how long the number may be once bare, whether letters occur, which stdnum module checks it, how
it is shown, and which part of it names the company rather than a branch. The other countries of the European
Union are in ``european_vat``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from stdnum import exceptions, lei
from stdnum.be import vat as be_vat
from stdnum.ch import uid as ch_uid
from stdnum.de import vat as de_vat
from stdnum.dz import nif as dz_nif
from stdnum.es import nif as es_nif
from stdnum.fr import siren as fr_siren
from stdnum.fr import siret as fr_siret
from stdnum.fr import tva as fr_tva
from stdnum.gb import vat as gb_vat
from stdnum.it import iva as it_iva
from stdnum.lu import tva as lu_tva
from stdnum.ma import ice as ma_ice
from stdnum.nl import btw as nl_btw
from stdnum.pt import nif as pt_nif
from stdnum.sn import ninea as sn_ninea
from stdnum.tn import mf as tn_mf


def _whole(number: str) -> str:
    return number


def _first(length: int) -> Callable[[str], str]:
    return lambda number: number[:length]


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """One kind of company number."""

    key: str
    lengths: tuple[int, ...]  # of the bare number, without country
    validate: Callable[[str], str]  # returns the compact form or raises stdnum's ValidationError
    example: str
    has_letters: bool = False
    prefixes: tuple[str, ...] = ()  # country codes people write in front
    company: Callable[[str], str] = _whole  # the part that two branches of a company share
    formatted: Callable[[str], str] = _whole


def _spaced(*groups: int, prefix: str = "") -> Callable[[str], str]:
    """Return a function that cuts a number into groups of the given sizes."""

    def formatted(number: str) -> str:
        starts = [sum(groups[:index]) for index in range(len(groups))]
        parts = [number[start : start + size] for start, size in zip(starts, groups, strict=True)]
        return prefix + " ".join(part for part in parts if part)

    return formatted


def _siren_of_tva(number: str) -> str:
    """Return the SIREN inside a French VAT number; Monaco has VAT numbers without one."""
    try:
        return fr_tva.to_siren(number)
    except exceptions.InvalidComponent:
        return number


def _belgian(number: str) -> str:
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


LEI: Final = Scheme(
    key="lei",
    lengths=(20,),
    validate=lei.validate,
    example="213800KUD8LAJWSQ9D15",
    has_letters=True,
)

SCHEMES: Final[Mapping[str, tuple[Scheme, ...]]] = MappingProxyType(
    {
        "MA": (
            Scheme(
                key="ma.ice",
                lengths=(15,),
                validate=ma_ice.validate,
                example="001561191000066",
                prefixes=("MA",),
                company=_first(9),
                formatted=_spaced(9, 4, 2),
            ),
        ),
        "FR": (
            Scheme(
                key="fr.siren",
                lengths=(9,),
                validate=fr_siren.validate,
                example="404 833 048",
                prefixes=("FR",),
                formatted=fr_siren.format,
            ),
            Scheme(
                key="fr.siret",
                lengths=(14,),
                validate=fr_siret.validate,
                example="732 829 320 00074",
                prefixes=("FR",),
                company=_first(9),
                formatted=fr_siret.format,
            ),
            Scheme(
                key="fr.tva",
                lengths=(11,),
                validate=fr_tva.validate,
                example="FR 40 303 265 045",
                has_letters=True,
                prefixes=("FR",),
                company=_siren_of_tva,
                formatted=_spaced(2, 3, 3, 3, prefix="FR "),
            ),
        ),
        "ES": (
            Scheme(
                key="es.nif",
                lengths=(9,),
                validate=es_nif.validate,
                example="B64717838",
                has_letters=True,
                prefixes=("ES",),
            ),
        ),
        "BE": (
            Scheme(
                key="be.vat",
                lengths=(9, 10),
                validate=be_vat.validate,
                example="0428.759.497",
                prefixes=("BE",),
                formatted=_belgian,
            ),
        ),
        "CH": (
            Scheme(
                key="ch.uid",
                lengths=(9, 12),
                validate=ch_uid.validate,
                example="CHE-100.155.212",
                has_letters=True,
                formatted=ch_uid.format,
            ),
        ),
        "GB": (
            Scheme(
                key="gb.vat",
                lengths=(5, 9, 11, 12),
                validate=gb_vat.validate,
                example="GB 980 7806 84",
                has_letters=True,
                prefixes=("GB", "XI"),
                company=_first(9),
                formatted=_spaced(3, 4, 2, 3, prefix="GB "),
            ),
        ),
        "LU": (
            Scheme(
                key="lu.tva",
                lengths=(8,),
                validate=lu_tva.validate,
                example="LU 150 274 42",
                prefixes=("LU",),
                formatted=_spaced(3, 3, 2, prefix="LU "),
            ),
        ),
        "NL": (
            Scheme(
                key="nl.btw",
                lengths=(12,),
                validate=nl_btw.validate,
                example="NL004495445B01",
                has_letters=True,
                prefixes=("NL",),
                formatted=_spaced(12, prefix="NL"),
            ),
        ),
        "DE": (
            Scheme(
                key="de.vat",
                lengths=(9,),
                validate=de_vat.validate,
                example="DE136695976",
                prefixes=("DE",),
                formatted=_spaced(9, prefix="DE"),
            ),
        ),
        "IT": (Scheme(key="it.iva", lengths=(11,), validate=it_iva.validate, example="00743110157", prefixes=("IT",)),),
        "PT": (
            Scheme(
                key="pt.nif",
                lengths=(9,),
                validate=pt_nif.validate,
                example="501 964 843",
                prefixes=("PT",),
                formatted=_spaced(3, 3, 3),
            ),
        ),
        "TN": (
            Scheme(
                key="tn.mf",
                lengths=(8, 13),
                validate=tn_mf.validate,
                example="1234567/M/A/E/001",
                has_letters=True,
                prefixes=("TN",),
                company=_first(8),
                formatted=tn_mf.format,
            ),
        ),
        "DZ": (
            Scheme(
                key="dz.nif",
                lengths=(15, 20),
                validate=dz_nif.validate,
                example="416001000000007",
                prefixes=("DZ",),
                company=_first(15),
            ),
        ),
        "SN": (
            Scheme(
                key="sn.ninea",
                lengths=(7, 9, 10, 12),
                validate=sn_ninea.validate,
                example="3067221 2G2",
                has_letters=True,
                prefixes=("SN",),
                company=lambda number: number[:-3] if len(number) > 9 else number,
                formatted=sn_ninea.format,
            ),
        ),
    }
)
"""Schemes tried for each country, in this order; the first example is the one shown."""

COUNTRY_NAMES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "MA": "ICE",
        "FR": "SIREN / SIRET",
        "ES": "CIF / NIF",
        "BE": "BCE / KBO",
        "CH": "IDE / UID",
        "GB": "VAT",
        "LU": "TVA",
        "NL": "BTW",
        "DE": "USt-IdNr.",
        "IT": "Partita IVA",
        "PT": "NIPC / NIF",
        "TN": "Matricule fiscal",
        "DZ": "NIF",
        "SN": "NINEA",
        "EU": "VAT",
    }
)
"""What to ask for, in the words of the country itself."""
