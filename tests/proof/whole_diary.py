"""Rows of diaries for the whole record: two entries, one of them shared, each with a photograph."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select

from tests.recall.office import Office
from workflows.attendance.diary_models import DiaryDay, DiaryEntry, DiaryPhoto
from workflows.files.file_types import FileType
from workflows.people.roster import Posting


def diaries(office: Office) -> None:
    """An entry of one's own and one of the team; the contents of the photographs were erased."""
    with office.store.write() as work:
        team = work.session.scalars(select(Posting.team_id).where(Posting.person_id == office.persons["W01"])).first()
        assert team is not None
        for number, others in ((1, ()), (2, ("W02",))):
            entry = DiaryEntry(
                id=uuid.uuid4(),
                person_id=office.persons["W01"],
                team_id=team,
                day=date(2026, 2, number),
                written_at=work.now,
                is_late=number == 2,
                is_shared=bool(others),
                place="花园坪组",
                text="走访张大山家，联系蜂蜜销路。",
                results=[{"item": "蜂蜜", "number": "46", "unit": "箱"}],
                households=["张大山"],
            )
            work.session.add(entry)
            work.session.flush()
            for name in ("W01", *others):
                row = DiaryDay(entry_id=entry.id, person_id=office.persons[name], day=entry.day, is_late=entry.is_late)
                work.session.add(row)
            photo = DiaryPhoto(id=uuid.uuid4(), entry_id=entry.id, type=FileType.PNG, size=8, name="山.png")
            photo.sha256 = f"{number}" * 64
            work.session.add(photo)
