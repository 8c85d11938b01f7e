"""Find people and units by the first letters of their syllables (lxs for 龙晓穗), as people type names on a keyboard."""

from __future__ import annotations

import re
import uuid
from collections.abc import Collection, Iterable
from functools import lru_cache
from itertools import islice, product

from pypinyin import Style, pinyin
from sqlalchemy import Select, select

from workflows.people.models import Person, Unit
from workflows.store import UnitOfWork, held

SHORTEST = 2
MOST_READINGS = 8  # of one name: most characters have one reading, 单 and 曾 have two
_LETTERS = re.compile(r"[a-z]+")


@lru_cache(maxsize=65_536)
def initials_of(name: str) -> frozenset[str]:
    """The first letters of the syllables of a name, in each way that it may be read; empty without a Chinese character."""
    if name.isascii():
        return frozenset()
    letters = pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    return frozenset("".join(each).casefold() for each in islice(product(*letters), MOST_READINGS))


def is_initials(word: str) -> bool:
    """Whether a word may be meant as initials."""
    return len(word) >= SHORTEST and _LETTERS.fullmatch(word) is not None


def people_by_initials(work: UnitOfWork, word: str) -> frozenset[uuid.UUID]:
    """The people whose name's initials begin so; who may see them is asked afterwards. Read once after each change of people."""
    return _beginning(held(work, ("initials", "person"), lambda: _read(work, select(Person.id, Person.name))), word)


def units_by_initials(work: UnitOfWork, word: str) -> frozenset[uuid.UUID]:
    """The units in whose name's initials the word stands, likewise: a village's name stands behind its town's."""
    known = held(work, ("initials", "unit"), lambda: _read(work, select(Unit.id, Unit.name)))
    return frozenset(key for letters, keys in known for key in keys if word in letters)


def _read(work: UnitOfWork, names: Select[uuid.UUID, str]) -> tuple[tuple[str, tuple[uuid.UUID, ...]], ...]:
    found: dict[str, list[uuid.UUID]] = {}
    for key, name in work.session.execute(names):
        for letters in initials_of(name):
            found.setdefault(letters, []).append(key)
    return tuple((letters, tuple(keys)) for letters, keys in found.items())


def _beginning(known: Iterable[tuple[str, Collection[uuid.UUID]]], word: str) -> frozenset[uuid.UUID]:
    return frozenset(key for letters, keys in known for key in keys if letters.startswith(word))
