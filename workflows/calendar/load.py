"""Read the calendar out of the rows: as it now stands, or up to the number of the plan that a case counts by."""

from __future__ import annotations

from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import func, select

from workflows.calendar.days import Calendar, Override
from workflows.calendar.models import CalendarDay, CalendarPlan, CalendarSetting
from workflows.calendar.office_hours import OfficeHours
from workflows.calendar.plans import YearPlan
from workflows.calendar.statutory import LAST_SHIPPED_YEAR
from workflows.calendar.words import PlanState
from workflows.calendar.zone import OFFICE_ZONE, local_date
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


def newest_number(work: UnitOfWork) -> int:
    """The number of the plan that was confirmed last; 0 while there is none."""
    newest = select(func.max(CalendarPlan.number))
    return held(work, ("calendar number",), lambda: work.session.scalar(newest) or 0)


def calendar_for(
    work: UnitOfWork, jurisdiction: str = "", *, number: int | None = None, on: date | None = None
) -> Calendar:
    """The calendar of a jurisdiction, by the plans up to a number and the office hours of a day; nearer entries go before wider
    ones. Without them: every confirmed plan, and the day of the transaction."""
    up_to, day = newest_number(work) if number is None else number, on or local_date(work.now)
    return held(work, ("calendar", jurisdiction, up_to, day), lambda: _load(work, jurisdiction, up_to, day))


def unannounced_year(work: UnitOfWork, due_at: datetime) -> int | None:
    """The year of a due time whose holidays nobody has announced yet, None elsewhere: what every list and page asks."""
    if due_at.astimezone(OFFICE_ZONE).year <= LAST_SHIPPED_YEAR:
        return None
    return calendar_for(work).unannounced_year(due_at)


def _load(work: UnitOfWork, jurisdiction: str, number: int, day: date) -> Calendar:
    chain = jurisdiction_chain(jurisdiction)
    rank = {code: position for position, code in enumerate(chain)}
    days = work.session.scalars(select(CalendarDay).where(CalendarDay.jurisdiction.in_(chain))).all()
    overrides = MappingProxyType(
        {
            row.date: Override(row.is_working, row.name, row.name_en, row.note)
            for row in sorted(days, key=lambda row: rank[row.jurisdiction])
        }
    )
    plans = MappingProxyType(_plans(work, number))
    settings = work.session.scalars(
        select(CalendarSetting).where(CalendarSetting.jurisdiction.in_(chain), CalendarSetting.valid_from <= day)
    ).all()
    if not settings:
        return Calendar(overrides, plans=plans)
    setting = max(settings, key=lambda row: (rank[row.jurisdiction], row.valid_from))
    hours = OfficeHours.parse(setting.office_hours)
    return Calendar(overrides, hours, setting.rolls_to_working_day, plans=plans)


def _plans(work: UnitOfWork, number: int) -> dict[int, YearPlan]:
    confirmed = select(CalendarPlan).where(CalendarPlan.state == PlanState.DECIDED, CalendarPlan.number <= number)
    return {row.year: row.plan for row in work.session.scalars(confirmed.order_by(CalendarPlan.number))}
