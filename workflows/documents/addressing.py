"""Whom a letter names: posts of the unit it goes to, persons, and copies on the way up from a village (design 6a, rule 1)."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from workflows.casework.readers import person_key, post_key, unit_key
from workflows.documents.masking import Masks
from workflows.people import Post, Unit
from workflows.people.unit_tree import line_on
from workflows.procedure.letter_model import Letter
from workflows.store import UnitOfWork


class Copy(NamedTuple):
    """A post that gets a copy of a letter, and how the letter calls it."""

    post_key: str
    unit_id: uuid.UUID
    name: str

    @property
    def reader(self) -> str:
        """The post as a reader."""
        return post_key(self.post_key, self.unit_id)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a letter goes to and what of it must be masked outside (see masking.masks_for).

    Which posts of the unit it names, and which posts get a copy, the letter says; `persons` are named by themselves. Copies go to
    the posts at and above the units `places`. Everybody of the unit may know of the letter, unless it is for those posts alone.
    """

    unit_id: uuid.UUID | None
    masks: Masks = field(default_factory=Masks)
    persons: tuple[uuid.UUID, ...] = ()
    places: tuple[Unit, ...] = ()
    is_known_in_unit: bool = True

    def receivers(self, letter: Letter) -> list[str]:
        """The readers named by the letter itself; nobody for a paper of the office's own, whatever unit it is about."""
        if not letter.to:
            return []
        posts = [post_key(post, self.unit_id) for post in letter.to] if self.unit_id else []
        return [*posts, *(person_key(person_id) for person_id in self.persons)]

    def told(self, letter: Letter) -> list[str]:
        """Who may know of the letter beside those it names: everybody in the unit it goes to."""
        return [unit_key(self.unit_id)] if letter.to and self.unit_id and self.is_known_in_unit else []


def copies_above(work: UnitOfWork, villages: Iterable[Unit], posts: Sequence[str], on: date) -> tuple[Copy, ...]:
    """The posts that get a copy, each in the unit of its kind at or above one of the villages on a day, in the order of `posts`.

    A post whose kind of unit does not stand above a village gets none.
    """
    known = {post.key: post for post in work.session.scalars(select(Post).where(Post.key.in_(posts)))}
    found: dict[tuple[str, uuid.UUID], Copy] = {}
    for village in villages:
        units: dict[str, Unit] = {unit.kind: unit for unit in reversed(line_on(work, village.code, on))}
        for post in posts:
            unit = units.get(known[post].unit_kind) if post in known else None
            if unit is not None:
                found.setdefault((post, unit.id), Copy(post, unit.id, unit.name + known[post].body))
    return tuple(sorted(found.values(), key=lambda copy: posts.index(copy.post_key)))


def names_of(copies: Sequence[Copy]) -> str:
    """The line of copies as a letter prints it: a unit once, whoever of its posts gets one."""
    return "、".join(dict.fromkeys(copy.name for copy in copies)) or "无"
