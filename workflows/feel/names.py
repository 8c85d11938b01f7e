"""Names of the language: which characters they take, finding known ones that hold spaces or operators, near misses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
# The grammar's ranges take in full-width and ideographic punctuation, which is a slip of the hand in an expression.
_PUNCTUATION = "\u3001-\u3003\u3008-\u3011\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uff65"
_PART = _START + "0-9\u00b7\u0300-\u036f\u203f\u2040"
RUN = re.compile(rf"(?![{_PUNCTUATION}])[{_START}](?:(?![{_PUNCTUATION}])[{_PART}]|'(?=[{_PART}]))*")
PART = re.compile(rf"(?![{_PUNCTUATION}])[{_PART}]")
FULLWIDTH = re.compile(rf"[{_PUNCTUATION}]")
SPACE = r"[\s\u1680\u180e\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]"
_SPACES = re.compile(SPACE + "+")

KEYWORDS = frozenset(
    [
        "if",
        "then",
        "else",
        "for",
        "in",
        "return",
        "some",
        "every",
        "satisfies",
        "and",
        "or",
        "between",
        "instance",
        "null",
        "true",
        "false",
        "function",
    ]
)


def normal(name: str) -> str:
    """Return the name with each stretch of white space as one space and none at its ends."""
    return _SPACES.sub(" ", name.strip())


_PIECE = re.compile(rf"{RUN.pattern}|\d+|(?P<space>{SPACE}+)|.", re.DOTALL)
_END = ""


class KnownNames:
    """Names that are matched as a whole because spaces, operators or keywords in them could be read otherwise.

    They are kept as a tree of their pieces, so that matching does not slow down with their number.
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._tree: dict[str, Any] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known; one that is a plain run of name characters needs no matching and is left out."""
        name = normal(name)
        run = RUN.match(name)
        if run is None or run.end() == len(name):
            return
        branch = self._tree
        for piece in _PIECE.finditer(name):
            branch = branch.setdefault(" " if piece["space"] else piece[0], {})
        branch[_END] = name

    def match(self, source: str, offset: int) -> tuple[str, int] | None:
        """Return the longest known name that starts at `offset` and where it ends."""
        branch: dict[str, Any] | None = self._tree
        found: tuple[str, int] | None = None
        while branch is not None:
            name = branch.get(_END)
            if name is not None and not (PART.match(name[-1]) and PART.match(source, offset)):
                found = name, offset
            piece = _PIECE.match(source, offset)
            if piece is None:
                break
            branch, offset = branch.get(" " if piece["space"] else piece[0]), piece.end()
        return found


def suggest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that was probably meant by `name`, or None where none is near: a wrong one is worse than none.

    The same but for case, spaces and `_`; else a slip or two of the hand, by the length of the name. Digits tell names apart on
    purpose, and in a name of three letters another letter is another name.
    """
    known = {normal(each): each for each in names}
    wanted = normal(name)
    folded = {_folded(each): each for each in known}
    if _folded(wanted) in folded:
        return known[folded[_folded(wanted)]]
    limit = 1 if len(wanted) <= 5 else 2 if len(wanted) <= 9 else 3
    near = [
        (slips, each)
        for each in known
        if abs(len(each) - len(wanted)) <= limit and (slips := _slips(wanted, each)) <= limit and _is_slip(wanted, each)
    ]
    return known[min(near)[1]] if near else None


def _folded(name: str) -> str:
    return name.casefold().replace(" ", "").replace("_", "")


def _is_slip(wanted: str, other: str) -> bool:
    if _without_digits(wanted) == _without_digits(other):
        return False
    return len(wanted) > 3 or (len(wanted) > 1 and (len(wanted) != len(other) or sorted(wanted) == sorted(other)))


def _without_digits(name: str) -> str:
    return "".join(letter for letter in name if not letter.isdigit())


def _slips(one: str, other: str) -> int:
    """How many letters are added, left out, changed, or swapped with their neighbour between two names."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        above, before, row = before, row, [number]
        for place, found in enumerate(other, 1):
            cost = min(before[place] + 1, row[-1] + 1, before[place - 1] + (letter != found))
            if number > 1 and place > 1 and letter == other[place - 2] and one[number - 2] == found:
                cost = min(cost, above[place - 2] + 1)
            row.append(cost)
    return row[-1]
