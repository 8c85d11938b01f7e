"""Approved leave held against the days of attendance (请销假核对): where the two sources contradict, a person decides.

Step M4 of the monthly assessment. Pure functions: they read results of several files, whatever their order of import.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from workflows.attendance.leave_days import days_of_leave
from workflows.attendance.results import Day, Finding, Leave, Place, PunchState
from workflows.attendance.sentences import sentence
from workflows.attendance.settings import AttendanceSettings


def contradictions(
    days: Iterable[Day], leaves: Iterable[Leave], settings: AttendanceSettings, *, has_forms: bool = True
) -> list[Finding]:
    """What a person must decide, by person and day: punches on a day of whole leave, and leave that no approved form covers.

    `has_forms`: False where no leave export was imported for the period; then nothing is said of forms that lack.
    A leave asked for after it had begun is listed too: it counts, but marked as entered later (补录).
    """
    forms: dict[tuple[str, date], tuple[Fraction, str]] = {}
    found: list[Finding] = []
    for leave in leaves:
        if leave.is_late:
            first = min(days_of_leave(leave, settings))
            found.append(_finding("leave_filed_late", leave.person, first, leave.number))
        if leave.kind in settings.business:
            continue
        for day, part in days_of_leave(leave, settings).items():
            covered, numbers = forms.get((leave.person, day), (Fraction(0), ""))
            forms[leave.person, day] = (
                min(Fraction(1), covered + part),
                "、".join(filter(None, (numbers, leave.number))),
            )
    for each in days:
        covered, numbers = forms.get((each.person, each.day), (Fraction(0), ""))
        if covered == 1 and each.times(PunchState.COUNTED):
            found.append(_finding("approved_leave_and_punch", each.person, each.day, numbers, *each.places[:1]))
        elif has_forms and each.leave is not None and not covered and each.leave.kind not in settings.business:
            found.append(_finding("leave_without_form", each.person, each.day, each.leave.kind, *each.places[:1]))
    return sorted(found, key=lambda each: (str(each.person), str(each.day), each.code))


def _finding(code: str, person: str, day: date, value: str, place: Place = Place()) -> Finding:
    said = sentence(code, value=value, day=day, person=person)
    return Finding(code, said, place, value, person, day)
