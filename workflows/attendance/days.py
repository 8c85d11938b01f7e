"""One person's day out of everything that the sheets say of it: what counts, what is proved, what a person must decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from workflows.attendance.facts import Fact, SheetKind
from workflows.attendance.results import Day, LeaveOfDay, LeaveUnit, Place, Punch, PunchKind, PunchState
from workflows.attendance.settings import AttendanceSettings
from workflows.attendance.words import Mark


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person must decide about a day: the code of its sentence, where it was read, the value."""

    code: str
    place: Place
    value: str = ""


def decide(person: str, day: date, facts: Sequence[Fact], settings: AttendanceSettings) -> tuple[Day, list[Doubt]]:
    """The day, and what is in doubt about it.

    Present: a counted punch that is not outside the fence and no mere outing, or the source's own word; absent: the source's
    word without any punch. Rest days without a punch stay open, because village days do not follow the office's calendar.
    """
    facts = sorted(facts, key=lambda fact: fact.source)
    punches = _merged(_on_their_days(facts))
    marks = frozenset().union(*(fact.marks for fact in facts))
    flags = set().union(*(fact.flags for fact in facts))
    leave = _leave(facts)
    counted = [punch for punch in punches if punch.state is PunchState.COUNTED]
    unconfirmed = [punch for punch in punches if punch.state is PunchState.UNCONFIRMED]
    proving = [punch for punch in counted if _proves(punch, settings)]
    doubts = _doubts(facts, punches, marks, proving, leave, settings)
    present = _present(punches, proving, marks, leave, settings)
    if any(doubt.code in ("sheets_disagree", "absent_and_punch", "leave_and_punch") for doubt in doubts):
        present = None
    flags |= _flags(punches, marks, leave)
    found = Day(
        person,
        day,
        present,
        _inside(counted),
        _night(day, counted, unconfirmed, marks, facts, settings),
        tuple(punches),
        leave,
        frozenset(flags),
        places=tuple(fact.place for fact in facts),
    )
    return found, doubts


def _on_their_days(facts: Sequence[Fact]) -> list[Fact]:
    """A lone early time in a cell is the night after's, where another sheet writes it with that date."""
    dated = {punch.at for fact in facts if not fact.may_be_next_day for punch in fact.punches}
    settled = []
    for fact in facts:
        if fact.may_be_next_day and fact.punches[0].at + timedelta(days=1) in dated:
            fact = replace(fact, punches=(replace(fact.punches[0], at=fact.punches[0].at + timedelta(days=1)),))
        settled.append(fact)
    return settled


def _merged(facts: Sequence[Fact]) -> list[Punch]:
    """Each time once, in their order; the sheet that knows most of a punch decides its state, any of them that it was outside."""
    by_time: dict[datetime, list[tuple[SheetKind, Punch]]] = {}
    for fact in facts:
        for punch in fact.punches:
            by_time.setdefault(punch.at, []).append((fact.source, punch))
    if all(len(said) == 1 for said in by_time.values()):
        return [said[0][1] for _, said in sorted(by_time.items())]
    merged = []
    for at, said in sorted(by_time.items()):
        best = min(source for source, _ in said)
        states = {punch.state for source, punch in said if source is best}
        state = next(
            each for each in (PunchState.COUNTED, PunchState.UNCONFIRMED, PunchState.SUPERSEDED) if each in states
        )
        kinds = {punch.kind for _, punch in said}
        kind = next(each for each in (PunchKind.FIELD, PunchKind.OUTING, PunchKind.SHIFT) if each in kinds)
        insides = {punch.is_inside for _, punch in said} - {None}
        merged.append(Punch(at, state, kind, None if not insides else False not in insides))
    return merged


def _proves(punch: Punch, settings: AttendanceSettings) -> bool:
    """True for a punch that proves presence by itself."""
    if punch.kind is PunchKind.OUTING or punch.is_inside is False:
        return False
    return settings.counts_unknown_place or punch.is_inside is True


def _leave(facts: Sequence[Fact]) -> LeaveOfDay | None:
    """The leave of the day, from the sheet that states its length if one does."""
    said = [fact.leave for fact in facts if fact.leave is not None]
    return next((leave for leave in said if leave.amount is not None), said[0] if said else None)


def _is_whole(leave: LeaveOfDay | None, marks: frozenset[Mark], settings: AttendanceSettings) -> bool:
    """True for leave of the whole day. Without a stated length, words of work beside it make it a part."""
    if leave is None:
        return False
    if leave.amount is None:
        return not marks & {Mark.WORKED, Mark.MISSING_IN, Mark.MISSING_OUT}
    return leave.amount >= (1 if leave.unit is LeaveUnit.DAYS else settings.hours_of_leave_day)


def _present(
    punches: Sequence[Punch],
    proving: Sequence[Punch],
    marks: frozenset[Mark],
    leave: LeaveOfDay | None,
    settings: AttendanceSettings,
) -> bool | None:
    if proving:
        return True
    if punches:
        return None
    if marks & {Mark.MAKE_UP, Mark.MANUAL, Mark.PLACE}:
        return None
    if leave is not None:
        return False if _is_whole(leave, marks, settings) else None
    if Mark.ABSENT in marks:
        return False
    # No sheet knows a punch, and one says that the day was worked: its word, unless another sheet was asked and knows none.
    return True if Mark.WORKED in marks else None


