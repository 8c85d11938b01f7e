"""Names of the language: which characters they take, finding known ones that hold spaces or operators, near misses."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

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


class KnownNames:
    """Names that are matched as a whole because spaces, operators or keywords in them could be read otherwise."""

    def __init__(self, names: Iterable[str]) -> None:
        self._by_run: dict[str, list[tuple[int, str, re.Pattern[str]]]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """Make a name known; one that is a plain run of name characters needs no matching and is left out."""
        name = normal(name)
        run = RUN.match(name)
        if run is None or run.end() == len(name):
            return
        pattern = re.compile((SPACE + "+").join(re.escape(word) for word in name.split(" ")))
        entries = self._by_run.setdefault(run[0], [])
        if all(known != name for _, known, _ in entries):
            entries.append((len(name), name, pattern))
            entries.sort(key=lambda entry: -entry[0])

    def match(self, source: str, offset: int) -> tuple[str, int] | None:
        """Return the longest known name that starts at `offset` and where it ends."""
        run = RUN.match(source, offset)
        if run is None:
            return None
        for _, name, pattern in self._by_run.get(run[0], ()):
            found = pattern.match(source, offset)
            if found is not None and not (PART.match(name[-1]) and PART.match(source, found.end())):
                return name, found.end()
        return None


def suggest(name: str, names: Iterable[str]) -> str | None:
    """Return the one of `names` that was probably meant by `name`, or None where none is near."""
    known = {normal(each): each for each in names}
    wanted = normal(name)
    folded = {each.casefold().replace(" ", "").replace("_", ""): each for each in known}
    same = folded.get(wanted.casefold().replace(" ", "").replace("_", ""))
    if same is not None:
        return known[same]
    cutoff = 0.5 if len(wanted) <= 4 else 0.7
    near = difflib.get_close_matches(wanted, list(known), n=1, cutoff=cutoff)
    return known[near[0]] if near else None
