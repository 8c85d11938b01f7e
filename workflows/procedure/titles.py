"""The English of a procedure's titles: the same expressions, with the English of their texts from the file of labels."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workflows.feel.texts import texts_in, with_texts
from workflows.procedure.model import Procedure

TITLES = ("title", "title_public", "title_outside")
"""The properties of a process that say how its cases are called."""


_AROUND = " ·：、，"
_LATIN = str.maketrans({"：": ": ", "（": " (", "）": ")", "、": ", ", "，": ", "})


def title_texts(procedure: Procedure) -> Iterator[str]:
    """The Chinese texts of the titles, each once, without the signs around them."""
    yield from dict.fromkeys(core for core in map(_core, _literals(procedure)) if core)


def titles_in_english(procedure: Procedure) -> Mapping[str, str]:
    """Each title with the English of its texts, and Latin signs, in their place: it reads what the Chinese one reads, no more."""
    words = {text: _english(procedure, text) for text in _literals(procedure)}
    found = {}
    for what in TITLES:
        text = procedure.property(what) or ""
        found[what] = "=" + with_texts(text[1:], words) if text.startswith("=") else words.get(text, text)
    return found


def _english(procedure: Procedure, text: str) -> str:
    core = _core(text)
    if not core:
        return text.translate(_LATIN)
    before, _, after = text.partition(core)
    return before.translate(_LATIN) + procedure.label(f"title:{core}", core, "en") + after.translate(_LATIN)


def _literals(procedure: Procedure) -> Iterator[str]:
    for what in TITLES:
        text = procedure.property(what) or ""
        yield from texts_in(text[1:]) if text.startswith("=") else [text]


def _core(text: str) -> str:
    """What of a text needs English, without the signs around it: nothing where there is no letter and no character in it."""
    if not any(sign.isalpha() and not sign.isascii() for sign in text):
        return ""
    core = text.strip(_AROUND)
    return core.strip("（）").strip(_AROUND) if core.startswith("（") else core
