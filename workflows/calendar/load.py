"""Read the calendar of a jurisdiction out of the rows, and enter or withdraw a day."""

from __future__ import annotations

import uuid
from datetime import date
from types import MappingProxyType

from sqlalchemy import select

from workflows.calendar.days import Calendar, Override
from workflows.calendar.models import CalendarDay, CalendarSetting
from workflows.calendar.office_hours import OfficeHours
from workflows.calendar.zone import local_date
from workflows.store.held import held
from workflows.store.unit_of_work import UnitOfWork


def jurisdiction_chain(code: str) -> tuple[str, ...]:
    """Whose entries hold for a jurisdiction, weakest first: the nation (""), then for a six-digit code of GB/T 2260 its
    province, its prefecture and itself; any other code stands alone under the nation."""
    if len(code) == 6 and code.isdigit():
        chain = ["", f"{code[:2]}0000", f"{code[:4]}00", code]
    else:
        chain = ["", code]
    return tuple(dict.fromkeys(chain))


def calendar_for(work: UnitOfWork, jurisdiction: str = "") -> Calendar:
    """The calendar that holds in a jurisdiction on the day of the transaction; nearer entries go before wider ones."""
    return held(work, ("calendar", jurisdiction, local_date(work.now)), lambda: _load(work, jurisdiction))


def _load(work: UnitOfWork, jurisdiction: str) -> Calendar:
    chain = jurisdiction_chain(jurisdiction)
    rank = {code: position for position, code in enumerate(chain)}
    days = work.session.scalars(select(CalendarDay).where(CalendarDay.jurisdiction.in_(chain))).all()
    overrides = {
        row.date: Override(row.is_working, row.name, row.name_en, row.note)
        for row in sorted(days, key=lambda row: rank[row.jurisdiction])
    }
    settings = work.session.scalars(
        select(CalendarSetting).where(
            CalendarSetting.jurisdiction.in_(chain), CalendarSetting.valid_from <= local_date(work.now)
        )
    ).all()
    if not settings:
        return Calendar(MappingProxyType(overrides))
    setting = max(settings, key=lambda row: (rank[row.jurisdiction], row.valid_from))
    hours = OfficeHours.parse(setting.office_hours)
    return Calendar(MappingProxyType(overrides), hours, setting.rolls_to_working_day)


def set_day(
    work: UnitOfWork,
    day: date,
    *,
    is_working: bool,
    name: str,
    name_en: str = "",
    note: str = "",
    jurisdiction: str = "",
    changed_by_id: uuid.UUID | None = None,
) -> CalendarDay:
    """Enter a day, or replace what was entered for it. Raises ValueError where it has no name."""
    if not name.strip():
        raise ValueError(f"Say what kind of day {day} is, for instance “中秋节调休”.")
    return work.session.merge(
        CalendarDay(
            date=day,
            jurisdiction=jurisdiction,
            is_working=is_working,
            name=name.strip(),
            name_en=name_en.strip(),
            note=note.strip(),
            changed_at=work.now,
            changed_by_id=changed_by_id,
        )
    )


def remove_day(work: UnitOfWork, day: date, jurisdiction: str = "") -> bool:
    """Withdraw an entry, so that the statutory plan holds again; False where there was none."""
    row = work.session.get(CalendarDay, (day, jurisdiction))
    if row is None:
        return False
    work.session.delete(row)
    work.session.flush()
    return True
