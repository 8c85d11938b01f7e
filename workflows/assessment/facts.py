"""Settling the facts of a county's members (M3 to M5): days, nights, leave and what people decided, from the stored imports."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from workflows.assessment.diary_checks import copied_days
from workflows.assessment.lists import lists_said
from workflows.assessment.models import MemberMonth
from workflows.assessment.opening import in_pieces, members_of
from workflows.assessment.rules import Evidence, Facts, FrozenRules, as_read, facts_of, frozen_rules, last_of
from workflows.assessment.words import LeaveMark, MonthState
from workflows.attendance.corrections import WORTH, corrections_of
from workflows.attendance.diary import diary_days
from workflows.attendance.models import DayCorrection
from workflows.attendance.results import Day, Leave, LeaveUnit
from workflows.attendance.settings import LEAVE_SETTING
from workflows.attendance.stored_days import stored_days, stored_leaves
from workflows.calendar.zone import local_date
from workflows.casework.leave_records import TakenLeave, leave_of_persons
from workflows.casework.models import Case
from workflows.office.catalogues_file import SchemeLine
from workflows.office.in_force import texts_in_force
from workflows.office.schemes import schemes
from workflows.store import UnitOfWork, update_row

LEAVE_BEGINS_BEFORE = timedelta(days=366)
"""How long before a month leave that still covers its days may have begun: sick leave crosses months (M4)."""


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """A member's month and what it comes to."""

    row: MemberMonth
    facts: Facts
    leaves: tuple[Leave, ...]
    marks: tuple[dict[str, str], ...] = ()


def facts_of_county(
    work: UnitOfWork, case: Case, month: date, *, only: Collection[uuid.UUID] | None = None
) -> Iterator[MonthFacts]:
    """What each member's month, or that of these people alone, comes to by what is stored now; nothing is written."""
    everybody = members_of(work, case)
    copied = copied_days(work, case.id)
    listed = lists_said(work, case, month, everybody)
    members = [row for row in everybody if only is None or row.person_id in only]
    # Members of a county share their rules, but for those whose month was opened late.
    read: dict[str, FrozenRules] = {}
    for rows in in_pieces(members):
        persons = [row.person_id for row in rows]
        first, last = month, last_of(month)
        days: dict[uuid.UUID, list[Day]] = {}
        # The morning after the last night lies in the next month.
        for person_id, day in stored_days(work, persons, first, last + timedelta(days=1)):
            days.setdefault(person_id, []).append(day)
        leaves: dict[uuid.UUID, list[Leave]] = {}
        for person_id, leave in stored_leaves(work, persons, first - LEAVE_BEGINS_BEFORE, last):
            leaves.setdefault(person_id, []).append(leave)
        recorded: dict[uuid.UUID, list[TakenLeave]] = {}
        for taken in leave_of_persons(work, persons, first - LEAVE_BEGINS_BEFORE, last):
            recorded.setdefault(taken.person_id, []).append(taken)
            leaves.setdefault(taken.person_id, []).append(as_leave(taken))
        today = local_date(work.now)
        decided = corrections_of(work, persons, first, last)
        written = diary_days(work, persons, first, last)
        for row in rows:
            own = recorded.get(row.person_id, ())
            known = Evidence(
                tuple(days.get(row.person_id, ())),
                tuple(leaves.get(row.person_id, ())),
                decided=_decided(row.person_id, decided),
                village=listed.get(row.person_id),
                diary=written.get(row.person_id, frozenset()) - copied.get(row.person_id, frozenset()),
                overdue=frozenset(day for taken in own for day in _days(taken.overdue(today), first, last)),
            )
            rules = repr(row.rules)
            if rules not in read:
                read[rules] = frozen_rules(row.rules, leave_of_month(work, row))
            facts = facts_of(str(row.person_id), month, as_read(row.segments), read[rules], known)
            yield MonthFacts(row, facts, known.leaves, marks_of(own, first, last, today))


def leave_of_month(work: UnitOfWork, member: MemberMonth) -> tuple[SchemeLine, ...]:
    """The kinds of leave that a member's month is frozen with; one opened before there were any takes that of its last day."""
    code = member.rules["settings"].get(LEAVE_SETTING)
    if code is None:
        code = texts_in_force(work, last_of(member.month.month), member.county_id)[LEAVE_SETTING]
    return schemes(work)[code].lines


def as_leave(taken: TakenLeave) -> Leave:
    """Leave of the office's own records as the month reckons with it; what it does to the month is its record's word."""
    days = (taken.until - taken.starts).days + 1
    return Leave(
        str(taken.person_id),
        taken.kind,
        taken.starts,
        taken.until,
        Decimal(days),
        LeaveUnit.DAYS,
        str(taken.case_id),
        taken.is_after,
        taken.effect,
    )


def marks_of(taken: Iterable[TakenLeave], first: date, last: date, today: date) -> tuple[dict[str, str], ...]:
    """What the month's leave is marked with (M4 of the specification): matched, overdue, or asked for after it had begun.

    Each names the days that it means, from one to another, as far as they lie in the month.
    """
    found: list[dict[str, str]] = []
    for each in taken:
        overdue = each.overdue(today)
        spans = [(LeaveMark.AFTER, (each.starts, each.until))] if each.is_after else []
        if overdue is not None:
            spans.append((LeaveMark.OVERDUE, overdue))
        if not spans and each.returned_on is not None:
            spans.append((LeaveMark.MATCHED, (each.starts, each.until)))
        for mark, span in spans:
            days = _days(span, first, last)
            if days:
                found.append({"mark": mark, "first": days[0].isoformat(), "last": days[-1].isoformat()})
    return tuple(found)


def _days(span: tuple[date, date] | None, first: date, last: date) -> list[date]:
    if span is None:
        return []
    begin, end = max(span[0], first), min(span[1], last)
    return [begin + timedelta(days=number) for number in range((end - begin).days + 1)]


def settle_county(work: UnitOfWork, case: Case, month: date) -> Sequence[MonthFacts]:
    """Write what each member's month comes to; what waits for a person is counted in `open_days` and for nothing else.

    Carried out again, as after the township has decided, the newest facts stand.
    """
    found = list(facts_of_county(work, case, month))
    for each in found:
        update_row(work, each.row, settled_at=work.now, leave_marks=list(each.marks), **counted(each.facts))
    return found


def counted(facts: Facts) -> dict[str, Any]:
    """What a member's row keeps of its month's facts."""
    return {
        "state": MonthState.SETTLED,
        "present_halves": int(facts.present * 2),
        "nights": facts.nights,
        "need_days": facts.need.days,
        "need_nights": facts.need.nights,
        "leave_days": facts.segment.exempt_leave,
        "credited_days": facts.segment.credited_holidays,
        "open_days": len(facts.open_days),
        "open_nights": len(facts.open_nights),
    }


def _decided(
    person_id: uuid.UUID, decisions: Mapping[tuple[uuid.UUID, date], DayCorrection]
) -> dict[date, tuple[Fraction, bool | None]]:
    return {day: (WORTH[row.decision], row.is_lodged) for (whose, day), row in decisions.items() if whose == person_id}
