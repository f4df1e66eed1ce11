"""Addresses by which somebody can be found: of e-mail, and postcodes."""

import re
from collections.abc import Iterator
from typing import Final

from lti_tool.learning.identifiers.kinds import Found, IdentifierKind

_EMAIL: Final = re.compile(
    r"(?<![\w.+-])\w[\w.+'-]{0,63}@(?:[\w-]{1,63}\.){1,5}[A-Za-z]{2,24}(?![\w-])"
)
_POSTCODE: Final = re.compile(
    r"(?<!\w)(?P<area>[A-Za-z]{1,2})(?P<district>\d[A-Za-z\d]?)[ \n]?"
    r"(?P<inward>\d[A-Za-z]{2})(?!\w)"
)
_AREA_NAMES: Final = """
AB AL B BA BB BD BF BH BL BN BR BS BT BX CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY
E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN
LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP
SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ZZ
"""
_AREAS: Final = frozenset(_AREA_NAMES.split())
_NEVER_INWARD: Final = frozenset("CIKMOV")
"""Letters that no postcode ends with: so neither 1mg nor 5ml nor 2IU is one."""
_WITH_A_LETTER: Final = frozenset({"E", "EC", "N", "NW", "SE", "SW", "W", "WC"})
"""Areas of London whose districts may end with a letter, as SW1A does."""
_SMALL_LETTERS: Final = "st nd rd th hr yr ns pg wt ug ft bd td qd ds by at as us lb hz gy pt"
_NO_LETTERS: Final = frozenset(_SMALL_LETTERS.split())
"""What stands after a number in small letters: a place in a row, a unit, or how often."""


def emails(text: str) -> Iterator[Found]:
    """Find addresses of e-mail."""
    for match in _EMAIL.finditer(text):
        yield _found(IdentifierKind.EMAIL, match)


def postcodes(text: str) -> Iterator[Found]:
    """Find whole postcodes of the United Kingdom; a district alone is thousands of people."""
    for match in _POSTCODE.finditer(text):
        area, letters = match["area"].upper(), match["inward"][1:]
        is_district = match["district"].isdigit() or area in _WITH_A_LETTER
        is_inward = not _NEVER_INWARD.intersection(letters.upper()) and letters not in _NO_LETTERS
        if area in _AREAS and is_district and is_inward:
            yield _found(IdentifierKind.POSTCODE, match)


def _found(kind: IdentifierKind, match: re.Match[str]) -> Found:
    return Found(kind=kind, start=match.start(), end=match.end(), text=match[0])
