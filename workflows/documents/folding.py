"""Read a text as people read it: one form for all widths and cases, nothing between the characters of a word; and back again."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

# What stands inside a name without changing it: every middle dot that is in use, beside spaces and invisible characters.
MIDDLE_DOTS = frozenset("·・･•‧∙⋅•●◦᛫⸱ꞏ﹒．.")
# Dashes, underlines, brackets and quotation marks too: somebody who writes 陈-小-明 or 陈（小）明 means a name to be read.
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc", "Zs", "Zl", "Zp", "Pd", "Pc", "Ps", "Pe", "Pi", "Pf"})
# Blanks that Unicode counts as letters or symbols.
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")


@dataclass(frozen=True, slots=True)
class Folded:
    """A text without what does not count, and where each of its characters stood in the original."""

    text: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where a stretch of the folded text stands in the original."""
        return self.places[start], self.places[end - 1] + 1


def fold(text: str) -> Folded:
    """Full width becomes half width, capitals small letters; spaces, invisible characters, dots and marks in words are left out."""
    kept: list[str] = []
    places: list[int] = []
    for place, written in enumerate(text):
        for each in unicodedata.normalize("NFKD", written).casefold():
            if each in MIDDLE_DOTS or each in _BLANKS or unicodedata.category(each) in _INVISIBLE:
                continue
            kept.append(each)
            places.append(place)
    return Folded("".join(kept), tuple(places))


def fold_name(name: str) -> str:
    """A name as it is looked for in a folded text."""
    return fold(name).text
