"""What rooms above casework add to a case file; they register it here, and disclosure alone decides who reads it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from workflows.casework.models import Case
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of a case as disclosure weighs it; its texts stay in the room of letters, which asks disclosure for the answer.

    `receivers` are the readers (keys of casework/readers.py) that the letter names: they read it in full once it is served.
    `told` know of it, masked, from the moment it is sent for service.
    """

    id: uuid.UUID
    case_id: uuid.UUID
    process_id: str
    kind: str
    number: str
    title: str
    title_en: str
    issued_at: datetime
    sent_at: datetime | None
    served_at: datetime | None
    issued_by_id: uuid.UUID | None
    receivers: frozenset[str]
    told: frozenset[str]
    unit_name: str = ""
    unit_name_en: str = ""
    is_void: bool = False  # no longer in force: its case was broken off, or ended so that the letter says it is
    ended_at: datetime | None = None  # from when another letter, or a return, has ended it
    ended_by: Letter | None = None  # the other letter

    def label(self, locale: str) -> str:
        """The letter's title in the reader's language."""
        return self.title if locale.startswith("zh") else self.title_en

    def unit_label(self, locale: str) -> str:
        """The unit that the letter is addressed to, in the reader's language; empty where there is none."""
        return self.unit_name if locale.startswith("zh") or not self.unit_name_en else self.unit_name_en


LettersOfCase = Callable[[UnitOfWork, Case], Sequence[Letter]]
_letters: list[LettersOfCase] = []


def register_letters(of_case: LettersOfCase) -> None:
    """Make known how to find the letters of a case; `shows` of a task names them as `letter:<id>`."""
    _letters.append(of_case)


def letters_of(work: UnitOfWork, case: Case) -> list[Letter]:
    """Every letter of a case, oldest first, for disclosure to sort out who reads which."""
    found = [letter for of_case in _letters for letter in of_case(work, case)]
    return sorted(found, key=lambda letter: (letter.issued_at, letter.number))


def receivers_of(work: UnitOfWork, case: Case) -> Iterator[tuple[str, frozenset[str]]]:
    """The process and the readers of every letter that was sent for service: they know of the case."""
    for letter in letters_of(work, case):
        if letter.sent_at is not None:
            yield letter.process_id, letter.receivers | letter.told
