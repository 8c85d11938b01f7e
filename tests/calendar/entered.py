"""Days and plans as the office would have entered them, written straight into the rows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import func, select

from workflows.calendar.models import CalendarDay, CalendarPlan
from workflows.calendar.plans import PlanDay, PlanDayKind, YearPlan, shipped_plan
from workflows.calendar.words import PlanState
from workflows.people import Person
from workflows.store import UnitOfWork


def enter_day(work: UnitOfWork, day: date, *, is_working: bool, name: str, jurisdiction: str = "") -> None:
    """A single day of the time before plans had numbers; what was entered for it is replaced."""
    row = CalendarDay(date=day, jurisdiction=jurisdiction, is_working=is_working, name=name, changed_at=work.now)
    work.session.merge(row)


def plan_with(year: int, changes: Mapping[date, PlanDayKind | None]) -> YearPlan:
    """What is shipped for a year, with some days otherwise; None takes a day out."""
    days = {day.date: day for day in shipped_plan(year).days}
    for day, kind in changes.items():
        days.pop(day, None)
        if kind is not None:
            days[day] = PlanDay(day, kind, "临时放假" if kind is PlanDayKind.HOLIDAY else "调休上班")
    return YearPlan.of(year, days.values())


def days_off(year: int, *days: date) -> YearPlan:
    """What is shipped for a year, with these days off as well."""
    return plan_with(year, dict.fromkeys(days, PlanDayKind.HOLIDAY))


def confirmed(
    work: UnitOfWork, plan: YearPlan, *, by: uuid.UUID | None = None, notice: str = "国办发明电〔2026〕9号"
) -> CalendarPlan:
    """A plan that was entered and confirmed, with the next number."""
    person_id = by or work.session.scalars(select(Person.id).order_by(Person.id).limit(1)).one()
    number = (work.session.scalar(select(func.max(CalendarPlan.number))) or 0) + 1
    row = CalendarPlan(
        number=number,
        year=plan.year,
        days=plan.rows(),
        notice_number=notice,
        notice_on=date(plan.year, 1, 1) - timedelta(days=40),
        state=PlanState.DECIDED,
        prepared_by_id=person_id,
        prepared_at=work.now,
        decided_by_id=person_id,
        decided_at=work.now,
        reason="按补充通知调整",
        answer="照此执行",
    )
    work.session.add(row)
    work.session.flush()
    return row
