"""Characters that nobody sees: they come along when text is copied, turn what is read around, and fill a field with nothing."""

from __future__ import annotations

import re
import unicodedata

# Soft hyphen, joiners, fillers of Hangul and Braille, marks of width and of direction, the byte order mark.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0]"
)


_CONTROLS = frozenset({"Cc", "Cf", "Zl", "Zp"})  # control characters, marks of format, ends of lines and paragraphs


def unseen_in(text: str) -> str:
    """The first character of `text` that nobody sees, as `U+200B`; empty where all of it is to be seen."""
    for letter in text:
        if _UNSEEN.match(letter) or unicodedata.category(letter) in _CONTROLS:
            return f"U+{ord(letter):04X}"
    return ""


def seen(text: str) -> str:
    """`text` without the characters that nobody sees, and without the space around it."""
    return _UNSEEN.sub("", text).strip()
