"""Strike out numbers that lead to a person: identity cards, telephones, staff numbers that are named as such. Pure functions."""

from __future__ import annotations

import re
import unicodedata

STRUCK = "****"
_GAP = r"[ \t\u00a0\u3000\u200b-\u200d\u2060\ufeff-]{0,2}"
_COUNTED = r"(?!\s*(?:元|万|亿|斤|公斤|吨|公里|米|亩|人|户|次|天|年|号))"


def _digits(count: int, least: int | None = None) -> str:
    """So many digits, with a gap between any two of them."""
    return rf"\d(?:{_GAP}\d){{{(least or count) - 1},{count - 1}}}"


_PATTERNS = (
    # Resident identity numbers (GB 11643): 17 digits and a check character; the old ones have 15 digits.
    rf"{_digits(17)}{_GAP}[\dXx]",
    _digits(15),
    # Mobile numbers, with the country's prefix or without.
    rf"(?:\+?86{_GAP})?1{_GAP}[3-9]{_GAP}{_digits(9)}",
    # Landlines: with their area code, or as four and four digits, or wherever a telephone is spoken of.
    rf"\(?0{_GAP}\d(?:{_GAP}\d){{1,2}}\)?{_GAP}{_digits(8, 7)}",
    rf"\d{{4}}[ \u3000-]\d{{4}}{_COUNTED}",
    rf"(?<=电话)[:\s]*{_digits(12, 7)}|(?<=手机)[:\s]*{_digits(12, 7)}|(?<=联系方式)[:\s]*{_digits(12, 7)}",
    # A staff number is known by the word before it; those of the people concerned are masked by their value.
    r"(?<=工号)[:\s]*[a-z]{0,4}\d{2,12}",
)
_NUMBER = re.compile("|".join(rf"(?<![\d〔])(?:{pattern})(?!\d)" for pattern in _PATTERNS), re.IGNORECASE)


def mask_numbers(text: str) -> str:
    """`text` with such numbers struck out, in whatever width their digits are written."""
    # One character for one: so that places in the plain text are places in the original.
    plain = "".join(_plain(each) for each in text)
    kept: list[str] = []
    done = 0
    for found in _NUMBER.finditer(plain):
        kept += [text[done : found.start()], STRUCK]
        done = found.end()
    return "".join([*kept, text[done:]])


def _plain(written: str) -> str:
    folded = unicodedata.normalize("NFKC", written)
    return folded if len(folded) == 1 else written
