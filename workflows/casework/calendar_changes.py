"""Enter the plan of a year, which whoever administers does, and confirm it: another person, whose post decides on settings.

Nothing moves before that. Once it is confirmed, `verbs/take_calendar.py` moves every open case, one transaction each.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from workflows.calendar.load import calendar_for, newest_number
from workflows.calendar.models import CalendarPlan
from workflows.calendar.plan_file import wrong_as_a_whole
from workflows.calendar.plans import YearPlan, months_off, shipped_plan
from workflows.calendar.words import PlanState
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest, NotAllowed, NotFound
from workflows.casework.models import Case, CaseStatus
from workflows.casework.notices import PERSON, notify, place_of
from workflows.casework.reasons import proper_reason
from workflows.casework.words import NoticeKind, NoticePlace
from workflows.people import Actor, Post
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

NOTICE_LIMIT = 80
YEARS_BACK, YEARS_AHEAD = 1, 2


@dataclass(frozen=True, slots=True)
class AskedPlan:
    """A plan as it is entered: its days, the notice of the State Council that it comes from, and why what stood is replaced."""

    plan: YearPlan
    notice_number: str
    notice_on: date
    reason: str = ""
    means_months_off: bool = False  # whoever enters it has confirmed that whole months are off


def may_prepare(actor: Actor) -> bool:
    """Whether somebody may enter the plan of a year: whoever administers."""
    return any(holding.administers for holding in actor.holdings)


def may_decide(actor: Actor, row: CalendarPlan) -> bool:
    """Whether somebody may confirm or refuse it: a post that decides on settings everywhere, and never whoever entered it."""
    return row.prepared_by_id != actor.person_id and any(
        holding.settings and holding.covers(None) for holding in actor.holdings
    )


def years_to_enter(work: UnitOfWork) -> range:
    """The years whose plan may be entered: last year, for what is reckoned late, up to the year after the next."""
    this = local_date(work.now).year
    return range(this - YEARS_BACK, this + YEARS_AHEAD + 1)


def standing_plan(work: UnitOfWork, year: int) -> YearPlan:
    """What stands for a year now: the plan that was confirmed last, else what is shipped."""
    return calendar_for(work).plans.get(year) or shipped_plan(year)


def check_plan(work: UnitOfWork, asked: AskedPlan) -> None:
    """Raises InvalidRequest for a plan that cannot be entered: of another year, not whole, without its notice, or nothing new."""
    years = years_to_enter(work)
    if asked.plan.year not in years:
        raise InvalidRequest(
            f"The plan of {asked.plan.year} cannot be entered; those of {years[0]} to {years[-1]} can.",
            f"不能录入 {asked.plan.year} 年的安排，可录入 {years[0]} 至 {years[-1]} 年。",
        )
    for wrong in wrong_as_a_whole(asked.plan):
        raise InvalidRequest(*wrong.sentence)
    off = months_off(asked.plan)
    if off and not asked.means_months_off:
        months, months_zh = ", ".join(str(month) for month in off), "、".join(f"{month}月" for month in off)
        raise InvalidRequest(
            f"No day would be worked in month {months}. Correct the span, or confirm that this is meant.",
            f"按此安排，{months_zh}没有一个工作日。请更正起止日期；确属如此的，请勾选确认。",
        )
    number = asked.notice_number.strip()
    if not 0 < len(number) <= NOTICE_LIMIT:
        raise InvalidRequest(
            f"Name the notice of the State Council, in at most {NOTICE_LIMIT} characters.",
            f"请填写国务院办公厅通知文号，不超过 {NOTICE_LIMIT} 个字符。",
        )
    if not date(asked.plan.year - 2, 1, 1) <= asked.notice_on <= local_date(work.now):
        raise InvalidRequest(
            "The date of the notice must not lie in the future, nor more than two years before the year.",
            "通知日期不得晚于今天，也不得早于该年度两年以上。",
        )
    if calendar_for(work).is_official(asked.plan.year):
        if {day: (each.kind, each.name) for day, each in asked.plan.by_day.items()} == {
            day: (each.kind, each.name) for day, each in standing_plan(work, asked.plan.year).by_day.items()
        }:
            raise InvalidRequest("This is what stands for the year already.", "该年度现行安排与此相同，无需录入。")
        proper_reason(asked.reason)


def prepare_plan(work: UnitOfWork, actor: Actor, asked: AskedPlan) -> CalendarPlan:
    """Enter the plan of a year; it waits for a post that decides on settings, and nothing moves until then.

    Raises NotAllowed, and InvalidRequest as `check_plan`, or where another plan of the year waits already.
    """
    if not may_prepare(actor):
        raise NotAllowed("Your post may not enter the plan of a year.", "您的岗位不能录入年度放假安排。")
    check_plan(work, asked)
    waiting = select(CalendarPlan.id).where(
        CalendarPlan.year == asked.plan.year, CalendarPlan.state == PlanState.PREPARED
    )
    if work.session.scalar(waiting) is not None:
        raise InvalidRequest(
            "A plan of this year waits to be confirmed already; have it confirmed or refused first.",
            "该年度已有一份安排待确认，请先确认或退回。",
        )
    row = CalendarPlan(
        year=asked.plan.year,
        days=asked.plan.rows(),
        notice_number=asked.notice_number.strip(),
        notice_on=asked.notice_on,
        state=PlanState.PREPARED,
        prepared_by_id=actor.person_id,
        prepared_at=work.now,
        reason=asked.reason.strip(),
    )
    work.session.add(row)
    work.session.flush()
    _record(work, HistoryKind.CALENDAR_PREPARED, actor, row)
    text, text_en = _sentence(row)
    for key in work.session.scalars(select(Post.key).where(Post.settings).order_by(Post.key)):
        _notify(work, row, key, f"待确认：{text}", f"To be confirmed: {text_en}")
    return row


def decide_plan(work: UnitOfWork, actor: Actor, plan_id: uuid.UUID, *, agrees: bool, answer: str = "") -> CalendarPlan:
    """Confirm an entered plan, after which every open case moves to it, or refuse it with a reason.

    Raises NotFound, NotAllowed, and InvalidRequest where it is decided already or the reason says too little.
    """
    # All of them, so that two that are confirmed at once get their numbers one after the other.
    rows = work.session.scalars(select(CalendarPlan).order_by(CalendarPlan.id).with_for_update()).all()
    row = next((each for each in rows if each.id == plan_id), None)
    if row is None:
        raise NotFound("There is no such plan of a year.", "没有这份年度安排。")
    if not may_decide(actor, row):
        raise NotAllowed("Your post does not confirm this plan.", "此项安排不由您的岗位确认。")
    if row.state is not PlanState.PREPARED:
        raise InvalidRequest("This plan was decided already.", "此项安排已经办理。")
    if agrees:
        row.state = PlanState.DECIDED
        row.number = max((each.number or 0 for each in rows), default=0) + 1
    else:
        row.answer = proper_reason(answer)
        row.state = PlanState.REFUSED
    row.decided_by_id, row.decided_at = actor.person_id, work.now
    work.session.flush()
    _record(work, HistoryKind.CALENDAR_DECIDED if agrees else HistoryKind.CALENDAR_REFUSED, actor, row)
    text, text_en = _sentence(row)
    if agrees:
        for key in work.session.scalars(select(Post.key).where(Post.is_office).order_by(Post.key)):
            _notify(work, row, key, text, text_en)
        _to_preparer(work, row, f"已确认：{text}", f"Confirmed: {text_en}")
    else:
        _to_preparer(work, row, f"已退回：{text}理由：{row.answer}", f"Refused: {text_en} Reason: {row.answer}")
    return row


def still_to_move(work: UnitOfWork) -> int:
    """How many open cases count by an older calendar than the one confirmed last."""
    newest = newest_number(work)
    behind = select(func.count()).select_from(Case)
    is_open = Case.status.in_((CaseStatus.ACTIVE, CaseStatus.INCIDENT))
    return work.session.scalar(behind.where(is_open, Case.calendar < newest)) or 0 if newest else 0


def plans_of(work: UnitOfWork, year: int | None = None) -> list[CalendarPlan]:
    """The plans that were entered, of a year or of all, newest first."""
    rows = select(CalendarPlan).order_by(CalendarPlan.prepared_at.desc(), CalendarPlan.id)
    if year is not None:
        rows = rows.where(CalendarPlan.year == year)
    return list(work.session.scalars(rows))


def _record(work: UnitOfWork, kind: HistoryKind, actor: Actor, row: CalendarPlan) -> None:
    data = {"plan": str(row.id), "year": row.year, "number": row.number, "notice": row.notice_number}
    record(work, None, kind, data, actor_id=actor.person_id)


def _sentence(row: CalendarPlan) -> tuple[str, str]:
    return (
        f"{row.year} 年放假调休安排（{row.notice_number}，{row.notice_on}）。",
        f"Holidays and make-up workdays of {row.year} ({row.notice_number}, {row.notice_on}).",
    )


def _to_preparer(work: UnitOfWork, row: CalendarPlan, text: str, text_en: str) -> None:
    _notify(work, row, f"{PERSON}{row.prepared_by_id}", text, text_en)


def _notify(work: UnitOfWork, row: CalendarPlan, to: str, text: str, text_en: str) -> None:
    leads_to = place_of(NoticePlace.HOLIDAYS, row.id)
    notify(work, None, to=to, kind=NoticeKind.CALENDAR, text=text, text_en=text_en, leads_to=leads_to)
