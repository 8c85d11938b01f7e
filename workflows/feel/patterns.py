"""Regular expressions in the flavour of XPath and XQuery Functions, run with a time bound; string functions call this."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import regex

from workflows.feel.errors import FeelLimitError
from workflows.feel.evaluation import Evaluation

MATCH_SECONDS = 0.25
"""Longest time that one search may take."""
PATTERN_CHARACTERS = 2_000
REPEAT_BOUND = 10_000
"""Largest size of a pattern with its counts in braces multiplied out; a larger one takes too long to compile."""

_FLAGS = {"s": regex.DOTALL, "m": regex.MULTILINE, "i": regex.IGNORECASE}
_SPACE = " \t\n\r"
_NAME_START = r"\p{L}_:"
_NAME_PART = r"\p{L}\p{Nd}._:\-\p{M}\u00b7"
_CLASSES = {
    "i": f"[{_NAME_START}]",
    "I": f"[^{_NAME_START}]",
    "c": f"[{_NAME_PART}]",
    "C": f"[^{_NAME_PART}]",
    "d": r"\p{Nd}",
    "D": r"\P{Nd}",
    "s": r"[ \t\n\r]",
    "S": r"[^ \t\n\r]",
    "w": r"[^\p{P}\p{Z}\p{C}]",
    "W": r"[\p{P}\p{Z}\p{C}]",
}
_LITERAL_ESCAPES = frozenset("\\|.-^?*+{}()[]$/ ")


class BadPattern(Exception):
    """The text is not a regular expression of the flavour."""


@dataclass(frozen=True, slots=True)
class Matcher:
    """A compiled pattern whose searches are bounded in time."""

    pattern: regex.Pattern[str]

    def search(self, run: Evaluation, text: str) -> regex.Match[str] | None:
        """Return the first match; raises FeelLimitError where it takes too long."""
        run.charge(len(text) // 64 + 1)
        try:
            return self.pattern.search(text, timeout=MATCH_SECONDS)
        except TimeoutError:
            raise FeelLimitError("limit.pattern", source=run.source) from None

    def find_all(self, run: Evaluation, text: str) -> Iterator[regex.Match[str]]:
        """Go through the matches; raises FeelLimitError where it takes too long."""
        run.charge(len(text) // 64 + 1)
        try:
            for found in self.pattern.finditer(text, timeout=MATCH_SECONDS):
                run.charge(1)
                yield found
        except TimeoutError:
            raise FeelLimitError("limit.pattern", source=run.source) from None


@functools.lru_cache(maxsize=512)
def matcher(pattern: str, flags: str) -> Matcher:
    """Return the matcher for a pattern and flags out of "smixq"; raises BadPattern."""
    if any(flag not in "smixq" for flag in flags) or len(pattern) > PATTERN_CHARACTERS:
        raise BadPattern
    if "q" in flags:
        translated = regex.escape(pattern)
    else:
        translated = _Translation(_stripped(pattern) if "x" in flags else pattern, "m" in flags).whole()
    options = regex.VERSION1
    for flag in flags:
        options |= _FLAGS.get(flag, 0)
    try:
        return Matcher(regex.compile(translated, options))
    except (regex.error, RecursionError, OverflowError) as error:
        raise BadPattern from error


def _stripped(pattern: str) -> str:
    """The pattern without white space outside character classes, which is what the flag x asks for."""
    kept: list[str] = []
    depth, index = 0, 0
    while index < len(pattern):
        character = pattern[index]
        if character == "\\" and index + 1 < len(pattern) and pattern[index + 1] not in _SPACE:
            kept.append(pattern[index : index + 2])
            index += 2
            continue
        depth += (character == "[") - (character == "]" and depth > 0)
        if character not in _SPACE or depth:
            kept.append(character)
        index += 1
    return "".join(kept)


class _Translation:
    """Rewrites a pattern for the regex module, character by character, and refuses what the flavour does not have."""

    def __init__(self, pattern: str, is_multiline: bool) -> None:
        self.pattern = pattern
        self.is_multiline = is_multiline
        self.place = 0
        self.groups = 0
        self.open: list[int] = []
        # The size of each open group so far with its counts multiplied out, and that of the piece read last.
        self.sizes = [0]
        self.last = 0

    def whole(self) -> str:
        """Return the whole pattern in the syntax of the regex module."""
        pieces: list[str] = []
        can_repeat = False
        while self.place < len(self.pattern):
            character = self.pattern[self.place]
            if character in "*+?{":
                if not can_repeat:
                    raise BadPattern
                pieces.append(self._quantifier())
                can_repeat = False
                continue
            self.last = 1
            pieces.append(self._piece(character))
            self._grow(self.last)
            can_repeat = character not in "(|^$" or pieces[-1].endswith(")")
        if self.open:
            raise BadPattern
        return "".join(pieces)

    def _grow(self, size: int) -> None:
        self.sizes[-1] += size
        if self.sizes[-1] > REPEAT_BOUND:
            raise BadPattern

    def _piece(self, character: str) -> str:
        if character == "[":
            return self._class()
        self.place += 1
        if character == "\\":
            return self._escape(in_class=False)
        if character == "(":
            return self._group()
        if character == ")":
            if not self.open:
                raise BadPattern
            self.open.pop()
            self.last = self.sizes.pop()
            return ")"
        if character in "]}":
            raise BadPattern
        if character == "$":
            return r"(?=\n|\Z)" if self.is_multiline else r"\Z"
        if character == ".":
            return "."
        return character if character in "^|" else str(regex.escape(character))

    def _group(self) -> str:
        self.sizes.append(0)
        if self.pattern.startswith("?", self.place):
            if not self.pattern.startswith("?:", self.place):
                raise BadPattern
            self.place += 2
            self.open.append(0)
            return "(?:"
        self.groups += 1
        self.open.append(self.groups)
        return "("

    def _quantifier(self) -> str:
        found = regex.match(r"[*+?]|\{(\d+)(?:,(\d*))?\}", self.pattern[self.place :])
        if found is None:
            raise BadPattern
        low, high = int(found[1] or 0), int(found[2] or 0)
        if found[2] and high < low:
            raise BadPattern
        self._grow(self.last * max(low, high))
        self.place += found.end()
        lazy = self.pattern.startswith("?", self.place)
        self.place += lazy
        return str(found[0]) + ("?" if lazy else "")

    def _escape(self, *, in_class: bool) -> str:
        if self.place >= len(self.pattern):
            raise BadPattern
        character = self.pattern[self.place]
        self.place += 1
        if character in "nrt":
            return "\\" + character
        if character in _LITERAL_ESCAPES:
            return str(regex.escape(character, special_only=False))
        if character in _CLASSES:
            return _CLASSES[character]
        if character in "pP":
            return self._category(character)
        if character.isascii() and character.isdigit() and character != "0" and not in_class:
            return self._back_reference(character)
        raise BadPattern

    def _category(self, character: str) -> str:
        found = regex.match(r"\{(Is)?([A-Za-z0-9-]+)\}", self.pattern[self.place :])
        if found is None:
            raise BadPattern
        self.place += found.end()
        return f"\\{character}{{{'In' if found[1] else ''}{found[2]}}}"

    def _back_reference(self, digit: str) -> str:
        number = int(digit)
        while self.place < len(self.pattern) and self.pattern[self.place].isdigit():
            longer = number * 10 + int(self.pattern[self.place])
            if longer > self.groups:
                break
            number = longer
            self.place += 1
        if number > self.groups or number in self.open:
            raise BadPattern
        return f"(?:\\{number})" if number < 10 else f"(?:\\g<{number}>)"

    def _class(self) -> str:
        """Read `[…]` with its ranges, and a class that is subtracted from it."""
        self.place += 1
        negated = self.pattern.startswith("^", self.place)
        self.place += negated
        items: list[str] = []
        while True:
            if self.place >= len(self.pattern):
                raise BadPattern
            if self.pattern.startswith("-[", self.place) and items:
                self.place += 1
                subtracted = self._class()
                if not self.pattern.startswith("]", self.place):
                    raise BadPattern
                self.place += 1
                return (
                    f"[{'^' if negated else ''}{''.join(items)}--{subtracted}]"
                    if not negated
                    else (f"[[^{''.join(items)}]--{subtracted}]")
                )
            if self.pattern[self.place] == "]":
                break
            items.append(self._class_item())
        self.place += 1
        if not items:
            raise BadPattern
        return f"[{'^' if negated else ''}{''.join(items)}]"

    def _class_item(self) -> str:
        first = self._class_character()
        followed = self.pattern[self.place : self.place + 2]
        if len(followed) < 2 or followed[0] != "-" or followed[1] in "[]" or len(first) > 2:
            return first
        self.place += 1
        last = self._class_character()
        if len(last) > 2 or last.removeprefix("\\") < first.removeprefix("\\"):
            raise BadPattern
        return f"{first}-{last}"

    def _class_character(self) -> str:
        character = self.pattern[self.place]
        self.place += 1
        if character == "\\":
            return self._escape(in_class=True)
        if character == "[":
            raise BadPattern
        return character if character.isalnum() else str(regex.escape(character, special_only=False))


_REFERENCE = regex.compile(r"\$([0-9]+)|\\([\\$])|([^\\$]+)")


def replacement_parts(replacement: str, groups: int, *, is_literal: bool) -> tuple[str | int, ...]:
    """Return a replacement as texts and numbers of groups; `\\$` and `\\\\` stand for `$` and `\\`. Raises BadPattern."""
    if is_literal:
        return (replacement,)
    parts: list[str | int] = []
    place = 0
    while place < len(replacement):
        found = _REFERENCE.match(replacement, place)
        if found is None:
            raise BadPattern
        place = found.end()
        digits = found[1]
        if digits is None:
            parts.append(found[2] or found[3])
            continue
        used = digits[:3]
        while len(used) > 1 and int(used) > groups:
            used = used[:-1]
        if int(used) <= groups:
            parts.append(int(used))
        parts.append(digits[len(used) :])
    return tuple(part for part in parts if part != "")


def expand(parts: tuple[str | int, ...], found: regex.Match[str]) -> str:
    """Return the replacement for one match."""
    return "".join(part if isinstance(part, str) else found[part] or "" for part in parts)
