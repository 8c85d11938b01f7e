"""One word that the readers accept: what it does, and the test that proves it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Kind(StrEnum):
    """Which list of the readers a word is in; the order is that of the manual."""

    ELEMENT = "element"
    ATTRIBUTE = "attribute"
    EXTENSION = "zeebe element"
    EXTENSION_ATTRIBUTE = "zeebe attribute"
    PROPERTY = "property"
    FORM = "form"
    COMPONENT = "form component"
    COMPONENT_ATTRIBUTE = "attribute of a component"
    RULE = "validate"
    PART = "part of a component"
    FORM_PROPERTY = "property of a component"
    FUNCTION = "function"
    LETTER = "letter"
    NOTICE = "notice"
    LEDGER = "ledger"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of one kind. `where` are the places that it acts in: tags or component types, all that accept it where empty.

    `test` is `<file under tests/>::<function>`.
    """

    kind: Kind
    name: str
    effect: str
    test: str
    where: tuple[str, ...] = ()

    @property
    def is_drawn(self) -> bool:
        """True where the word says nothing to execution in any engine of this vocabulary."""
        return self.effect == DRAWN


DRAWN: Final = "drawing and editors' notes; says nothing to execution"
DRAWN_TEST: Final = "procedure/test_accepted.py::test_what_is_only_drawn_changes_nothing"
FIXED_TEST: Final = "procedure/test_accepted.py::test_the_one_value_that_is_carried_out_is_accepted_alone"


def words(kind: Kind, rows: str, where: tuple[str, ...] = ()) -> tuple[Word, ...]:
    """Two lines for each row: `name | effect`, then the test; several names separated by spaces share a row."""
    lines = [line.strip() for line in rows.splitlines() if line.strip()]
    found: list[Word] = []
    for row, test in zip(lines[::2], lines[1::2], strict=True):
        names, effect = (part.strip() for part in row.split("|"))
        found.extend(Word(kind, name, effect, test, where) for name in names.split())
    return tuple(found)


def drawn(kind: Kind, names: str, where: tuple[str, ...] = ()) -> tuple[Word, ...]:
    """Words that say nothing to execution."""
    return tuple(Word(kind, name, DRAWN, DRAWN_TEST, where) for name in names.split())