def _inside(counted: Sequence[Punch]) -> bool | None:
    known = {punch.is_inside for punch in counted} - {None}
    return None if not known else True in known


def _night(
    day: date,
    counted: Sequence[Punch],
    unconfirmed: Sequence[Punch],
    marks: frozenset[Mark],
    facts: Sequence[Fact],
    settings: AttendanceSettings,
) -> bool | None:
    if any(is_of_night(punch.at, day, settings) for punch in counted):
        return True
    if _is_early(facts, [*counted, *unconfirmed]):
        return None
    if any(is_of_night(punch.at, day, settings) for punch in unconfirmed) or (unconfirmed and not counted):
        return None
    if not counted and marks & {Mark.MAKE_UP, Mark.MANUAL, Mark.PLACE}:
        return None
    has_times = any(fact.source is not SheetKind.MONTH or fact.punches for fact in facts)
    return False if has_times else None


def _is_early(facts: Sequence[Fact], punches: Sequence[Punch]) -> bool:
    """True where all that is known of a day is one punch before dawn, which no sheet dates."""
    return len(punches) == 1 and all(fact.may_be_next_day for fact in facts if fact.punches)


def is_of_night(at: datetime, day: date, settings: AttendanceSettings) -> bool:
    """True from the evening of a day until the small hours of the next (20:00 to 03:59 by default)."""
    if at.date() == day:
        return at.time() >= settings.evening_from
    return at.date() == day + timedelta(days=1) and at.time() < settings.evening_until


def _flags(punches: Sequence[Punch], marks: frozenset[Mark], leave: LeaveOfDay | None) -> set[str]:
    """Names for what stood in the sheets, as the exceptions of M3 need them."""
    states = {punch.state for punch in punches}
    counted = [punch for punch in punches if punch.state is PunchState.COUNTED]
    said = {
        "field_punch": any(punch.kind is not PunchKind.SHIFT for punch in counted) or Mark.FIELD in marks,
        "by_word": not punches and Mark.WORKED in marks,
        "out_of_fence": any(punch.is_inside is False for punch in counted),
        "make_up_approved": Mark.MAKE_UP in marks,
        "manual_change": Mark.MANUAL in marks,
        "missing_in": Mark.MISSING_IN in marks,
        "missing_out": Mark.MISSING_OUT in marks,
        "late": Mark.LATE in marks,
        "left_early": Mark.EARLY in marks,
        "unusual_device": Mark.DEVICE in marks,
        "place_anomaly": Mark.PLACE in marks,
        "business_trip": bool(marks & {Mark.BUSINESS, Mark.OUTING}),
        "leave": leave is not None,
        "only_invalid_punch": states == {PunchState.SUPERSEDED},
        "absent_marked": Mark.ABSENT in marks,
        "absent_part": Mark.ABSENT_PART in marks,
    }
    flags = {name for name, is_so in said.items() if is_so}
    if not punches and not flags - {"missing_in", "missing_out"}:
        flags.add("rest_day_no_punch" if Mark.REST in marks else "no_punch")
    return flags


def _doubts(
    facts: Sequence[Fact],
    punches: Sequence[Punch],
    marks: frozenset[Mark],
    proving: Sequence[Punch],
    leave: LeaveOfDay | None,
    settings: AttendanceSettings,
) -> list[Doubt]:
    """What goes before a person: invalid punches alone, punches that somebody made or changed, and sources that disagree."""
    counted = [punch for punch in punches if punch.state is PunchState.COUNTED]
    doubts: list[Doubt] = []

    def doubt(code: str, *by: Mark) -> None:
        place = next((fact.place for fact in facts if not by or fact.marks & set(by)), facts[0].place)
        doubts.append(Doubt(code, place, ", ".join(f"{punch.at:%H:%M}" for punch in punches)))

    if punches and all(punch.state is PunchState.SUPERSEDED for punch in punches):
        doubt("only_invalid_punch", Mark.SUPERSEDED)
        return doubts
    if _is_early(facts, punches):
        doubt("early_punch")
    if Mark.MAKE_UP in marks:
        doubt("make_up_punch", Mark.MAKE_UP)
    if Mark.MANUAL in marks:
        doubt("manual_change", Mark.MANUAL)
    if any(punch.is_inside is False for punch in counted):
        doubt("out_of_fence")
    if proving and Mark.ABSENT in marks:
        doubt("absent_and_punch", Mark.ABSENT)
    if proving and _is_whole(leave, marks, settings):
        doubt("leave_and_punch", Mark.LEAVE)
    beside = [fact for fact in facts if fact.source is not SheetKind.MONTH]
    is_month_alone = Mark.WORKED in marks and not any(Mark.WORKED in fact.marks for fact in beside)
    if is_month_alone and beside and not punches and not doubts:
        doubt("sheets_disagree", Mark.WORKED)
    return doubts
