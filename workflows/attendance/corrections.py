"""What a person decides about a day of a member's: an overlay with reason and author. Rows of files are never altered by it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction

from sqlalchemy import func, select

from workflows.attendance.import_rights import may_import
from workflows.attendance.import_words import DayDecision
from workflows.attendance.models import DayCorrection
from workflows.calendar.day_ends import due_text
from workflows.calendar.zone import local_date
from workflows.casework.errors import InvalidRequest, NotAllowed
from workflows.casework.models import Notice
from workflows.casework.reasons import proper_reason
from workflows.casework.words import NoticeKind
from workflows.people import Actor
from workflows.people.models import Person, Unit
from workflows.people.roster import Posting, Team
from workflows.proof.history import record
from workflows.proof.words import HistoryKind
from workflows.store import UnitOfWork

WORTH: Mapping[DayDecision, Fraction] = {
    DayDecision.COUNTED: Fraction(1),
    DayDecision.HALF: Fraction(1, 2),
    DayDecision.NOT_COUNTED: Fraction(0),
}
_SAID = {
    DayDecision.COUNTED: ("counts", "计入"),
    DayDecision.HALF: ("counts half", "计半天"),
    DayDecision.NOT_COUNTED: ("does not count", "不计"),
}


@dataclass(frozen=True, slots=True)
class Correction:
    """A decision about one day: what it is worth, whether the night was lodged (None: as the rows prove it), and why.

    `seen`: how many decisions stood before the eyes of whoever decides; None where nobody looked at a page.
    """

    person_id: uuid.UUID
    day: date
    decision: DayDecision
    reason: str
    is_lodged: bool | None = None
    seen: int | None = None


def correct_day(work: UnitOfWork, actor: Actor, given: Correction) -> DayCorrection:
    """Decide about a day; an earlier decision about it stays in the record and counts no more. The member is told.

    Raises NotAllowed for one's own day, a relative's, or that of somebody not posted in the actor's units on it, and
    InvalidRequest for a day to come, a reason that says too little, and where somebody else decided since the page was shown.
    """
    if given.person_id in actor.close:
        raise NotAllowed(
            "Somebody else must decide about your own days and those of your relatives.",
            "本人及亲属的考勤须由他人认定。",
        )
    if given.day > local_date(work.now):
        raise InvalidRequest("This day is still to come.", "该日期尚未到来。")
    deciding = actor.without_close(given.person_id)
    if not any(may_import(deciding, path) for path in _villages(work, given.person_id, given.day)):
        raise NotAllowed(
            "They were not posted in your units on this day; ask the office of that county.",
            "该人员当天不在您负责的单位派驻；请联系所在县驻村办。",
        )
    of_day = (DayCorrection.person_id == given.person_id, DayCorrection.day == given.day)
    last = work.session.scalar(select(func.max(DayCorrection.number)).where(*of_day)) or 0
    if given.seen is not None and given.seen != last:
        raise InvalidRequest(
            "Somebody decided about this day meanwhile; look at the decision, and decide again where it is wrong.",
            "当天考勤已由他人先行认定，请核对现有认定，确有错误再重新认定。",
        )
    days = DaysDecided(given.person_id, (given.day,), given.decision, given.reason, given.is_lodged)
    return decide_days(work, actor, days)[0]


@dataclass(frozen=True, slots=True)
class DaysDecided:
    """A decision about days of one person, of which the same is known."""

    person_id: uuid.UUID
    days: tuple[date, ...]
    decision: DayDecision
    reason: str
    is_lodged: bool | None = None
    answers_until: datetime | None = (
        None  # the member is still asked about them: what they answer may change the decision
    )


def decide_days(work: UnitOfWork, author: Actor, given: DaysDecided) -> list[DayCorrection]:
    """Write a decision about days, one correction a day; the member is told once. Earlier ones stay and count no more.

    For whoever was asked already whether they may: `correct_day` by the post, a township's sheet by its task, which nobody does
    about themselves or a relative. Raises InvalidRequest for a reason that says too little.
    """
    reason = proper_reason(given.reason)
    first, last = min(given.days), max(given.days)
    of_days = (DayCorrection.person_id == given.person_id, DayCorrection.day.between(first, last))
    newest = select(DayCorrection.day, func.max(DayCorrection.number)).where(*of_days).group_by(DayCorrection.day)
    numbers = {day: number for day, number in work.session.execute(newest)}
    made = []
    for day in given.days:
        correction = DayCorrection(
            person_id=given.person_id,
            day=day,
            number=numbers.get(day, 0) + 1,
            decision=given.decision,
            is_lodged=given.is_lodged,
            author_id=author.person_id,
            written_at=work.now,
            reason=reason,
        )
        work.session.add(correction)
        work.session.flush()
        record(work, None, HistoryKind.DAY_CORRECTED, {"correction": str(correction.id)}, actor_id=author.person_id)
        made.append(correction)
    english, chinese = _SAID[given.decision]
    said = {"en": ", ".join(map(str, given.days)), "zh": "、".join(map(str, given.days))}
    open_still = ("", "")
    if given.answers_until is not None:
        until = due_text(given.answers_until)
        open_still = (
            f" This stands for now: you may answer until {until}, and the days are looked at again.",
            f"此为暂定；您可在 {until} 前作出答复，答复后重新认定。",
        )
    work.session.add(
        Notice(
            kind=NoticeKind.NOTICE,
            person_id=given.person_id,
            text=f"您 {said['zh']} 的考勤已认定：{chinese}。理由：{reason}{open_still[1]}",
            text_en=f"Your attendance of {said['en']} was decided: it {english}. Reason: {reason}{open_still[0]}",
            created_at=work.now,
        )
    )
    return made


def may_open_day(work: UnitOfWork, actor: Actor, person_id: uuid.UUID, day: date) -> bool:
    """Whether the actor decides about this day of this person, their own aside."""
    deciding = actor.without_close(person_id)
    return person_id not in actor.close and any(may_import(deciding, path) for path in _villages(work, person_id, day))


def _villages(work: UnitOfWork, person_id: uuid.UUID, day: date) -> list[str]:
    statement = (
        select(Unit.path)
        .join(Team, Team.village_id == Unit.id)
        .join(Posting, Posting.team_id == Team.id)
        .join(Person, Person.id == Posting.person_id)
        .where(Person.id == person_id, Posting.from_on <= day, (Posting.to_on.is_(None)) | (Posting.to_on > day))
    )
    return list(work.session.scalars(statement))


def corrections_of(
    work: UnitOfWork, persons: Iterable[uuid.UUID], first: date, last: date
) -> dict[tuple[uuid.UUID, date], DayCorrection]:
    """The decision that counts for each day of these people, from one day to another, both included."""
    statement = (
        select(DayCorrection)
        .where(DayCorrection.person_id.in_(list(persons)), DayCorrection.day.between(first, last))
        .order_by(DayCorrection.number)
    )
    return {(row.person_id, row.day): row for row in work.session.scalars(statement)}
