"""The letters of a case that another case has ended, as where an order is revoked: every page of the case says so at its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from workflows.casework import access
from workflows.casework.disclosure import FULL, letter_version
from workflows.casework.file_parts import OpenLetter
from workflows.casework.grants import Grants
from workflows.casework.material import grounds_of
from workflows.casework.sources import Letter
from workflows.people import Actor
from workflows.store import UnitOfWork


@dataclass(frozen=True, slots=True)
class EndedLetter:
    """A letter that the reader may open and that a letter of another case has ended: by which, as far as the reader may know, and
    whether they may open that one."""

    letter: Letter
    ended_by: Letter | None
    is_linked: bool


def ended_elsewhere(work: UnitOfWork, actor: Actor, letters: Sequence[OpenLetter]) -> list[EndedLetter]:
    """Those of a case's letters, open to the actor, that other cases have ended; one statement, and none where there are none.

    By which, learn those who have the ended one in full, and whoever may open the other.
    """
    ended = [
        (each, by) for each in letters if (by := each.letter.ended_by) is not None and by.case_id != each.letter.case_id
    ]
    if not ended:
        return []
    grounds = grounds_of(work, actor, {by.case_id for _, by in ended})
    keys, found = frozenset(access.keys_of(actor)), []
    for each, by in ended:
        there = grounds[by.case_id]
        is_open = letter_version(by, Grants(actor, there.grounds, there.reads), keys) is not None
        is_linked = bool(there.grounds) and is_open
        is_named = is_linked or each.version == FULL
        found.append(EndedLetter(each.letter, by if is_named else None, is_linked))
    return found
