"""Diaries as one reader may see them (design 6a, rule 7): one's own, and those of the units where a post reads the records `diary`.

Households that an entry names, and numbers of telephones in it, are for the author, for whom the entry speaks, and for readers
whose post also has the right `telephone`; everybody else reads them masked, and so does every publication.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload

from workflows.attachments.holding import register_held_files
from workflows.attendance.diary_models import DiaryDay, DiaryEntry, DiaryPhoto
from workflows.documents.masking import mask_text, masks_for
from workflows.people import Actor, Person, Unit
from workflows.people.records import records_about
from workflows.people.roster import Team
from workflows.store import UnitOfWork

PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class After:
    """The last entry of the page before: its day and its id."""

    day: date
    id: uuid.UUID

    @property
    def text(self) -> str:
        """For an address."""
        return f"{self.day.isoformat()}.{self.id.hex}"


def after_of(text: str | None) -> After | None:
    """Where a page begins by its address; None, which is the beginning, for anything else."""
    day, _, digits = (text or "").partition(".")
    try:
        return After(date.fromisoformat(day), uuid.UUID(hex=digits))
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class EntrySeen:
    """An entry for one reader; `is_masked` where names of households and numbers were struck out for them."""

    id: uuid.UUID
    day: date
    written_at: datetime
    is_late: bool
    is_shared: bool
    author: str
    others: Sequence[str]
    team: str
    place: str
    text: str
    results: Sequence[Mapping[str, Any]]
    households: Sequence[str]
    photos: Sequence[DiaryPhoto]
    is_masked: bool


def may_see_diary(actor: Actor, person_id: uuid.UUID) -> bool:
    """True for one's own diary, and for whoever's post reads the records `diary` of some units."""
    return person_id == actor.person_id or any("diary" in holding.records for holding in actor.holdings)


def diary_seen(
    work: UnitOfWork, actor: Actor, person_id: uuid.UUID, *, after: After | None = None, per_page: int = PER_PAGE
) -> tuple[Sequence[EntrySeen], After | None]:
    """The entries that speak for a person, the latest day first, and where the next page begins. Three statements."""
    statement = _entries(actor, person_id)
    # By the index of days that entries speak for, in its order, so that a long diary costs no more than a short one.
    statement = statement.join(DiaryDay, DiaryDay.entry_id == DiaryEntry.id).where(DiaryDay.person_id == person_id)
    statement = statement.order_by(DiaryDay.day.desc(), DiaryDay.entry_id.desc())
    if after is not None:
        beyond = or_(DiaryDay.day < after.day, and_(DiaryDay.day == after.day, DiaryDay.entry_id < after.id))
        statement = statement.where(beyond)
    rows = work.session.execute(statement.limit(per_page + 1)).unique().all()
    shown = rows[:per_page]
    following = After(shown[-1][0].day, shown[-1][0].id) if len(rows) > per_page else None
    is_own = person_id == actor.person_id
    return _as_seen(work, {entry: not (is_own or knows) for entry, knows in shown}), following


def _entries(actor: Actor, person_id: uuid.UUID) -> Select[DiaryEntry, int]:
    """The entries that the actor may read of a person's, each with whether names and numbers are theirs too."""
    village, sender = aliased(Unit), aliased(Unit)
    telephone = records_about(actor, "telephone", person_id).holds(village.path, sender.path)
    statement = (
        select(DiaryEntry, case((telephone, 1), else_=0))
        .join(DiaryEntry.team)
        .join(village, village.id == Team.village_id)
        .join(sender, sender.id == Team.dispatching_unit_id)
        .options(contains_eager(DiaryEntry.team), joinedload(DiaryEntry.person))
    )
    if person_id != actor.person_id:
        statement = statement.where(records_about(actor, "diary", person_id).holds(village.path, sender.path))
    return statement


def _as_seen(work: UnitOfWork, entries: Mapping[DiaryEntry, bool]) -> list[EntrySeen]:
    ids = [each.id for each in entries]
    named: dict[uuid.UUID, list[str]] = {}
    others = select(DiaryDay.entry_id, DiaryDay.person_id, Person.name).join(Person, Person.id == DiaryDay.person_id)
    authors = {each.id: each.person_id for each in entries}
    for entry_id, person_id, name in work.session.execute(
        others.where(DiaryDay.entry_id.in_(ids)).order_by(Person.name)
    ):
        if person_id != authors[entry_id]:
            named.setdefault(entry_id, []).append(name)
    photos: dict[uuid.UUID, list[DiaryPhoto]] = {}
    kept = select(DiaryPhoto).where(DiaryPhoto.entry_id.in_(ids), DiaryPhoto.sha256 != "").order_by(DiaryPhoto.id)
    for photo in work.session.scalars(kept):
        photos.setdefault(photo.entry_id, []).append(photo)
    return [
        _seen(each, named.get(each.id, ()), photos.get(each.id, ()), is_masked=is_masked)
        for each, is_masked in entries.items()
    ]


def _seen(entry: DiaryEntry, others: Sequence[str], photos: Sequence[DiaryPhoto], *, is_masked: bool) -> EntrySeen:
    def told(text: str) -> str:
        return published(text, entry.households) if is_masked else text

    return EntrySeen(
        id=entry.id,
        day=entry.day,
        written_at=entry.written_at,
        is_late=entry.is_late,
        is_shared=entry.is_shared,
        author=entry.person.name,
        others=others,
        team=entry.team.name,
        place=told(entry.place),
        text=told(entry.text),
        results=[{**each, "item": told(each["item"])} for each in entry.results],
        households=[told(each) for each in entry.households],
        photos=photos,
        is_masked=is_masked and bool(entry.households),
    )


def published(text: str, households: Iterable[str]) -> str:
    """Words of a diary as they may be published: households are 张某, numbers of telephones and identities are struck out."""
    return mask_text(text, masks_for(people=households))


def _may_open(work: UnitOfWork, actor: Actor, photo: DiaryPhoto) -> bool:
    """Whoever the entry speaks for, and whoever may read it."""
    speaks = select(DiaryDay.entry_id).where(DiaryDay.entry_id == photo.entry_id, DiaryDay.person_id == actor.person_id)
    if work.session.scalar(speaks) is not None:
        return True
    entry = work.session.get_one(DiaryEntry, photo.entry_id)
    found = _entries(actor, entry.person_id).where(DiaryEntry.id == photo.entry_id)
    return entry.person_id != actor.person_id and work.session.scalar(found) is not None


register_held_files(DiaryPhoto, _may_open)
