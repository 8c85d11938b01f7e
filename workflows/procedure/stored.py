"""The second whitelist: every word that any version of the program accepted, for versions that are stored and have running cases.

vocabulary.py and form_vocabulary.py say what new files may hold; `stored_words.txt` what stored versions may hold, and only grows:
a word that goes from the first stays in the second and is passed over there, as an office's running cases cannot be redrawn. A
word that acts must keep its reader for as long as a stored version may hold it: refuse it in new files by a check, as LATER is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

WORDS = Path(__file__).with_name("stored_words.txt")
Word = tuple[str, str, str]  # kind, place (`-` where it does not matter), name

# What a reader says of an unknown word → its kind, and where the finding's values hold its place and its name.
_CODES = {
    "attribute_unsupported": ("attribute", "tag", "attribute"),
    "extension_unsupported": ("extension", "tag", "name"),
    "extension_attribute": ("extension-attribute", "name", "attribute"),
    "property_unknown": ("property", "tag", "name"),
    "form_attribute": ("form", "", "attribute"),
    "form_property_unknown": ("form-property", "", "name"),
    "letter_key_unknown": ("letter", "", "key"),
}


@cache
def stored_words() -> frozenset[Word]:
    """The record, read once."""
    lines = WORDS.read_text(encoding="utf-8").split("\n")
    return frozenset((kind, place, name) for kind, place, name in (line.split(" ") for line in lines if line))


def was_accepted(code: str, values: Mapping[str, object]) -> bool:
    """Whether a finding of this code and these values is about a word that an earlier version of the program accepted."""
    if code not in _CODES:
        return False
    kind, place, name = _CODES[code]
    at = str(values.get(place, "")).removeprefix("zeebe:") if place else "-"
    return (kind, at, str(values.get(name, ""))) in stored_words()
